/**
 * Images unlike the others. No criterion here knows what a face is; each says how an image differs from the bulk of its own
 * set, in robust standard deviations, so that a page can show the most extreme ones to someone who does know.
 */
import type { ImageMeasures } from './image-measures.js';
import { type RobustScale, robustScale } from './robust.js';

/** One way of being unlike the others, and who is. */
export interface Unusual {
  /** Value that most images have, and the spread around it: median and 1.4826 × median absolute deviation. */
  readonly usual: RobustScale;
  /** Robust standard deviations from which on an image counts. */
  readonly beyond: number;
  readonly count: number;
  /** The most extreme ones, one for each group of copies. */
  readonly examples: readonly { readonly row: number; readonly value: number; readonly deviations: number }[];
  /** Every row that counts, the most extreme first. */
  readonly rows: readonly number[];
}

/** A normal distribution has one value in a billion beyond; the measures here have heavier tails. */
const BEYOND = 6;
const EXAMPLES = 24;

/**
 * @param values one an image
 * @param side which end is unlike the others: `low` or `high` values
 * @param rows that are compared
 * @param groupOf [count] the group of copies of each row; of each group the examples show one
 */
export function unusual(
  values: Float64Array,
  side: 'low' | 'high',
  rows: readonly number[],
  groupOf: Uint32Array,
): Unusual {
  const usual = robustScale(values, rows);
  const sign = side === 'high' ? 1 : -1;
  const deviations = (row: number): number =>
    usual.deviation > 0 ? (sign * (values[row] - usual.median)) / usual.deviation : 0;
  const found = rows
    .filter((row) => deviations(row) > BEYOND)
    .sort((a, b) => deviations(b) - deviations(a) || a - b);
  const examples = oneOfEach(found, groupOf, EXAMPLES);
  return {
    usual,
    beyond: BEYOND,
    count: found.length,
    examples: examples.map((row) => ({ row, value: values[row], deviations: deviations(row) })),
    rows: found,
  };
}

/** The first `most` rows of different groups. */
export function oneOfEach(rows: readonly number[], groupOf: Uint32Array, most: number): number[] {
  const seen = new Set<number>();
  const chosen: number[] = [];
  for (const row of rows) {
    if (chosen.length === most) break;
    if (seen.has(groupOf[row])) continue;
    seen.add(groupOf[row]);
    chosen.push(row);
  }
  return chosen;
}

/**
 * Sharpness free of contrast, from which down an image counts as blurred. The variance of the Laplacian over that of the
 * grays is (2 − 2 cos ω)² for a wave of frequency ω: 0.1 is a wave of 11 pixels, a quarter of a face's width.
 */
export const BLURRED = 0.1;

/** Variance of the Laplacian over the variance of the grays; NaN for an image of one gray. */
export function relativeSharpness({ sharpness, contrast }: ImageMeasures, row: number): number {
  return sharpness[row] / (contrast[row] * contrast[row]);
}
