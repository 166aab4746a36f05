/** Gaussian blur and loss of resolution: every pixel becomes a weighted mean, first along the rows, then the columns. */
import { PIXELS, SIDE } from '../util/classes.js';
import { exp } from '../util/math.js';

/** Beyond four standard deviations the weights add up to less than a fiftieth of a gray value. */
const REACH = 4;

const between = new Float64Array(PIXELS);

/**
 * Blurs one image in place; beyond the edge the edge's pixels are repeated.
 * @param image [48, 48] gray values
 * @param sigma standard deviation of the Gaussian in pixels, above 0
 */
export function blur(image: Uint8Array, sigma: number): void {
  const weights = gaussianWeights(sigma);
  for (let y = 0; y < SIDE; y++) smooth(image, y * SIDE, 1, weights, between);
  for (let x = 0; x < SIDE; x++) smooth(between, x, SIDE, weights, between);
  for (let i = 0; i < PIXELS; i++) image[i] = Math.round(between[i]);
}

/** Weighted means along one line of 48 values; `to` may be `from`. */
function smooth(
  from: ArrayLike<number>,
  start: number,
  step: number,
  weights: Float64Array,
  to: Float64Array,
): void {
  const reach = (weights.length - 1) / 2;
  const line = new Float64Array(SIDE + 2 * reach);
  for (let i = 0; i < line.length; i++) {
    line[i] = from[start + step * Math.max(0, Math.min(SIDE - 1, i - reach))];
  }
  for (let x = 0; x < SIDE; x++) {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i] * line[x + i];
    to[start + step * x] = sum;
  }
}

/** Weights at −reach…reach pixels, which sum to 1. */
function gaussianWeights(sigma: number): Float64Array {
  const reach = Math.ceil(REACH * sigma);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * What is left of one image, in place, after it was only `side` pixels wide: each small pixel is the mean of the area it
 * covers (PIL's BOX filter), and the small image is enlarged again by bilinear interpolation.
 * @param image [48, 48] gray values
 * @param side in pixels, at least 1; 48 and more change nothing
 */
export function lowerResolution(image: Uint8Array, side: number): void {
  const small = Math.round(side);
  if (small >= SIDE) return;
  const rows = new Float64Array(SIDE * small);
  for (let y = 0; y < SIDE; y++) shrink(image, y * SIDE, 1, rows, y * small, 1, small);
  const shrunk = new Float64Array(small * small);
  for (let x = 0; x < small; x++) shrink(rows, x, small, shrunk, x, small, small);
  // A camera stores whole gray values of the small image.
  for (let i = 0; i < shrunk.length; i++) shrunk[i] = Math.round(shrunk[i]);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) image[y * SIDE + x] = Math.round(enlarged(shrunk, small, x, y));
  }
}

/** Means of a line of 48 values over `small` equal stretches; a value that two stretches share counts in part in each. */
function shrink(
  from: ArrayLike<number>,
  start: number,
  step: number,
  to: Float64Array,
  toStart: number,
  toStep: number,
  small: number,
): void {
  const length = SIDE / small;
  for (let i = 0; i < small; i++) {
    const [low, high] = [i * length, (i + 1) * length];
    let sum = 0;
    for (let at = Math.floor(low); at < high; at++) {
      const covered = Math.min(high, at + 1) - Math.max(low, at);
      sum += covered * from[start + at * step];
    }
    to[toStart + i * toStep] = sum / length;
  }
}

/** Bilinear value of the small image at a pixel's centre of the large one. */
function enlarged(shrunk: Float64Array, small: number, x: number, y: number): number {
  const place = (at: number): number => Math.max(0, Math.min(small - 1, ((at + 0.5) * small) / SIDE - 0.5));
  const [px, py] = [place(x), place(y)];
  const [x0, y0] = [Math.floor(px), Math.floor(py)];
  const [x1, y1] = [Math.min(small - 1, x0 + 1), Math.min(small - 1, y0 + 1)];
  const along = (line: number): number => {
    const left = shrunk[line * small + x0];
    return left + (shrunk[line * small + x1] - left) * (px - x0);
  };
  const top = along(y0);
  return top + (along(y1) - top) * (py - y0);
}
