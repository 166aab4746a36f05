/** Which answers are right, image by image. */
import { type Rate, wilson } from './interval.js';
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

/**
 * The accuracy over some of the images.
 * @param images places in the answers
 * @returns with its 95 % Wilson interval
 */
export function accuracyOf(answers: Answers, k: number, images: readonly number[]): Rate {
  const right = rightAnswers(answers, k);
  return wilson(
    images.reduce((sum, image) => sum + right[image], 0),
    images.length,
  );
}
