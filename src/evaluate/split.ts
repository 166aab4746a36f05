/** Scores a network on rows of a data set from start to end, with an engine of its own. */
import type { Dataset } from '../data/types.js';
import type { TensorMap, WeightSet } from '../engine/api.js';
import { createEngine } from '../engine/engine.js';
import type { Model } from '../model/types.js';
import { type Evaluation, evaluateLogits } from './evaluate.js';
import { type PredictOptions, predict } from './predict.js';

export interface SplitRequest extends Omit<PredictOptions, 'which'> {
  readonly model: Model;
  readonly weights: TensorMap;
  readonly dataset: Dataset;
  /** Rows of the data set. */
  readonly rows: Uint32Array;
  readonly batchSize: number;
  readonly threads: number;
}

/** A network's answers to rows of a data set, and what is right. */
export interface Answers {
  /** [rows, classes] */
  readonly logits: Float32Array;
  /** [rows] class codes. */
  readonly labels: Uint8Array;
}

/** Answers that do not all count alike, as those to a sample that is to stand for what it was drawn from. */
export interface WeighedAnswers extends Answers {
  /** [rows] above 0; all alike when absent. */
  readonly weights?: Float64Array;
}

/**
 * The network's logits for the rows.
 * @throws DataError without rows; ModelError when the weights do not fit the model
 */
export async function predictSplit(request: SplitRequest): Promise<Answers> {
  const { model, weights, dataset, rows, batchSize, threads, views, onProgress, signal } = request;
  const which: WeightSet = 'current';
  const engine = await createEngine({ model, batchSize, threads });
  try {
    engine.setWeights(weights);
    engine.setImages(dataset.pixels);
    const logits = await predict(engine, rows, batchSize, { which, views, onProgress, signal });
    return { logits, labels: Uint8Array.from(rows, (row) => dataset.labels[row]) };
  } finally {
    await engine.close();
  }
}

/**
 * The network's score on the rows.
 * @throws DataError without rows; ModelError when the weights do not fit the model
 * @example
 * const rows = rowsOfSplit(dataset, 'PublicTest');
 * const result = await evaluateSplit({ model, weights, dataset, rows, batchSize: 64, threads: 2 });
 * result.accuracy.low; // lower end of the 95 % interval
 */
export async function evaluateSplit(request: SplitRequest): Promise<Evaluation> {
  const { logits, labels } = await predictSplit(request);
  return evaluateLogits(logits, labels, request.dataset.classes);
}
