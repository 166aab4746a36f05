/** What every method of explanation is asked, and the walk over the images batch by batch. */
import type { Batch } from '../engine/api.js';
import { UsageError } from '../util/errors.js';

export interface ExplainRequest {
  /** Rows of the engine's images. */
  readonly rows: Uint32Array;
  /** [rows] the class to be explained in each image. */
  readonly targets: Uint8Array;
  /** At most the engine's. */
  readonly batchSize: number;
  /** Called after each batch with the work done and its total. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two batches; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * @param work gets each batch, the seeds [n, classes] with a 1 at the target of each image, and the place of the first
 * @throws UsageError when rows and targets do not fit, or a target names no class
 */
export async function overBatches(
  { rows, targets, batchSize, onProgress, signal }: ExplainRequest,
  classes: number,
  work: (batch: Batch, seeds: Float32Array, first: number) => Promise<void>,
): Promise<void> {
  checkTargets(rows, targets, classes);
  for (let first = 0; first < rows.length; first += batchSize) {
    signal?.throwIfAborted();
    const indices = rows.slice(first, first + batchSize);
    const seeds = new Float32Array(indices.length * classes);
    indices.forEach((_row, i) => {
      seeds[i * classes + targets[first + i]] = 1;
    });
    await work({ indices }, seeds, first);
    onProgress?.(first + indices.length, rows.length);
  }
}

export function checkTargets(rows: Uint32Array, targets: Uint8Array, classes: number): void {
  if (rows.length !== targets.length) {
    throw new UsageError(`${rows.length} images need as many classes to explain, not ${targets.length}.`);
  }
  const wrong = targets.find((target) => target >= classes);
  if (wrong === undefined) return;
  throw new UsageError(`Class ${wrong} cannot be explained: the network has the classes 0–${classes - 1}.`);
}
