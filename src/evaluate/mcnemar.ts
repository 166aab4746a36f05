/**
 * Two networks on the same images: McNemar's test of whether one is right more often, and how large the difference
 * is. Images that both get right, or both wrong, say nothing about which is better; the others decide.
 */
import { DataError } from '../util/errors.js';
import { type Difference, wilson } from './interval.js';

/** Images by who gets them right. */
export interface PairedCounts {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/**
 * @param first [n] 1 where the first network is right
 * @param second [n] the same of the second, on the same images in the same order
 * @throws DataError without images, or for lists of different lengths
 */
export function pairedCounts(first: ArrayLike<number>, second: ArrayLike<number>): PairedCounts {
  if (first.length !== second.length) {
    throw new DataError(
      `${first.length} answers cannot be compared with ${second.length}: let both networks answer the same images.`,
    );
  }
  if (first.length === 0) throw new DataError('There are no images to compare on: choose a split with rows.');
  let [both, onlyFirst, onlySecond, neither] = [0, 0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    if (first[i] && second[i]) both++;
    else if (first[i]) onlyFirst++;
    else if (second[i]) onlySecond++;
    else neither++;
  }
  return { both, onlyFirst, onlySecond, neither };
}

/**
 * McNemar's test (McNemar 1947, "Note on the sampling error of the difference between correlated proportions"), exact
 * for any number of images: were both networks equally good, each image that one alone gets right would be the first's
 * or the second's by the toss of a coin. Two-sided p-value of the binomial test, 2·P(X ≤ min) for X ~ B(n, ½), at most
 * 1; no large-sample approximation and hence no continuity correction (Fay & Lydersen 2021, "Exact McNemar's test").
 * @param onlyFirst images that only the first gets right
 * @param onlySecond images that only the second gets right
 * @returns 0–1; relative error under 1e-9 up to a million images
 * @example
 * mcnemar(1, 7); // 0.0703125 = 2·(1 + 8)/2⁸
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  const least = Math.min(onlyFirst, onlySecond);
  // P(X = least) = C(n, least) / 2ⁿ, halved along the way: either alone would leave the range of numbers.
  let probability = 1;
  let halvings = n;
  for (let i = 1; i <= least; i++) {
    probability *= (n - least + i) / i;
    for (; probability >= 1 && halvings > 0; halvings--) probability /= 2;
  }
  for (; probability > 0 && halvings > 0; halvings--) probability /= 2;
  // P(X = k − 1) / P(X = k) = k / (n − k + 1), down to 0.
  let term = 1;
  let sum = 0;
  for (let k = least; k >= 0; k--) {
    sum += term;
    term *= k / (n - k + 1);
  }
  return Math.min(1, 2 * sum * probability);
}

/**
 * How much more often the second is right: its accuracy minus the first's, with the 95 % interval of Newcombe 1998
 * ("Improved confidence intervals for the difference between binomial proportions based on paired data", method 10):
 * the Wilson intervals of both accuracies, joined with regard to how far the two are right on the same images.
 * @example
 * pairedDifference({ both: 1, onlyFirst: 1, onlySecond: 7, neither: 12 }); // 0.286, 0.026 to 0.507
 */
export function pairedDifference({ both, onlyFirst, onlySecond, neither }: PairedCounts): Difference {
  const n = both + onlyFirst + onlySecond + neither;
  const first = wilson(both + onlyFirst, n);
  const second = wilson(both + onlySecond, n);
  const phi = correlation({ both, onlyFirst, onlySecond, neither });
  const join = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  const value = (onlySecond - onlyFirst) / n;
  return {
    value,
    low: Math.max(-1, value - join(second.value - second.low, first.high - first.value)),
    high: Math.min(1, value + join(second.high - second.value, first.value - first.low)),
  };
}

/** Newcombe's φ̂: the correlation of being right, a positive one made smaller by a continuity correction. */
function correlation({ both, onlyFirst, onlySecond, neither }: PairedCounts): number {
  const n = both + onlyFirst + onlySecond + neither;
  const margins = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  if (margins === 0) return 0;
  const product = both * neither - onlyFirst * onlySecond;
  return (product > 0 ? Math.max(product - n / 2, 0) : product) / Math.sqrt(margins);
}
