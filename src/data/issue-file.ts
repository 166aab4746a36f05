/**
 * Label issues on disk: a CSV that a person can read and thin out, and beside it a JSON that says which data it is about,
 * so that no row of other data is ever dropped by it.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { writeFilesAtomic } from '../export/atomic.js';
import { csvField } from '../util/csv.js';
import { OutputError } from '../util/errors.js';
import type { Dataset } from './types.js';

/** One line of the CSV; class codes and a row number from 0. */
export interface IssueRow {
  readonly row: number;
  readonly label: number;
  readonly suggested: number;
  readonly labelProbability: number;
  readonly suggestedProbability: number;
  readonly score: number;
}

/** Columns of the CSV, in order. */
const ISSUE_COLUMNS = [
  'rank',
  'row',
  'split',
  'label',
  'suggested',
  'label_probability',
  'suggested_probability',
  'score',
] as const;

/** `labels/issues.csv` → `labels/issues.json` */
export function aboutFile(path: string): string {
  return `${path.replace(/\.csv$/i, '')}.json`;
}

/** The CSV's text; probabilities have six decimals, so that the same issues give the same bytes. */
export function issuesCsv(dataset: Dataset, issues: readonly IssueRow[]): string {
  const { classes, splitNames, splits } = dataset;
  const lines = issues.map((issue, i) =>
    [
      i + 1,
      issue.row,
      csvField(splitNames[splits[issue.row]]),
      csvField(classes[issue.label]),
      csvField(classes[issue.suggested]),
      issue.labelProbability.toFixed(6),
      issue.suggestedProbability.toFixed(6),
      issue.score.toFixed(6),
    ].join(','),
  );
  return `${[ISSUE_COLUMNS.join(','), ...lines].join('\n')}\n`;
}

/**
 * Writes the issues and, beside them, what they are about.
 * @param split the split whose images were asked about, or `all`
 * @param more goes into the JSON besides
 * @throws OutputError when a file cannot be written, or the CSV is there and says something else: a person may have thinned
 *   it out
 * @example
 * await writeIssues('labels/issues.csv', dataset, 'Training', issues);
 */
export async function writeIssues(
  path: string,
  dataset: Dataset,
  split: string,
  issues: readonly IssueRow[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { source, count, fingerprint } = dataset;
  const data = { source, count, fingerprint };
  const about = { format: 'vultus-label-issues', version: 1, data, split, issues: issues.length, ...more };
  const text = issuesCsv(dataset, issues);
  if (existsSync(path) && (await readFile(path, 'utf8')) !== text) {
    throw new OutputError(
      `${path} is not what would be written there; it may have been edited by hand: keep it under another name, or delete it.`,
    );
  }
  await writeFilesAtomic([
    { path, data: text },
    { path: aboutFile(path), data: `${JSON.stringify(about, null, 2)}\n` },
  ]);
}
