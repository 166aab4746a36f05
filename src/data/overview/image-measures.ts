/** What can be measured on one image alone: how bright, how contrasty, how sharp, how many grays. */
import { PIXELS, SIDE } from '../../util/classes.js';
import { log } from '../../util/math.js';
import type { Pace } from './pace.js';

/** One value an image, [count] each. */
export interface ImageMeasures {
  /** Mean gray value, 0–255. */
  readonly brightness: Float64Array;
  /** Standard deviation of the gray values, 0–127.5; 0 for an image of one gray throughout. */
  readonly contrast: Float64Array;
  /**
   * Variance of the Laplacian (4-neighbour kernel, border left out): the more fine structure, the higher. Pech-Pacheco
   * et al. 2000, "Diatom autofocusing in brightfield microscopy: a comparative study".
   */
  readonly sharpness: Float64Array;
  /** Shannon entropy of the 256 gray values, 0–8 bits: a photograph uses many grays, a placeholder few. */
  readonly entropy: Float64Array;
}

/**
 * Measures every image in one pass over the pixels.
 * @param pixels [count, 48, 48] gray values
 * @example
 * const { sharpness } = await measureImages(dataset.pixels, dataset.count, new Pace(dataset.count));
 */
export async function measureImages(pixels: Uint8Array, count: number, pace: Pace): Promise<ImageMeasures> {
  const brightness = new Float64Array(count);
  const contrast = new Float64Array(count);
  const sharpness = new Float64Array(count);
  const entropy = new Float64Array(count);
  const histogram = new Uint16Array(256);
  await pace.rows(count, (row) => {
    const image = pixels.subarray(row * PIXELS, (row + 1) * PIXELS);
    histogram.fill(0);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < PIXELS; i++) {
      const gray = image[i];
      histogram[gray]++;
      sum += gray;
      squares += gray * gray;
    }
    // Whole numbers under 2^53: exact, so that one gray throughout gives 0 and nothing else does.
    contrast[row] = Math.sqrt(squares * PIXELS - sum * sum) / PIXELS;
    brightness[row] = sum / PIXELS;
    sharpness[row] = laplacianVariance(image);
    entropy[row] = histogramEntropy(histogram);
  });
  return { brightness, contrast, sharpness, entropy };
}

const INNER = (SIDE - 2) ** 2;

/** @param image [48, 48] gray values */
function laplacianVariance(image: Uint8Array): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < SIDE - 1; y++) {
    const line = y * SIDE;
    for (let i = line + 1; i < line + SIDE - 1; i++) {
      const value = image[i - SIDE] + image[i + SIDE] + image[i - 1] + image[i + 1] - 4 * image[i];
      sum += value;
      squares += value * value;
    }
  }
  return (squares * INNER - sum * sum) / (INNER * INNER);
}

/** k·log2 k for every count that can occur. */
const COUNT_LOG = Float64Array.from({ length: PIXELS + 1 }, (_, k) =>
  k === 0 ? 0 : (k * log(k)) / Math.LN2,
);

/** H = log2 N − (1/N) Σ k·log2 k, in bits. */
function histogramEntropy(histogram: Uint16Array): number {
  let sum = 0;
  for (const k of histogram) sum += COUNT_LOG[k];
  return Math.max(0, (COUNT_LOG[PIXELS] - sum) / PIXELS);
}
