/** Reads probabilities of rows back from the CSV that `writeProbabilities` wrote. */
import { DataError } from '../util/errors.js';
import { parseCsv, readText } from './csv-text.js';
import { columnNamed, takeRow } from './row-lines.js';
import type { Dataset } from './types.js';

/** Far more than a million rows take. */
const MOST_BYTES = 512 * 2 ** 20;
/** Of the sum of a row: seven decimals each, of a few classes. */
const SLACK = 1e-4;

export interface ReadProbabilities {
  /** [rows] ascending or not, none twice */
  readonly rows: Uint32Array;
  /** [count of the data set, classes]; zeros in rows that the file does not name. */
  readonly table: Float32Array;
}

/**
 * The columns `row`, `label` and `p_NAME` of each class; others are not looked at. Lines may have been taken out.
 * @throws DataError naming the line, for rows that are not the data set's, labels other than its, and what is no distribution
 * @example
 * const { rows, table } = await readProbabilities('labels/targets.csv', dataset);
 */
export async function readProbabilities(path: string, dataset: Dataset): Promise<ReadProbabilities> {
  const text = await readText(path, MOST_BYTES, 'check that it is a csv of probabilities');
  const lines = parseCsv(text, path, 'csv of probabilities', 'make it anew');
  const header = lines.shift() ?? [];
  const columnOf = (name: string) =>
    columnNamed(header, name, path, 'give a csv that vultus labels wrote for this data');
  const [rowColumn, labelColumn] = [columnOf('row'), columnOf('label')];
  const columns = dataset.classes.map((name) => columnOf(`p_${name}`));
  const k = columns.length;
  const table = new Float32Array(dataset.count * k);
  const rows = new Set<number>();
  lines.forEach((line, i) => {
    const where = `${path}, line ${i + 2}`;
    const row = takeRow(line[rowColumn], dataset, rows, where);
    const label = dataset.classes[dataset.labels[row]];
    if (line[labelColumn] !== label) {
      throw new DataError(
        `${where}: row ${row} of ${dataset.source} is ${label}, not ${line[labelColumn]}; make the file anew.`,
      );
    }
    table.set(
      distribution(
        columns.map((column) => line[column]),
        where,
      ),
      row * k,
    );
  });
  return { rows: Uint32Array.from(rows), table };
}

function distribution(texts: readonly string[], where: string): number[] {
  const values = texts.map((text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN));
  const sum = values.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) <= SLACK) return values;
  throw new DataError(
    `${where}: ${texts.join(', ').slice(0, 120)} are no probabilities that sum to 1; correct them, or make the file anew.`,
  );
}
