/** Attributes of images in a csv of their own: any columns, one line an image. */
import { DataError } from '../util/errors.js';
import { formatCounted } from '../util/format.js';
import { shorten } from './csv-header.js';
import { parseCsv, readText } from './csv-text.js';
import { LIMITS } from './limits.js';

/** One column: a text for every row of the data set, '' where there is none. */
export interface AttributeColumn {
  readonly name: string;
  /** [rows of the data set] */
  readonly values: readonly string[];
}

/**
 * Reads a csv of attributes for a data set of `rows` rows. A column `row` (counting from 0) says which row a line is
 * about; rows that no line names have no value. Without it, line i is about row i and there must be as many lines as rows.
 * @throws DataError naming the line: a missing or too large file, no attribute, a name twice, a row twice or out of range
 * @example
 * const columns = await readAttributes('attributes.csv', dataset.count);
 */
export async function readAttributes(
  path: string,
  rows: number,
  limit: number = LIMITS.votesBytes,
): Promise<AttributeColumn[]> {
  return parseAttributes(await readText(path, limit, 'leave out columns'), path, rows);
}

/** `readAttributes` on text already read. */
export function parseAttributes(text: string, source: string, rows: number): AttributeColumn[] {
  const [head = [], ...lines] = parseCsv(text, source, 'csv of attributes', 'correct that line');
  const names = head.map((name) => name.trim());
  checkNames(names, source);
  const rowColumn = names.findIndex((name) => name.toLowerCase() === 'row');
  const rowOf =
    rowColumn < 0 ? undefined : lines.map((line, i) => rowNumber(line[rowColumn], rows, source, i + 2));
  if (rowOf === undefined && lines.length !== rows) {
    throw new DataError(
      `${source} has ${formatCounted(lines.length, 'line')} of attributes but the data has ${formatCounted(rows, 'row')}: give one line a row, or add a column named row.`,
    );
  }
  if (rowOf) checkTwice(rowOf, source);
  const attributes = names.flatMap((name, column) => (column === rowColumn ? [] : [{ name, column }]));
  if (attributes.length === 0) {
    throw new DataError(`${source}, line 1: there is no column but row; add one for each attribute.`);
  }
  return attributes.map(({ name, column }) => {
    const values = new Array<string>(rows).fill('');
    lines.forEach((line, i) => {
      values[rowOf?.[i] ?? i] = line[column].trim().replace(/\s+/g, ' ');
    });
    return { name, values };
  });
}

function checkNames(names: readonly string[], source: string): void {
  if (names.length === 0) {
    throw new DataError(`${source} is empty: its first line must name the columns, such as row,glasses.`);
  }
  const nameless = names.indexOf('');
  if (nameless >= 0) {
    throw new DataError(`${source}, line 1: column ${nameless + 1} has no name; name it or take it out.`);
  }
  const twice = names.find(
    (name, i) => names.findIndex((one) => one.toLowerCase() === name.toLowerCase()) < i,
  );
  if (twice !== undefined) {
    throw new DataError(`${source}, line 1: two columns are named ${shorten(twice)}; keep one of them.`);
  }
}

function rowNumber(text: string, rows: number, source: string, line: number): number {
  const value = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN;
  if (value < rows) return value;
  throw new DataError(
    `${source}, line ${line}, column row: "${shorten(text)}" is no row of the data (0 to ${rows - 1}); correct it.`,
  );
}

function checkTwice(rowOf: readonly number[], source: string): void {
  const seen = new Map<number, number>();
  rowOf.forEach((row, i) => {
    const before = seen.get(row);
    if (before !== undefined) {
      throw new DataError(
        `${source}, line ${i + 2}: row ${row} has line ${before} already; keep one of them.`,
      );
    }
    seen.set(row, i + 2);
  });
}
