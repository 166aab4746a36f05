/** How a measure is spread over the splits and the classes: histograms and quantiles. */
import { quantile } from '../../util/quantile.js';
import type { Dataset } from '../types.js';
import { sortedValues } from './robust.js';

/** Values of one split, one class or all images. */
export interface Spread {
  readonly name: string;
  readonly count: number;
  /** NaN (null in JSON) when there is no image. */
  readonly p5: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
}

export interface Distribution {
  /** [bins + 1] ascending; the last bin holds its upper edge too. */
  readonly edges: readonly number[];
  readonly all: Spread;
  /** `histogram` counts images, [bins]. */
  readonly splits: readonly (Spread & { readonly histogram: readonly number[] })[];
  readonly classes: readonly Spread[];
}

/** Gray values in steps of 8. */
export const BRIGHTNESS_EDGES = Array.from({ length: 33 }, (_, i) => 8 * i);
/** Standard deviations in steps of 4. */
export const CONTRAST_EDGES = Array.from({ length: 33 }, (_, i) => 4 * i);
/** Variances over five decades: steps of √2, and one bin for all that is under 16. The largest possible is 1020². */
export const SHARPNESS_EDGES = [
  0,
  ...Array.from({ length: 34 }, (_, i) => 2 ** (4 + Math.floor(i / 2)) * (i % 2 === 0 ? 1 : Math.SQRT2)),
];

/**
 * @param values one an image
 * @param edges ascending, around all values
 */
export function distribution(
  dataset: Pick<Dataset, 'count' | 'labels' | 'splits' | 'splitNames' | 'classes'>,
  values: Float64Array,
  edges: readonly number[],
): Distribution {
  const rowsWith = (codes: Uint8Array, code: number): number[] => {
    const rows: number[] = [];
    for (let row = 0; row < dataset.count; row++) if (codes[row] === code) rows.push(row);
    return rows;
  };
  const everyRow = Array.from({ length: dataset.count }, (_, row) => row);
  return {
    edges,
    all: spread('all', values, everyRow),
    splits: dataset.splitNames.map((name, split) => {
      const rows = rowsWith(dataset.splits, split);
      return { ...spread(name, values, rows), histogram: histogram(values, rows, edges) };
    }),
    classes: dataset.classes.map((name, code) => spread(name, values, rowsWith(dataset.labels, code))),
  };
}

/** Five quantiles of the values of some rows. */
export function spread(name: string, values: Float64Array, rows: readonly number[]): Spread {
  const sorted = sortedValues(values, rows);
  const at = (share: number): number => quantile(sorted, share);
  return {
    ...{ name, count: rows.length },
    ...{ p5: at(0.05), p25: at(0.25), median: at(0.5), p75: at(0.75), p95: at(0.95) },
  };
}

function histogram(values: Float64Array, rows: readonly number[], edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const row of rows) {
    let bin = 0;
    while (bin < counts.length - 1 && values[row] >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  return counts;
}
