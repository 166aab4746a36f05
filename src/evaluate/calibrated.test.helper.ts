/** Logits whose probabilities are true by construction. For tests. */
import { Purpose, RandomStream } from '../util/random.js';
import { drawLabels } from './draw-labels.js';
import { softmax } from './logits.js';

export const K = 4;
export const N = 4000;

/** Logits, and labels drawn from their very probabilities: calibrated by construction. */
export function calibrated(): { logits: Float32Array; labels: Uint8Array } {
  const random = new RandomStream(11, Purpose.bootstrap);
  const logits = Float32Array.from({ length: N * K }, () => random.uniform(-3, 3));
  const probabilities = softmax(logits, K);
  return { logits, labels: drawLabels(probabilities, K, random) };
}
