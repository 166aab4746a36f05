/**
 * Nine kinds of damage that photographs of faces meet, at five strengths each (after Hendrycks & Dietterich 2019,
 * "Benchmarking neural network robustness to common corruptions and perturbations", for 48×48 gray images). Noise,
 * brightness and contrast have the strengths of their Tiny ImageNet-C, JPEG those of ImageNet-C; occlusion, shift and
 * rotation are not among theirs, and the other strengths are ours, from hardly seen to hardly readable.
 */
import { PIXELS } from '../util/classes.js';
import { UsageError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import {
  addNoise,
  changeBrightness,
  changeContrast,
  coverSquare,
  type Effect,
  rotate,
  shift,
} from './effects.js';
import { blur, lowerResolution } from './smoothing.js';

/** One kind of damage. */
export interface Corruption {
  readonly name: CorruptionName;
  /** What the strengths measure, with the unit. */
  readonly measure: string;
  /** Five, from weak to strong. */
  readonly strengths: readonly number[];
}

export type CorruptionName =
  | 'blur'
  | 'noise'
  | 'brightness'
  | 'contrast'
  | 'jpeg'
  | 'occlusion'
  | 'shift'
  | 'rotation'
  | 'resolution';

/** In the order of every table. A stream of random numbers is named by the place here: add new ones at the end. */
export const CORRUPTIONS: readonly Corruption[] = [
  { name: 'blur', measure: 'σ of the Gaussian, pixels', strengths: [0.5, 1, 1.5, 2, 3] },
  { name: 'noise', measure: 'σ of the Gaussian, share of 255', strengths: [0.04, 0.08, 0.12, 0.15, 0.18] },
  { name: 'brightness', measure: 'lighter or darker by, share of 255', strengths: [0.1, 0.2, 0.3, 0.4, 0.5] },
  { name: 'contrast', measure: 'factor about the mean gray', strengths: [0.4, 0.3, 0.2, 0.1, 0.05] },
  { name: 'jpeg', measure: 'JPEG quality, 1–100', strengths: [25, 18, 15, 10, 7] },
  { name: 'occlusion', measure: 'side of a gray square, pixels', strengths: [8, 12, 16, 20, 24] },
  { name: 'shift', measure: 'distance, pixels', strengths: [2, 4, 6, 8, 10] },
  { name: 'rotation', measure: 'angle, degrees', strengths: [5, 10, 15, 20, 30] },
  { name: 'resolution', measure: 'side of the image, pixels', strengths: [32, 24, 16, 12, 8] },
];

/**
 * Encodes images as JPEG and decodes them again; what encodes differs between Node and a browser.
 * @param images [n, 48, 48]
 * @param quality 1–100
 * @returns [n, 48, 48]
 */
export type JpegCodec = (images: Uint8Array, quality: number) => Promise<Uint8Array>;

const EFFECTS: Readonly<Record<Exclude<CorruptionName, 'jpeg'>, Effect>> = {
  blur,
  noise: addNoise,
  brightness: changeBrightness,
  contrast: changeContrast,
  occlusion: coverSquare,
  shift,
  rotation: rotate,
  resolution: lowerResolution,
};

/** Which images are damaged and how. */
export interface CorruptionRequest {
  /** [count, 48, 48] gray values; never changed. */
  readonly pixels: Uint8Array;
  /** Rows of `pixels`. */
  readonly rows: ArrayLike<number>;
  readonly corruption: Corruption;
  /** One of the corruption's strengths, or any other that it can have. */
  readonly strength: number;
  readonly seed: number;
  readonly jpeg: JpegCodec;
}

/**
 * Damaged copies of images: a pure function of the request. What is random (noise, places, directions) is drawn from
 * (seed, corruption, row), so that an image gets the same noise or direction at every strength and in any batch.
 * @returns [rows, 48, 48] gray values
 * @throws UsageError for a strength that is no number above 0
 * @example
 * const [blur] = CORRUPTIONS;
 * await corrupt({ pixels, rows: [7], corruption: blur, strength: 2, seed: 1, jpeg: jpegCodec });
 */
export async function corrupt(request: CorruptionRequest): Promise<Uint8Array> {
  const { pixels, rows, corruption, strength, seed, jpeg } = request;
  if (!(strength > 0 && Number.isFinite(strength))) {
    throw new UsageError(`A strength of ${strength} is impossible: give a number above 0.`);
  }
  const images = new Uint8Array(rows.length * PIXELS);
  for (let i = 0; i < rows.length; i++) {
    images.set(pixels.subarray(rows[i] * PIXELS, (rows[i] + 1) * PIXELS), i * PIXELS);
  }
  if (corruption.name === 'jpeg') return jpeg(images, strength);
  const effect = EFFECTS[corruption.name];
  const kind = CORRUPTIONS.findIndex(({ name }) => name === corruption.name);
  for (let i = 0; i < rows.length; i++) {
    const image = images.subarray(i * PIXELS, (i + 1) * PIXELS);
    effect(image, strength, new RandomStream(seed, Purpose.corrupt, kind, rows[i]));
  }
  return images;
}
