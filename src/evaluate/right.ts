/** Which answers are right, image by image. */
import { argmax, assertFinite, assertFitting } from './logits.js';
import type { Answers } from './split.js';

/**
 * [n] 1 where the largest logit is the label's.
 * @param k classes
 * @throws ModelError when the logits do not fit the labels, or one is not finite, naming the image
 * @example
 * rightAnswers({ logits: Float32Array.of(2, 0, 2, 0), labels: Uint8Array.of(0, 1) }, 2); // [1, 0]
 */
export function rightAnswers({ logits, labels }: Answers, k: number): Uint8Array {
  assertFitting(logits, labels.length, k);
  assertFinite(logits, k);
  const answers = argmax(logits, k);
  return labels.map((label, row) => Number(answers[row] === label));
}
