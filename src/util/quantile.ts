/** Quantiles of numbers. */

/**
 * Linear interpolation between the two nearest values (Hyndman & Fan 1996, type 7, as numpy's).
 * @param sorted finite values in rising order
 * @param share 0–1: 0.5 is the median
 * @returns NaN without values
 * @example
 * quantile([1, 2, 4], 0.75); // 3
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
