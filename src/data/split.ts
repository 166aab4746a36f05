/** Which rows train and which judge: splits by name or stratified by class; no image ever stands on both sides. */

import { DataError, UsageError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { everyRow, firstOfKind } from './duplicates.js';
import type { Dataset } from './types.js';

/** Row numbers of two splits, ascending. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Rows of a named split, ascending; `all` means every row.
 * @throws DataError when the split has no rows; the message lists those there are
 * @example
 * const train = rowsOfSplit(dataset, 'Training');
 */
export function rowsOfSplit(dataset: Dataset, name: string): Uint32Array {
  if (name === 'all') return everyRow(dataset);
  const index = dataset.splitNames.indexOf(name);
  const rows = index < 0 ? [] : [...dataset.splits.keys()].filter((row) => dataset.splits[row] === index);
  if (rows.length > 0) return Uint32Array.from(rows);
  const present = dataset.splitNames.filter((_, i) => dataset.splits.includes(i));
  throw new DataError(
    `${dataset.source} has no rows in the split ${name}: choose one of ${[...present, 'all'].join(', ')}.`,
  );
}

/**
 * Makes sure that every class has a row.
 * @param what names the rows in the error, such as `split Training`
 * @throws DataError that names the classes without any
 */
export function requireEveryClass(dataset: Dataset, rows: Uint32Array, what: string): void {
  const present = new Set<number>();
  for (const row of rows) present.add(dataset.labels[row]);
  const missing = dataset.classes.filter((_, code) => !present.has(code));
  if (missing.length === 0) return;
  throw new DataError(
    `${dataset.source}, ${what}: no row of class ${missing.join(', ')}; add images of it or choose another split.`,
  );
}

/**
 * Divides rows into training and validation, class by class, so that both have the same share of each class as far
 * as whole rows allow. Rows with exactly the same pixels stay together (they count as the class of the first).
 * @param ratio share of validation, 0–1; a class never gives more than its share, rounded to the nearest row
 * @param seed the same seed gives the same split
 * @throws UsageError for a ratio outside 0–1; DataError when a side would stay empty though 0 < ratio < 1
 * @example
 * const { train, validation } = splitStratified(dataset, rowsOfSplit(dataset, 'Training'), 0.1, 42);
 */
export function splitStratified(dataset: Dataset, rows: Uint32Array, ratio: number, seed: number): Split {
  if (!(ratio >= 0 && ratio <= 1)) {
    throw new UsageError(`The share of validation is ${ratio}; give a number from 0 to 1, such as 0.1.`);
  }
  const validation = new Set<number>();
  for (const [code, groups] of groupsByClass(dataset, rows)) {
    const total = groups.reduce((sum, group) => sum + group.length, 0);
    const order = Uint32Array.from(groups.keys());
    new RandomStream(seed, Purpose.split, code).shuffle(order);
    let wanted = Math.round(total * ratio);
    for (const i of order) {
      if (groups[i].length > wanted) continue;
      wanted -= groups[i].length;
      for (const row of groups[i]) validation.add(row);
    }
  }
  const split = {
    train: rows.filter((row) => !validation.has(row)).sort(),
    validation: rows.filter((row) => validation.has(row)).sort(),
  };
  if (ratio > 0 && ratio < 1 && (split.train.length === 0 || split.validation.length === 0)) {
    const side = split.train.length === 0 ? 'training' : 'validation';
    throw new DataError(
      `${dataset.source}: a validation share of ${ratio} of ${rows.length} rows leaves no row for ${side}; use more rows or another share.`,
    );
  }
  return split;
}

/** Groups of identical rows by class code, classes ascending, groups in the order of their first rows. */
export function groupsByClass(dataset: Dataset, rows: Uint32Array): [number, number[][]][] {
  const first = firstOfKind(dataset, rows);
  const groups = new Map<number, number[]>();
  rows.forEach((row, i) => {
    const group = groups.get(first[i]);
    if (group) group.push(row);
    else groups.set(first[i], [row]);
  });
  const byClass = dataset.classes.map((): number[][] => []);
  for (const [row, group] of groups) byClass[dataset.labels[row]].push(group);
  return [...byClass.entries()];
}

/**
 * Drops from `train` every row whose exact pixels also stand in `validation`, for splits that others made.
 * @returns the rows left, in their order, and how many were dropped
 */
export function removeStraddlers(
  dataset: Dataset,
  train: Uint32Array,
  validation: Uint32Array,
): { train: Uint32Array; removed: number } {
  // Validation first: a training row then finds its twin there.
  const both = new Uint32Array(validation.length + train.length);
  both.set(validation);
  both.set(train, validation.length);
  const first = firstOfKind(dataset, both);
  const inValidation = new Set(first.subarray(0, validation.length));
  const kept = train.filter((_, i) => !inValidation.has(first[validation.length + i]));
  return { train: kept, removed: train.length - kept.length };
}
