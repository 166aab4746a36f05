/** How one image is lit and how sharp it is. */
import { PIXELS, SIDE } from './classes.js';

export interface Light {
  /** Mean gray value, 0–255. */
  readonly brightness: number;
  /** Standard deviation of the gray values, 0–127.5; 0 for an image of one gray throughout. */
  readonly contrast: number;
  /**
   * Variance of the Laplacian (4-neighbour kernel, border left out): the more fine structure, the higher. Pech-Pacheco
   * et al. 2000, "Diatom autofocusing in brightfield microscopy: a comparative study".
   */
  readonly sharpness: number;
}

/**
 * @param image [48, 48] gray values
 * @example
 * measureLight(dataset.pixels.subarray(0, 2304)).brightness; // of the first image
 */
export function measureLight(image: Uint8Array): Light {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < PIXELS; i++) {
    sum += image[i];
    squares += image[i] * image[i];
  }
  // Whole numbers under 2^53: exact, so that one gray throughout gives 0 and nothing else does.
  const contrast = Math.sqrt(squares * PIXELS - sum * sum) / PIXELS;
  return { brightness: sum / PIXELS, contrast, sharpness: laplacianVariance(image) };
}

const INNER = (SIDE - 2) ** 2;

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
