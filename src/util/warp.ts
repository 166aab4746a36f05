/**
 * What one warp record does to one 48×48 image, in float64 and with nothing done for speed: the definition.
 *
 * It lives in util because two folders that may not know each other share it: `augment/apply.ts` draws pictures with
 * it, and `engine/reference/warp.ts` judges the WebAssembly kernel by it. One definition cannot drift apart.
 * The record's layout is documented in `augment/types.ts`.
 */
import { SIDE } from './classes.js';

/**
 * Folds any source coordinate into the image.
 * - nearest: the edge pixel repeated, a a a | a b c d | d d d.
 * - reflect: mirrored with the edge pixel doubled, d c b a | a b c d | d c b a (what SciPy and Keras call `reflect`);
 *   interpolating at the folded coordinate equals interpolating in the endless mirrored image.
 * @param t coordinate in pixels, pixel centres at integers
 * @returns a coordinate in [0, 47]; 0 for NaN
 */
export function foldCoordinate(t: number, nearest: boolean): number {
  let u = t;
  if (!nearest) {
    const period = 2 * SIDE;
    const shifted = t + 0.5 - period * Math.floor((t + 0.5) / period);
    u = Math.min(shifted, period - shifted) - 0.5;
  }
  return u > 0 ? Math.min(u, SIDE - 1) : 0;
}

/** Bilinear value at a folded position; x and y in [0, 47]. */
function bilinear(pixels: ArrayLike<number>, base: number, x: number, y: number): number {
  const x0 = Math.min(Math.floor(x), SIDE - 2);
  const y0 = Math.min(Math.floor(y), SIDE - 2);
  const at = base + y0 * SIDE + x0;
  const top = pixels[at] + (pixels[at + 1] - pixels[at]) * (x - x0);
  const bottom = pixels[at + SIDE] + (pixels[at + SIDE + 1] - pixels[at + SIDE]) * (x - x0);
  return top + (bottom - top) * (y - y0);
}

/** An edge of the erased rectangle as a pixel number 0–48: truncated, and 0 for NaN. */
function edgePixel(value: number): number {
  return value > 0 ? Math.min(Math.trunc(value), SIDE) : 0;
}

/**
 * Carries out one warp: affine map, bilinear reading, gain and offset, clamp to 0–255, then the erased rectangle.
 * @param pixels images, 48×48 gray values each; the one at `base` is read
 * @param record WARP_FLOATS values from `at` on
 * @param out 2,304 gray values (not rounded) from `to` on
 */
export function warpImage(
  pixels: ArrayLike<number>,
  base: number,
  record: ArrayLike<number>,
  at: number,
  out: Float64Array,
  to = 0,
): void {
  const nearest = record[at + 13] === 1;
  const left = edgePixel(record[at + 8]);
  const top = edgePixel(record[at + 9]);
  const right = edgePixel(record[at + 8] + record[at + 10]);
  const bottom = edgePixel(record[at + 9] + record[at + 11]);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const erased = x >= left && x < right && y >= top && y < bottom;
      if (erased) {
        out[to + y * SIDE + x] = record[at + 12];
        continue;
      }
      const sx = foldCoordinate(record[at] * x + record[at + 1] * y + record[at + 2], nearest);
      const sy = foldCoordinate(record[at + 3] * x + record[at + 4] * y + record[at + 5], nearest);
      const value = record[at + 6] * bilinear(pixels, base, sx, sy) + record[at + 7];
      out[to + y * SIDE + x] = value > 0 ? Math.min(value, 255) : 0;
    }
  }
}
