/**
 * One image file to 48×48 gray, in Node (libvips through sharp). The only place that knows an image decoder.
 *
 * Colour becomes gray by ITU-R BT.601 luma, as in PIL's `convert('L')`, so gray pictures keep their exact values; a
 * picture that is not square is cropped to its middle; transparency becomes black; EXIF orientation is applied. A
 * 48×48 gray PNG comes through unchanged.
 */

import { PIXELS, SIDE } from '../util/classes.js';
import { shorten } from './csv-header.js';

/** File-name endings that are read as images. */
export const IMAGE_ENDINGS = ['.jpg', '.jpeg', '.png', '.webp'] as const;

/** True for a name that ends like an image's. */
export function isImageName(name: string): boolean {
  const lower = name.toLowerCase();
  return IMAGE_ENDINGS.some((ending) => lower.endsWith(ending));
}

/**
 * Decodes JPEG, PNG or WebP.
 * @param bytes the file
 * @param limitPixels width × height beyond which nothing is decoded
 * @returns [48, 48] gray values
 * @throws Error whose message completes the sentence "this file …"
 */
export async function decodeGray(bytes: Uint8Array, limitPixels: number): Promise<Uint8Array> {
  if (bytes.length === 0) throw new Error('is empty');
  if (!looksLikeImage(bytes)) {
    const head = shorten(Buffer.from(bytes.subarray(0, 12)).toString('latin1'));
    throw new Error(`is no JPEG, PNG or WebP image (it begins with "${head}")`);
  }
  let raw: Awaited<ReturnType<typeof rawPixels>>;
  try {
    raw = await rawPixels(bytes, limitPixels);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    if (/pixel limit/.test(reason)) throw new Error(`has more than the limit of ${limitPixels} pixels`);
    throw new Error('is cut short or damaged', { cause: error });
  }
  return toGray(raw.data, raw.info.channels);
}

async function rawPixels(bytes: Uint8Array, limitPixels: number) {
  // Loaded with the first image: the library takes longer to load than a packed csv takes to read.
  const { default: sharp } = await import('sharp');
  return sharp(bytes, { limitInputPixels: limitPixels, failOn: 'warning' })
    .autoOrient()
    .flatten({ background: '#000' })
    .resize(SIDE, SIDE, { fit: 'cover' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
}

function looksLikeImage(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return (
    text.startsWith('\xff\xd8\xff') ||
    text.startsWith('\x89PNG') ||
    (text.startsWith('RIFF') && text.slice(8) === 'WEBP')
  );
}

function toGray(data: Uint8Array, channels: number): Uint8Array {
  const gray = new Uint8Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    const at = i * channels;
    gray[i] =
      channels < 3 ? data[at] : (data[at] * 19595 + data[at + 1] * 38470 + data[at + 2] * 7471 + 32768) >> 16;
  }
  return gray;
}
