/** Images in class folders, from a folder or an archive: where each belongs, decoding several at a time, in order. */

import { mapAhead } from '../util/ahead.js';
import { DataError } from '../util/errors.js';
import type { ReadContext } from './context.js';
import { decodeGray, IMAGE_ENDINGS } from './image-node.js';
import { ACCEPTED_CLASSES, classCode, splitName, splitOfPrefix } from './names.js';

/** One image to read. */
export interface ImageFile {
  /** Path inside the data set, parts separated by `/`. */
  readonly path: string;
  /** How errors name it. */
  readonly where: string;
  readonly bytes: () => Promise<Uint8Array>;
}

/** Images decoded at the same time: enough for the decoder's threads, few enough to hold in memory. */
const AT_ONCE = 16;

export type Place = { label: number; split: string } | { problem: string };

/**
 * Class and split of an image from its path: the class is the folder it lies in; the split is the file's prefix
 * (`PublicTest_1.jpg`), else the nearest folder above named like a split (`train/happy/1.jpg`), else `Training`.
 * @example
 * placeOf('test/happiness/PrivateTest_7.png'); // { label: 3, split: 'PrivateTest' }
 */
export function placeOf(path: string): Place {
  const parts = path.split('/');
  const file = parts.pop() ?? '';
  const folder = parts.pop();
  if (folder === undefined) {
    return {
      problem: `lies in no class folder; use one folder a class, accepted names are ${ACCEPTED_CLASSES}`,
    };
  }
  const label = classCode(folder);
  if (label === undefined) {
    return { problem: `folder "${folder}" names no class, accepted names are ${ACCEPTED_CLASSES}` };
  }
  const above = parts.reverse().map(splitName).find(Boolean);
  return { label, split: splitOfPrefix(file) ?? above ?? 'Training' };
}

type Result = {
  file: ImageFile;
  gray?: Uint8Array;
  place?: { label: number; split: string };
  problem?: string;
};

/** Never rejects: a promise in the queue must not fail before its turn comes. Other errors than bad images pass on. */
async function loadImage(file: ImageFile, limitPixels: number): Promise<Result | { fatal: unknown }> {
  const place = placeOf(file.path);
  if ('problem' in place) return { file, problem: place.problem };
  let bytes: Uint8Array;
  try {
    bytes = await file.bytes();
  } catch (fatal) {
    return { fatal };
  }
  try {
    return { file, place, gray: await decodeGray(bytes, limitPixels) };
  } catch (error) {
    return { file, problem: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Reads images into the store in the order given.
 * @param total images in all for the progress, 0 when unknown
 * @throws DataError at a bad image (unless the store skips them), and when there was none at all
 */
export async function readImages(
  files: AsyncIterable<ImageFile> | Iterable<ImageFile>,
  total: number,
  context: ReadContext,
): Promise<void> {
  let seen = 0;
  const load = (file: ImageFile) => loadImage(file, context.limits.imagePixels);
  for await (const result of mapAhead(limitCount(files, context), AT_ONCE, load)) {
    context.signal?.throwIfAborted();
    if ('fatal' in result) throw result.fatal;
    store(result, context);
    context.progress(++seen, total);
  }
}

async function* limitCount(
  files: AsyncIterable<ImageFile> | Iterable<ImageFile>,
  { source, limits }: ReadContext,
): AsyncGenerator<ImageFile> {
  let count = 0;
  for await (const file of files) {
    if (++count > limits.images) {
      throw new DataError(`${source} holds more than the limit of ${limits.images} images; split it up.`);
    }
    yield file;
  }
}

function store(result: Result, context: ReadContext): void {
  const { rows } = context;
  if (!result.gray || !result.place) {
    rows.reject(result.file.where, result.problem ?? 'is cut short or damaged');
    return;
  }
  rows.pixels.set(result.gray, rows.offset);
  rows.commit(result.place.label, result.place.split);
}

/** The error for a place that was looked through and held nothing to read. */
export function noImages(source: string): DataError {
  return new DataError(
    `${source} holds no csv and no images (${IMAGE_ENDINGS.join(', ')}): give fer2013.csv or a folder with one sub-folder a class.`,
  );
}
