/**
 * Carries warps out in plain TypeScript, for pictures of augmented samples and for the browser without an engine.
 * Training uses the engine's kernel, which follows the same definition (`util/warp.ts`).
 */
import { PIXELS } from '../util/classes.js';
import { warpImage } from '../util/warp.js';

const values = new Float64Array(PIXELS);

/**
 * One warped image as bytes, rounded to the nearest gray value.
 * @param pixels [count, 48, 48] images
 * @param row which of them
 * @param record WARP_FLOATS values from `offset` on (see types.ts)
 * @returns [48, 48] gray values
 * @example
 * sampleWarp(defaultAugment, seed, epoch, row, record, 0);
 * const seen = applyWarp(dataset.pixels, row, record); // what the network sees, before normalisation
 */
export function applyWarp(pixels: Uint8Array, row: number, record: Float32Array, offset = 0): Uint8Array {
  warpImage(pixels, row * PIXELS, record, offset, values);
  return Uint8Array.from(values, Math.round);
}
