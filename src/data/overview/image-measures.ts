/** What can be measured on one image alone: how bright, how contrasty, how sharp, how many grays. */
import { PIXELS } from '../../util/classes.js';
import { type Light, measureLight } from '../../util/light.js';
import { log } from '../../util/math.js';
import type { Pace } from '../../util/pace.js';

/** One value an image, [count] each. */
export interface ImageMeasures extends Readonly<Record<keyof Light, Float64Array>> {
  /** Shannon entropy of the 256 gray values, 0–8 bits: a photograph uses many grays, a placeholder few. */
  readonly entropy: Float64Array;
}

/**
 * Measures every image.
 * @param pixels [count, 48, 48] gray values
 * @example
 * const { sharpness } = await measureImages(dataset.pixels, dataset.count, new Pace(dataset.count));
 */
export async function measureImages(pixels: Uint8Array, count: number, pace: Pace): Promise<ImageMeasures> {
  const [brightness, contrast] = [new Float64Array(count), new Float64Array(count)];
  const [sharpness, entropy] = [new Float64Array(count), new Float64Array(count)];
  const histogram = new Uint16Array(256);
  await pace.rows(count, (row) => {
    const image = pixels.subarray(row * PIXELS, (row + 1) * PIXELS);
    const light = measureLight(image);
    brightness[row] = light.brightness;
    contrast[row] = light.contrast;
    sharpness[row] = light.sharpness;
    histogram.fill(0);
    for (let i = 0; i < PIXELS; i++) histogram[image[i]]++;
    entropy[row] = histogramEntropy(histogram);
  });
  return { brightness, contrast, sharpness, entropy };
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
