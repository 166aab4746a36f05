/** What `vultus data` tells about a data set, as plain JSON. */

import { PIXELS } from '../util/classes.js';
import { duplicateGroups } from './duplicates.js';
import type { BadRow, Dataset } from './types.js';

/** Rows of one class and their share (0–1) of the split or set they are counted in. */
export interface ClassCount {
  readonly name: string;
  readonly count: number;
  readonly share: number;
}

export interface DataDescription {
  readonly source: string;
  readonly rows: number;
  readonly fingerprint: string;
  readonly splits: readonly { name: string; rows: number; classes: readonly ClassCount[] }[];
  readonly classes: readonly ClassCount[];
  /** Images of one gray value throughout; `rows` lists the first 20. */
  readonly constantImages: { readonly count: number; readonly rows: readonly number[] };
  /** Images with exactly the same pixels. */
  readonly duplicates: {
    /** Sets of two or more identical images. */
    readonly groups: number;
    /** Rows beyond the first of each group. */
    readonly extraRows: number;
    /** Groups whose rows disagree on the class, and the rows in them. */
    readonly differentLabels: { readonly groups: number; readonly rows: number };
    /** Groups with rows in more than one split, and the rows in them. */
    readonly acrossSplits: { readonly groups: number; readonly rows: number };
  };
  /** Gray values, 0–255. */
  readonly brightness: {
    /** Mean and standard deviation over all pixels. */
    readonly mean: number;
    readonly standardDeviation: number;
    /** Mean gray value of the darkest and of the brightest image. */
    readonly darkest: number;
    readonly brightest: number;
    /** Standard deviation of the images' mean gray values: how differently lit they are. */
    readonly betweenImages: number;
  };
  /** Rows left out; `first` lists the first 20. */
  readonly skipped: { readonly count: number; readonly first: readonly BadRow[] };
  /**
   * Present when soft votes were laid over the rows: how the targets, shares of the votes for the seven classes, lie to
   * the labels. `voteAgreement` counts the votes themselves, over all ten answers.
   */
  readonly votes?: {
    /** Rows whose target is largest at their label, alone or in a tie. */
    readonly agree: { readonly count: number; readonly share: number };
    /** Rows whose votes all went to one class (rows without votes keep their label and count here). */
    readonly unanimous: { readonly count: number; readonly share: number };
    /** Mean share of the most voted class. */
    readonly topShare: number;
  };
}

const LISTED = 20;

/**
 * Counts and measures a data set.
 * @example
 * console.log(describeDataset(await readDataset('fer2013.csv')).duplicates.extraRows);
 */
export function describeDataset(dataset: Dataset): DataDescription {
  const { source, count, fingerprint, skipped, splitNames } = dataset;
  return {
    source,
    rows: count,
    fingerprint,
    splits: splitNames.map((name, i) => {
      const rows = dataset.splits.reduce((sum, split) => sum + (split === i ? 1 : 0), 0);
      return { name, rows, classes: countClasses(dataset, i) };
    }),
    classes: countClasses(dataset),
    ...measureImages(dataset),
    duplicates: countDuplicates(dataset),
    skipped: { count: skipped.length, first: skipped.slice(0, LISTED) },
    ...(dataset.targets ? { votes: describeVotes(dataset, dataset.targets) } : {}),
  };
}

function countClasses(dataset: Dataset, split?: number): ClassCount[] {
  const counts = dataset.classes.map(() => 0);
  let total = 0;
  for (let row = 0; row < dataset.count; row++) {
    if (split !== undefined && dataset.splits[row] !== split) continue;
    counts[dataset.labels[row]]++;
    total++;
  }
  return dataset.classes.map((name, i) => ({ name, count: counts[i], share: share(counts[i], total) }));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** One pass over all pixels. Sums stay exact: 255² × 2304 × a million rows is under 2^53. */
function measureImages(dataset: Dataset): Pick<DataDescription, 'constantImages' | 'brightness'> {
  const { pixels, count } = dataset;
  const constant: number[] = [];
  let sum = 0;
  let squares = 0;
  let meanSquares = 0;
  let darkest = 255;
  let brightest = 0;
  for (let row = 0; row < count; row++) {
    const start = row * PIXELS;
    let rowSum = 0;
    let rowSquares = 0;
    for (let i = start; i < start + PIXELS; i++) {
      rowSum += pixels[i];
      rowSquares += pixels[i] * pixels[i];
    }
    // Cauchy–Schwarz: equality exactly when all values are the same.
    if (rowSquares * PIXELS === rowSum * rowSum) constant.push(row);
    const mean = rowSum / PIXELS;
    darkest = Math.min(darkest, mean);
    brightest = Math.max(brightest, mean);
    meanSquares += mean * mean;
    sum += rowSum;
    squares += rowSquares;
  }
  const n = Math.max(1, count);
  const mean = sum / (n * PIXELS);
  const spread = (meanOfSquares: number) => Math.sqrt(Math.max(0, meanOfSquares - mean * mean));
  return {
    constantImages: { count: constant.length, rows: constant.slice(0, LISTED) },
    brightness: {
      mean,
      standardDeviation: spread(squares / (n * PIXELS)),
      darkest,
      brightest,
      betweenImages: spread(meanSquares / n),
    },
  };
}

function countDuplicates(dataset: Dataset): DataDescription['duplicates'] {
  const groups = duplicateGroups(dataset);
  const rowsIn = (some: number[][]) => some.reduce((sum, group) => sum + group.length, 0);
  const differ = (values: Uint8Array) => {
    const some = groups.filter((group) => group.some((row) => values[row] !== values[group[0]]));
    return { groups: some.length, rows: rowsIn(some) };
  };
  return {
    groups: groups.length,
    extraRows: rowsIn(groups) - groups.length,
    differentLabels: differ(dataset.labels),
    acrossSplits: differ(dataset.splits),
  };
}

function describeVotes(dataset: Dataset, targets: Float32Array): NonNullable<DataDescription['votes']> {
  const width = dataset.classes.length;
  let agree = 0;
  let unanimous = 0;
  let top = 0;
  for (let row = 0; row < dataset.count; row++) {
    const target = targets.subarray(row * width, (row + 1) * width);
    const most = Math.max(...target);
    if (target[dataset.labels[row]] === most) agree++;
    if (most === 1) unanimous++;
    top += most;
  }
  const count = dataset.count;
  return {
    agree: { count: agree, share: share(agree, count) },
    unanimous: { count: unanimous, share: share(unanimous, count) },
    topShare: share(top, count),
  };
}
