/** What JPEG leaves of 48×48 gray images, in Node (libjpeg through sharp). */
import { PIXELS, SIDE } from '../util/classes.js';
import { UsageError } from '../util/errors.js';

/** Images in one picture; a JPEG is at most 65,535 pixels high. */
const AT_ONCE = 1024;

/**
 * Encodes images as gray JPEG and decodes them again. JPEG treats each block of 8×8 pixels by itself and 48 is a multiple
 * of 8, so that many images one below the other in one picture come out as each would alone.
 * @param images [n, 48, 48] gray values
 * @param quality whole number, 1–100
 * @returns [n, 48, 48] gray values
 * @throws UsageError for an impossible quality
 * @example
 * const blocky = await jpegCodec(dataset.pixels.subarray(0, 2304), 10);
 */
export async function jpegCodec(images: Uint8Array, quality: number): Promise<Uint8Array> {
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw new UsageError(`A JPEG quality of ${quality} is impossible: give a whole number from 1 to 100.`);
  }
  const { default: sharp } = await import('sharp');
  const decoded = new Uint8Array(images.length);
  for (let start = 0; start < images.length; start += AT_ONCE * PIXELS) {
    const part = images.subarray(start, start + AT_ONCE * PIXELS);
    const raw = { width: SIDE, height: part.length / SIDE, channels: 1 as const };
    const file = await sharp(part, { raw }).toColourspace('b-w').jpeg({ quality }).toBuffer();
    decoded.set(await sharp(file).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer(), start);
  }
  return decoded;
}
