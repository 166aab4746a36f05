/** Whether two independent shares differ, and by how much. */
import { type Difference, wilson } from './interval.js';
import { twoSided } from './normal.js';

/**
 * The difference of two independent shares with its 95 % interval, from the shares' own Wilson intervals (Newcombe 1998,
 * "Interval estimation for the difference between independent proportions", method 10).
 * @param right successes of the first, `count` tries; then of the second
 * @throws DataError for impossible counts
 * @example
 * differenceOfShares(56, 70, 48, 80); // { value: 0.2, low: 0.0524, high: 0.3339 }
 */
export function differenceOfShares(
  right: number,
  count: number,
  otherRight: number,
  otherCount: number,
): Difference {
  const [a, b] = [wilson(right, count), wilson(otherRight, otherCount)];
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/**
 * Two-sided p-value of "both shares are the same" by the score test with the pooled share (Pearson's χ² of the 2×2 table
 * without a continuity correction). 1 when everything or nothing succeeded. Good from some 30 tries on either side.
 */
export function sameSharePValue(
  right: number,
  count: number,
  otherRight: number,
  otherCount: number,
): number {
  const pooled = (right + otherRight) / (count + otherCount);
  const variance = pooled * (1 - pooled) * (1 / count + 1 / otherCount);
  if (variance === 0) return 1;
  return twoSided((right / count - otherRight / otherCount) / Math.sqrt(variance));
}
