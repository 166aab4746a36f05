/** What the network said of every image, image by image. */
import { argmax, assertFinite, rowCrossEntropy, softmax } from './logits.js';
import type { Answers } from './split.js';

/** Every image of a split by falling loss: surest mistakes first, surest right answers last. */
export interface ImageAnswers {
  /** [n] of the data set. */
  readonly rows: Uint32Array;
  /** [n] class codes. */
  readonly labels: Uint8Array;
  /** [n] class codes. */
  readonly answers: Uint8Array;
  /** [n] cross-entropy in nats: −log of the label's probability. */
  readonly losses: Float64Array;
  /** [n, k] */
  readonly probabilities: Float32Array;
}

/**
 * @param rows [n] of the data set, in the order of the answers
 * @param k classes
 * @throws ModelError when a logit is not finite
 * @example
 * const { rows, answers } = worstFirst(await predictSplit({ rows: chosen, … }), chosen, 7);
 * rows[0]; // the image that cost most
 */
export function worstFirst({ logits, labels }: Answers, rows: Uint32Array, k: number): ImageAnswers {
  assertFinite(logits, k);
  const said = argmax(logits, k);
  const probabilities = softmax(logits, k);
  const losses = Float64Array.from(labels, (label, i) => rowCrossEntropy(logits, k, i, label));
  const order = Uint32Array.from(rows, (_row, i) => i).sort((a, b) => losses[b] - losses[a] || a - b);
  const sorted = new Float32Array(probabilities.length);
  order.forEach((from, to) => {
    sorted.set(probabilities.subarray(from * k, (from + 1) * k), to * k);
  });
  return {
    rows: order.map((i) => rows[i]),
    labels: Uint8Array.from(order, (i) => labels[i]),
    answers: Uint8Array.from(order, (i) => said[i]),
    losses: Float64Array.from(order, (i) => losses[i]),
    probabilities: sorted,
  };
}
