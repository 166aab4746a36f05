/**
 * Augmentation settings and the record that describes one sample's warp.
 *
 * The settings say what may happen; `sampleWarp` (params.ts) draws what does happen to one sample in one epoch; the
 * engine's warp kernel carries it out. The record between them is WARP_FLOATS float32 values, so that the kernel
 * never draws a number itself.
 */

/** Which random changes a training image may get. Every range is symmetric and uniform; 0 switches a part off. */
export interface AugmentConfig {
  /** Largest horizontal shift, as a fraction of the width, 0–0.5. */
  readonly shiftX: number;
  /** Largest vertical shift, as a fraction of the height, 0–0.5. */
  readonly shiftY: number;
  /** Mirror left and right with probability ½. */
  readonly flipX: boolean;
  /** Mirror top and bottom with probability ½. */
  readonly flipY: boolean;
  /** Zoom factor in [1−zoom, 1+zoom], 0–0.5; the same for both axes. */
  readonly zoom: number;
  /** Largest rotation in degrees, 0–180. */
  readonly rotate: number;
  /** Largest change of brightness, as a fraction of the full range, 0–1. */
  readonly brightness: number;
  /** Contrast factor in [1−contrast, 1+contrast] about mid gray, 0–1. */
  readonly contrast: number;
  /** Probability that one rectangle is erased, 0–1 (Zhong et al. 2020, random erasing). */
  readonly erase: number;
  /** What lies beyond the edge: the mirrored image, or the nearest edge pixel repeated ("constant edge"). */
  readonly edge: 'reflect' | 'nearest';
}

/**
 * Float32 values of one warp record, in this order. Output pixel (x, y) reads the source at
 * (m0·x + m1·y + m2, m3·x + m4·y + m5), both in pixel units with pixel centres at integers.
 * 0–5 m0…m5 · 6 gain · 7 offset (value = gain·pixel + offset, clamped to 0–255) · 8 eraseX · 9 eraseY ·
 * 10 eraseWidth · 11 eraseHeight (pixels; 0 = none) · 12 eraseValue (0–255) · 13 edge (0 reflect, 1 nearest) ·
 * 14 mix (0–1): images 2k and 2k+1 of a batch are a pair; each becomes (1 − mix)·itself + mix·the other, with the even one's
 * mix, after everything else · 15 unused (0).
 */
export const WARP_FLOATS = 16;
