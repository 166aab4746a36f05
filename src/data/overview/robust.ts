/** Order statistics: the middle of many values and how far one lies from it, unmoved by a few wild ones. */
import { quantile } from '../../util/quantile.js';

/** The values of some rows, sorted. */
export function sortedValues(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  return Float64Array.from(rows, (row) => values[row]).sort();
}

export interface RobustScale {
  readonly median: number;
  /** 1.4826 × the median absolute deviation: the standard deviation of a normal distribution. 0 when half the values are equal. */
  readonly deviation: number;
}

/** Middle and spread of the values of some rows; NaN without rows. */
export function robustScale(values: Float64Array, rows: ArrayLike<number>): RobustScale {
  const median = quantile(sortedValues(values, rows), 0.5);
  const distances = Float64Array.from(rows, (row) => Math.abs(values[row] - median)).sort();
  return { median, deviation: 1.4826 * quantile(distances, 0.5) };
}
