/** How sure a network is of each answer, and whether the answer is right: what every question of trust starts from. */
import { DataError } from '../util/errors.js';
import { argmax, assertFinite, softmax } from './logits.js';

export interface Confidences {
  /** [n, k] */
  readonly probabilities: Float32Array;
  /** [n] the probability of the answer, 0–1. */
  readonly confidence: Float64Array;
  /** [n] 1 where the answer is the label. */
  readonly right: Uint8Array;
}

/**
 * @param logits [n, k]
 * @param labels [n] class codes
 * @throws DataError without images; ModelError when a logit is not finite
 */
export function confidences(logits: Float32Array, labels: Uint8Array, k: number): Confidences {
  if (labels.length === 0)
    throw new DataError('There are no answers to judge: choose a split that has rows.');
  assertFinite(logits, k);
  const probabilities = softmax(logits, k);
  const answers = argmax(logits, k);
  return {
    probabilities,
    confidence: Float64Array.from(answers, (answer, row) => probabilities[row * k + answer]),
    right: Uint8Array.from(answers, (answer, row) => Number(answer === labels[row])),
  };
}
