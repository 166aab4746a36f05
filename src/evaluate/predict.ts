/** Runs a network over rows of the engine's images, batch by batch. */
import type { Engine, WeightSet } from '../engine/api.js';
import { DataError, ModelError, UsageError } from '../util/errors.js';
import { inferViews, PLAIN, type View } from './tta.js';

export interface PredictOptions {
  /** Which copy of the weights; default `current`. */
  readonly which?: WeightSet;
  /** How each image is looked at (tta.ts); the answer is the mean of the logits. Default: as it is. */
  readonly views?: readonly View[];
  /** Called after each batch with the images done and their total. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two batches; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Logits for rows of the engine's images.
 * @param rows [n] row numbers; the answer keeps their order
 * @param batchSize at most the engine's
 * @returns [n, classes] logits
 * @throws DataError when there are no rows; UsageError for an impossible batch size; ModelError when the engine
 *   answers with the wrong number of values
 * @example
 * const logits = await predict(engine, Uint32Array.of(0, 1, 2), 64);
 */
export async function predict(
  engine: Engine,
  rows: Uint32Array,
  batchSize: number,
  options: PredictOptions = {},
): Promise<Float32Array> {
  const n = rows.length;
  if (n === 0) throw new DataError('There are no images to classify: choose a split that has rows.');
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new UsageError(`A batch of ${batchSize} images is impossible: give a whole number of at least 1.`);
  }
  let logits = new Float32Array(0);
  let k = 0;
  for (let start = 0; start < n; start += batchSize) {
    options.signal?.throwIfAborted();
    const indices = rows.slice(start, start + batchSize);
    const part = await inferViews(engine, indices, options.views ?? PLAIN, options.which);
    if (start === 0) {
      k = part.length / indices.length;
      logits = new Float32Array(n * k);
    }
    if (!Number.isInteger(k) || k < 1 || part.length !== indices.length * k) {
      throw new ModelError(
        `The engine gave ${part.length} values for ${indices.length} images: use a model that ends in one value a class.`,
      );
    }
    logits.set(part, start * k);
    options.onProgress?.(start + indices.length, n);
  }
  return logits;
}
