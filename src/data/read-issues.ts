/** Reads label issues back, for the very data they were found in. */
import { z } from 'zod';
import { DataError } from '../util/errors.js';
import { parseCsv, readText } from './csv-text.js';
import { fingerprint } from './fingerprint.js';
import { aboutFile } from './issue-file.js';
import { columnNamed, takeRow } from './row-lines.js';
import type { Dataset } from './types.js';

/** Far more than a million issues take. */
const MOST_BYTES = 128 * 2 ** 20;

const aboutSchema = z.object({
  format: z.literal('vultus-label-issues'),
  version: z.literal(1),
  data: z.object({ fingerprint: z.string() }),
  split: z.string(),
});

/** Rows that a file of issues names. */
export interface ReadIssues {
  /** In the file's order, none twice. */
  readonly rows: readonly number[];
  /** The split they were looked for in, or `all`. */
  readonly split: string;
}

/**
 * Reads an `issues.csv` and the `issues.json` beside it. Lines may have been taken out of the CSV, for labels that a person
 * found to be right.
 * @throws DataError when a file is missing or malformed, is about other data (rows, labels or splits), or names a row twice
 * @example
 * const { rows } = await readIssues('labels/issues.csv', dataset);
 */
export async function readIssues(path: string, dataset: Dataset): Promise<ReadIssues> {
  const text = await readText(path, MOST_BYTES, 'check that it is a csv of label issues');
  const table = parseCsv(text, path, 'csv of label issues', 'make it anew');
  const columns = columnsOf(table.shift() ?? [], path);
  const about = await readAbout(path);
  if (about.data.fingerprint !== plainFingerprint(dataset)) {
    throw new DataError(
      `${path} was made for other data than ${dataset.source} (other rows, labels or splits): run npx vultus labels on this data.`,
    );
  }
  const rows = new Set<number>();
  table.forEach((line, i) => {
    const where = `${path}, line ${i + 2}`;
    requireSameLine(takeRow(line[columns.row], dataset, rows, where), line, columns, dataset, where);
  });
  return { rows: [...rows], split: about.split };
}

/** Votes laid over the rows as targets change the fingerprint, but not which rows there are and what they are called. */
export function plainFingerprint(dataset: Dataset): string {
  return dataset.targets ? fingerprint({ ...dataset, targets: undefined }) : dataset.fingerprint;
}

async function readAbout(path: string): Promise<z.output<typeof aboutSchema>> {
  const about = aboutFile(path);
  let text: string;
  try {
    text = await readText(about, MOST_BYTES, 'check that it is of label issues');
  } catch (cause) {
    throw new DataError(
      `${about}, which vultus labels wrote beside ${path}, cannot be read: keep the two together.`,
      { cause },
    );
  }
  try {
    return aboutSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DataError(`${about} is not what vultus labels wrote beside ${path}: make both anew.`, {
      cause,
    });
  }
}

type Columns = Readonly<Record<'row' | 'split' | 'label', number>>;

function columnsOf(header: readonly string[], path: string): Columns {
  const columnOf = (name: string) => columnNamed(header, name, path, 'give the issues.csv of vultus labels');
  return { row: columnOf('row'), split: columnOf('split'), label: columnOf('label') };
}

/** @throws DataError unless split and label of the line are the row's */
function requireSameLine(
  row: number,
  line: readonly string[],
  columns: Columns,
  dataset: Dataset,
  where: string,
): void {
  const split = dataset.splitNames[dataset.splits[row]];
  const label = dataset.classes[dataset.labels[row]];
  if (line[columns.split] === split && line[columns.label] === label) return;
  throw new DataError(
    `${where}: row ${row} of ${dataset.source} is ${label} in ${split}, which the line does not say; make the file anew.`,
  );
}
