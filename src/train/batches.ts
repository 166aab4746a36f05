/** The order of an epoch and the batches cut from it. Buffers are made once and filled again for every step. */
import { fillWarps, identityWarp, mixBatch } from '../augment/index.js';
import { type AugmentConfig, WARP_FLOATS } from '../augment/types.js';
import type { TrainBatch } from '../engine/api.js';
import { hashWords, Purpose, RandomStream } from '../util/random.js';

/** What batches are cut from. */
export interface BatchSource {
  /** Rows to train on. */
  readonly rows: Uint32Array;
  /** [count, classes] over all rows of the data set, smoothed. */
  readonly targets: Float32Array;
  readonly classes: number;
  /** [count] over all rows of the data set; absent = all 1. */
  readonly weights?: Float32Array;
  readonly augment: AugmentConfig;
  /** Mixup's alpha, 0–1; 0 = none. */
  readonly mixup: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** Steps of one epoch; the last one may be smaller. */
export function stepsPerEpoch(source: Pick<BatchSource, 'rows' | 'batchSize'>): number {
  return Math.ceil(source.rows.length / source.batchSize);
}

/** The rows in the order of one epoch (a new array); depends on seed and epoch alone. */
export function epochOrder(rows: Uint32Array, seed: number, epoch: number): Uint32Array {
  return new RandomStream(seed, Purpose.shuffle, epoch).shuffle(rows.slice());
}

/** One 32-bit dropout key for each row, from (seed, epoch, row): the same however the rows are batched. */
export function fillDropoutKeys(seed: number, epoch: number, rows: Uint32Array, out: Uint32Array): void {
  const high = Math.floor(seed / 4294967296) >>> 0;
  for (let i = 0; i < rows.length; i++) {
    out[i] = hashWords(seed >>> 0, high, Purpose.dropout, epoch, rows[i]);
  }
}

/** A batch and how much it counts in the epoch's running means. */
export interface WeighedBatch {
  readonly batch: TrainBatch;
  readonly images: number;
  /** Sum of the sample weights. */
  readonly weight: number;
}

/**
 * Makes a function that fills the batch of a step. Every call overwrites the arrays of the call before.
 * @example
 * const fill = batchFiller(source);
 * const { batch } = fill(epochOrder(source.rows, source.seed, 1), 1, 0); // epoch 1, first step
 */
export function batchFiller(source: BatchSource) {
  const { batchSize, classes, seed, augment, mixup } = source;
  const targets = new Float32Array(batchSize * classes);
  const warps = new Float32Array(batchSize * WARP_FLOATS);
  const dropoutKeys = new Uint32Array(batchSize);
  const weights = source.weights && new Float32Array(batchSize);
  const augmented = changesAnything(augment);
  const warped = augmented || mixup > 0;
  for (let i = 0; i < batchSize; i++) identityWarp(warps, i * WARP_FLOATS);

  return (order: Uint32Array, epoch: number, step: number): WeighedBatch => {
    const indices = order.slice(step * batchSize, (step + 1) * batchSize);
    const images = indices.length;
    fillDropoutKeys(seed, epoch, indices, dropoutKeys);
    const records = warps.subarray(0, images * WARP_FLOATS);
    if (augmented) fillWarps(augment, seed, epoch, indices, records);
    for (let i = 0; i < images; i++) {
      const from = indices[i] * classes;
      targets.set(source.targets.subarray(from, from + classes), i * classes);
      if (weights && source.weights) weights[i] = source.weights[indices[i]];
    }
    const given = targets.subarray(0, images * classes);
    const weighed = weights?.subarray(0, images);
    if (mixup > 0) mixBatch(mixup, seed, epoch, indices, records, given, ...(weighed ? [weighed] : []));
    const weight = weighed ? weighed.reduce((sum, value) => sum + value, 0) : images;
    const batch = {
      indices,
      targets: given,
      dropoutKeys: dropoutKeys.subarray(0, images),
      ...(warped && { warps: records }),
      ...(weighed && { weights: weighed }),
    };
    return { batch, images, weight };
  };
}

/** Whether any part of the augmentation is on; without one the engine skips the warp. */
function changesAnything(augment: AugmentConfig): boolean {
  const { edge: _edge, ...parts } = augment;
  return Object.values(parts).some((part) => part !== 0 && part !== false);
}
