/** Many faces as one picture inside a page: the galleries cut out what they show, so no face is embedded twice. */
import type { Dataset } from '../data/types.js';
import { PIXELS, SIDE } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import type { ReportFaces } from './types.js';

/** About 0.6 kB a face, in which no difference to the original is seen at this size. */
const QUALITY = 80;
/** Of 0–6: more takes twice the time for 3 % less. */
const EFFORT = 2;
/** Larger pictures than 16,383 a side are no WebP. */
const MOST_FACES = 100_000;

/**
 * @param rows of the data set; a row named twice is embedded once
 * @throws DataError for no rows, or more than 100,000
 * @example
 * const faces = await gatherFaces(dataset, rowsOfSplit(dataset, 'PublicTest'));
 * faces.rows.length; // 3589 faces in about 2.7 MB of base64
 */
export async function gatherFaces(
  { pixels }: Pick<Dataset, 'pixels'>,
  rows: Iterable<number>,
): Promise<ReportFaces> {
  const distinct = [...new Set(rows)];
  if (distinct.length === 0 || distinct.length > MOST_FACES) {
    throw new DataError(`A report cannot show ${distinct.length} faces: give 1 to ${MOST_FACES} rows.`);
  }
  const columns = Math.ceil(Math.sqrt(distinct.length));
  const lines = Math.ceil(distinct.length / columns);
  const width = columns * SIDE;
  const canvas = new Uint8Array(width * lines * SIDE);
  distinct.forEach((row, i) => {
    const corner = Math.floor(i / columns) * SIDE * width + (i % columns) * SIDE;
    for (let y = 0; y < SIDE; y++) {
      const from = row * PIXELS + y * SIDE;
      canvas.set(pixels.subarray(from, from + SIDE), corner + y * width);
    }
  });
  const { default: sharp } = await import('sharp');
  const webp = await sharp(canvas, { raw: { width, height: lines * SIDE, channels: 1 } })
    .webp({ quality: QUALITY, effort: EFFORT })
    .toBuffer();
  return { image: `data:image/webp;base64,${webp.toString('base64')}`, columns, rows: distinct };
}

/** The same of images that are of no data set: their rows are 0, 1, 2, … @param images [48, 48] gray values each */
export function gatherImages(images: readonly Uint8Array[]): Promise<ReportFaces> {
  const pixels = new Uint8Array(images.length * PIXELS);
  images.forEach((image, i) => {
    pixels.set(image, i * PIXELS);
  });
  return gatherFaces({ pixels }, images.keys());
}
