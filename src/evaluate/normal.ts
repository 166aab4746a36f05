/** The standard normal distribution, of which tests and intervals need tails. */
import { exp } from '../util/math.js';

const DENSITY_AT_0 = 0.3989422804014327; // 1/√(2π)

/**
 * Probability that a standard normal number is at least `z`, absolute error under 1e-15: the Taylor series about 0
 * (Marsaglia 2004, "Evaluating the normal distribution") and, in the tail, the continued fraction of Mills' ratio
 * (Abramowitz & Stegun 26.2.14).
 * @example
 * upperTail(1.959963984540054); // 0.025
 */
export function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const density = DENSITY_AT_0 * exp((-z * z) / 2);
  if (z < 4) {
    let term = z;
    let sum = z;
    for (let k = 3; sum + term !== sum; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let ratio = z;
  for (let k = 60; k >= 1; k--) ratio = z + k / ratio;
  return density / ratio;
}

/** Two-sided p-value of a standard normal statistic. */
export function twoSided(z: number): number {
  return Math.min(1, 2 * upperTail(Math.abs(z)));
}
