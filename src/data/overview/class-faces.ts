/** The mean face of each class, and where its faces differ. */
import { PIXELS } from '../../util/classes.js';
import type { Dataset } from '../types.js';

export interface ClassFace {
  readonly name: string;
  /** Images it is made from; with none both faces are zeros. */
  readonly count: number;
  /** [48, 48] mean gray value of each pixel, 0–255. */
  readonly mean: Float32Array;
  /** [48, 48] standard deviation of each pixel over the class's images, 0–127.5. */
  readonly deviation: Float32Array;
}

/**
 * One face a class, in the order of `dataset.classes`.
 * @example
 * const [angry] = classFaces(dataset);
 * angry.mean[24 * 48 + 24]; // the gray between the eyes and the mouth
 */
export function classFaces(
  dataset: Pick<Dataset, 'count' | 'pixels' | 'labels' | 'classes'>,
): readonly ClassFace[] {
  const counts = dataset.classes.map(() => 0);
  // Sums of a million squares of 255 stay whole numbers under 2^53: exact in any order.
  const sums = dataset.classes.map(() => new Float64Array(PIXELS));
  const squares = dataset.classes.map(() => new Float64Array(PIXELS));
  for (let row = 0; row < dataset.count; row++) {
    const label = dataset.labels[row];
    counts[label]++;
    const sum = sums[label];
    const square = squares[label];
    const start = row * PIXELS;
    for (let i = 0; i < PIXELS; i++) {
      const gray = dataset.pixels[start + i];
      sum[i] += gray;
      square[i] += gray * gray;
    }
  }
  return dataset.classes.map((name, code) => {
    const n = Math.max(1, counts[code]);
    const mean = Float32Array.from(sums[code], (sum) => sum / n);
    const deviation = Float32Array.from(
      squares[code],
      (square, i) => Math.sqrt(Math.max(0, square * n - sums[code][i] * sums[code][i])) / n,
    );
    return { name, count: counts[code], mean, deviation };
  });
}
