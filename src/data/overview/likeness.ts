/** Pairs of different pictures that look alike: the same photo cropped anew, resized, brightened or stamped. */
import { PIXELS, SIDE } from '../../util/classes.js';
import type { Pace } from '../../util/pace.js';
import { HammingIndex } from './hamming-index.js';
import type { ImageMeasures } from './image-measures.js';
import { type Hashes, MIRROR } from './perceptual-hash.js';

/** Two pictures, `a` before `b`, and the correlation of their pixels (−1 to 1). */
export interface AlikePair {
  readonly a: number;
  readonly b: number;
  readonly correlation: number;
}

export interface AlikePairs {
  /** Correlation of at least `LEAST_CORRELATION` as they are. */
  readonly pairs: readonly AlikePair[];
  /** The same when one of the two is mirrored left to right, for pairs that are more alike that way. */
  readonly mirrored: readonly AlikePair[];
  /** False when the search was cut short because too many images look alike. */
  readonly complete: boolean;
}

/** No pair below is kept. Two random faces seldom pass 0.85. */
export const LEAST_CORRELATION = 0.92;

/** Bounds of the work on data of which everything resembles everything: about ten seconds. */
const MOST_VISITED = 1.5e9;
const MOST_COMPARED = 1e6;

/**
 * Searches by perceptual hash and compares what was found pixel by pixel. On FER2013 it finds 1,342 of the 1,352
 * pairs that comparing every image with every other finds.
 * @param rows the pictures to search, each once, none of one gray; pairs name these rows
 * @param hashes of `rows`, in their order
 */
export async function alikePairs(
  pixels: Uint8Array,
  rows: Uint32Array,
  hashes: Hashes,
  measures: ImageMeasures,
  pace: Pace,
): Promise<AlikePairs> {
  const index = new HammingIndex(hashes);
  const pairs: AlikePair[] = [];
  const mirrored: AlikePair[] = [];
  let compared = 0;
  const within = (): boolean => index.visited < MOST_VISITED && compared < MOST_COMPARED;
  const judge = (i: number, other: number, flipped: boolean): void => {
    if (!within()) return;
    compared++;
    const [a, b] = [rows[i], rows[other]];
    const found = correlation(pixels, measures, a, b, flipped);
    // A pair counts once, in the way it is more alike; a symmetric face would count in both.
    if (found < LEAST_CORRELATION || found < correlation(pixels, measures, a, b, !flipped)) return;
    (flipped ? mirrored : pairs).push({ a, b, correlation: found });
  };
  await pace.rows(rows.length, (i) => {
    if (!within()) return;
    const [low, high] = [hashes.low[i], hashes.high[i]];
    index.after(i, low, high, (other) => judge(i, other, false));
    index.after(i, (low ^ MIRROR.low) >>> 0, (high ^ MIRROR.high) >>> 0, (other) => judge(i, other, true));
  });
  return { pairs, mirrored, complete: within() };
}

/**
 * Pearson's correlation of the pixels of two images, neither of one gray.
 * @param flipped with the second one mirrored left to right
 */
export function correlation(
  pixels: Uint8Array,
  { brightness, contrast }: ImageMeasures,
  a: number,
  b: number,
  flipped: boolean,
): number {
  let dot = 0;
  for (let line = 0; line < PIXELS; line += SIDE) {
    const first = a * PIXELS + line;
    const second = b * PIXELS + line;
    if (flipped) for (let x = 0; x < SIDE; x++) dot += pixels[first + x] * pixels[second + SIDE - 1 - x];
    else for (let x = 0; x < SIDE; x++) dot += pixels[first + x] * pixels[second + x];
  }
  return (dot / PIXELS - brightness[a] * brightness[b]) / (contrast[a] * contrast[b]);
}
