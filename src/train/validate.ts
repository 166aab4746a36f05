/** Loss and accuracy over a split in inference mode, as the loop needs them between epochs. */
import type { Dataset } from '../data/types.js';
import type { Engine, WeightSet } from '../engine/api.js';
import { evaluateLogits, predict } from '../evaluate/index.js';
import type { SplitScore } from './events.js';

/**
 * Scores rows against their labels (never against smoothed targets, so that losses of different runs compare).
 * @returns undefined when the signal stopped it; a loss that is not finite when the network's output is not
 */
export async function scoreRows(
  engine: Engine,
  dataset: Dataset,
  rows: Uint32Array,
  batchSize: number,
  which: WeightSet,
  signal?: AbortSignal,
): Promise<SplitScore | undefined> {
  let logits: Float32Array;
  try {
    logits = await predict(engine, rows, batchSize, { which, signal });
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
  if (!logits.every(Number.isFinite)) return { loss: Number.NaN, accuracy: 0, count: rows.length };
  const labels = Uint8Array.from(rows, (row) => dataset.labels[row]);
  const { loss, accuracy, count } = evaluateLogits(logits, labels, dataset.classes);
  return { loss, accuracy: accuracy.value, count };
}
