/** The 95 % interval of a measured share: Wilson's score interval. */
import { DataError } from '../util/errors.js';

/** A measured share with its 95 % interval, all 0–1. */
export interface Rate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The difference of two measured shares with its 95 % interval, all −1 to 1. */
export interface Difference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the standard normal distribution: a two-sided 95 % interval. */
export const Z95 = 1.959963984540054;

/**
 * Wilson's score interval for a binomial share (Wilson 1927, "Probable inference, the law of succession, and
 * statistical inference"): the p for which |p̂ − p| ≤ z·√(p(1−p)/n), i.e.
 * (p̂ + z²/2n ± z·√(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n).
 * Unlike p̂ ± z·√(p̂(1−p̂)/n) it stays inside 0–1 and holds for small n and for shares near 0 or 1
 * (Brown, Cai & DasGupta 2001).
 * @param successes whole number, 0–total
 * @param total whole number, at least 1
 * @param z quantile; 1.96 gives 95 %
 * @throws DataError when total is 0 or the counts are impossible
 * @example
 * wilson(8, 10); // { value: 0.8, low: 0.4902, high: 0.9433 }
 */
export function wilson(successes: number, total: number, z = Z95): Rate {
  if (total === 0) throw new DataError('A share of no images has no value: give at least one image.');
  const possible =
    Number.isInteger(successes) && Number.isInteger(total) && successes >= 0 && successes <= total;
  if (!possible) throw new DataError(`${successes} of ${total} is not a share: give 0 ≤ successes ≤ total.`);
  const p = successes / total;
  const z2 = (z * z) / total;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (z * Math.sqrt((p * (1 - p)) / total + z2 / (4 * total))) / (1 + z2);
  // At the ends the bound is exactly 0 or 1; say so instead of leaving a rounding error of 1e-17.
  return {
    value: p,
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === total ? 1 : Math.min(1, centre + half),
  };
}
