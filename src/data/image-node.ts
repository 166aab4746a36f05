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
  return graySquare(bytes, limitPixels);
}

/** Pixels without a file format, row by row, channels side by side: gray, gray and alpha, RGB or RGBA. */
export interface RawImage {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/**
 * The same for pixels that are decoded already.
 * @returns [48, 48] gray values; a gray 48×48 image comes through unchanged
 * @throws Error whose message completes the sentence "this image …"
 */
export async function rawToGray(image: RawImage, limitPixels: number): Promise<Uint8Array> {
  const { data, width, height, channels } = image;
  const whole = [width, height].every((side) => Number.isInteger(side) && side > 0);
  if (!whole || ![1, 2, 3, 4].includes(channels)) {
    throw new Error(`cannot have ${width}×${height} pixels of ${channels} channels`);
  }
  if (data.length !== width * height * channels) {
    throw new Error(`has ${data.length} values, which are not ${width}×${height} pixels of ${channels}`);
  }
  return graySquare(data, limitPixels, { width, height, channels });
}

/** @param raw what the data are when they are no file */
async function graySquare(data: Bytes, limitPixels: number, raw?: RawShape): Promise<Uint8Array> {
  let decoded: Awaited<ReturnType<typeof rawPixels>>;
  try {
    decoded = await rawPixels(data, limitPixels, raw);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    if (/pixel limit/.test(reason)) throw new Error(`has more than the limit of ${limitPixels} pixels`);
    throw new Error('is cut short or damaged', { cause: error });
  }
  return toGray(decoded.data, decoded.info.channels);
}

type Bytes = Uint8Array | Uint8ClampedArray;
type RawShape = Omit<RawImage, 'data'>;

async function rawPixels(data: Bytes, limitPixels: number, raw?: RawShape) {
  // Loaded with the first image: the library takes longer to load than a packed csv takes to read.
  const { default: sharp } = await import('sharp');
  return sharp(data, { limitInputPixels: limitPixels, failOn: 'warning', ...(raw && { raw }) })
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
