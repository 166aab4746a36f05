/** Every image as 16×16 values freed of brightness and contrast: what the searches for likeness compare first. */
import { PIXELS, SIDE } from '../../util/classes.js';
import type { Pace } from '../../util/pace.js';
import type { ImageMeasures } from './image-measures.js';

/** Side of a thumbnail. */
export const THUMB_SIDE = 16;
/** Values of a thumbnail. */
export const THUMB = THUMB_SIDE * THUMB_SIDE;

const BLOCK = SIDE / THUMB_SIDE;

/**
 * Means of blocks of 3×3 pixels, less the image's mean, in units in which the whole image's pixels have length 1. So
 * the dot product of two thumbnails is near the correlation of the images, and no thumbnail is longer than 1.
 * @returns [count, 16, 16]; zeros for images of one gray
 */
export async function thumbnails(
  pixels: Uint8Array,
  count: number,
  { brightness, contrast }: ImageMeasures,
  pace: Pace,
): Promise<Float32Array> {
  const thumbs = new Float32Array(count * THUMB);
  await pace.rows(count, (row) => {
    if (contrast[row] === 0) return;
    // A block's mean counts for its 9 pixels: × √9, over the length contrast × √2304.
    const scale = 1 / (BLOCK * SIDE * contrast[row]);
    const offset = BLOCK * BLOCK * brightness[row];
    for (let at = 0; at < THUMB; at++) {
      const y = Math.floor(at / THUMB_SIDE) * BLOCK;
      let i = row * PIXELS + y * SIDE + (at % THUMB_SIDE) * BLOCK;
      let sum = 0;
      for (let line = 0; line < BLOCK; line++, i += SIDE) sum += pixels[i] + pixels[i + 1] + pixels[i + 2];
      thumbs[row * THUMB + at] = (sum - offset) * scale;
    }
  });
  return thumbs;
}
