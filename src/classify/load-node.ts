/** A classifier under Node: models from disk, images from files or memory. */

import { readLimited } from '../data/folder.js';
import { decodeGray, rawToGray } from '../data/image-node.js';
import { LIMITS } from '../data/index.js';
import { warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import { findModel, loadModelDirectory } from '../export/index.js';
import { PIXELS, SIDE } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { createClassifier } from './classifier.js';
import type { Classifier, ClassifyOptions, ImageInput, Pixels } from './types.js';

/**
 * Loads a trained network, ready to be asked about face crops of any size; each is made gray and 48×48 as the data were
 * that it learned from (the middle of what is not square).
 * @param model a shipped model's name, the directory of a run or of a model; by default the default shipped model
 * @param models the folder of the shipped models; tests bring their own
 * @throws ModelError when there is no such model, it is damaged or takes other images; UsageError for an option out of range
 * @example
 * const classify = await loadModel('runs/classic');
 * const { label, sure, confidence } = await classify('face.png');
 * for await (const { image, prediction, error } of classify.many(['a.png', 'b.jpg'])) {
 *   console.log(image, prediction?.label ?? error?.message);
 * }
 * await classify.close();
 */
export async function loadModel(
  model?: string,
  options: ClassifyOptions = {},
  models?: string,
): Promise<Classifier> {
  const { threads = defaultThreads() } = options;
  const { directory } = findModel(model, models);
  warmUp(threads);
  const loaded = await loadModelDirectory(directory);
  return createClassifier({ loaded, threads, options, read: readFace });
}

/**
 * [48, 48] gray values of any input.
 * @throws DataError in one sentence that names the file
 */
export async function readFace(image: ImageInput): Promise<Uint8Array> {
  if (typeof image === 'string') {
    const bytes = await readLimited(image, LIMITS.imageBytes);
    return told(`"${image}"`, FILE_ADVICE, decodeGray(bytes, LIMITS.imagePixels));
  }
  if (image instanceof Uint8Array)
    return told('the image', FILE_ADVICE, decodeGray(image, LIMITS.imagePixels));
  if ('pixels' in image) return checkFace(image.pixels);
  const raw = { ...image, channels: channelsOf(image) };
  return told('the image', RAW_ADVICE, rawToGray(raw, LIMITS.imagePixels));
}

const FILE_ADVICE = 'give a whole JPEG, PNG or WebP picture';
const RAW_ADVICE = 'give one byte a pixel and channel';

function checkFace(pixels: Uint8Array): Uint8Array {
  if (pixels.length === PIXELS) return pixels.slice();
  throw new DataError(
    `the image has ${pixels.length} pixels instead of ${SIDE}×${SIDE}: give { data, width, height } for another size.`,
  );
}

/** What is no whole number is refused with the image. */
function channelsOf({ data, width, height, channels }: Pixels): 1 | 2 | 3 | 4 {
  return channels ?? ((data.length / (width * height)) as 1);
}

async function told(what: string, advice: string, face: Promise<Uint8Array>): Promise<Uint8Array> {
  return face.catch((cause: unknown) => {
    throw new DataError(`${what} ${(cause as Error).message}: ${advice}.`, { cause });
  });
}
