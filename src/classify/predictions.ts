/** From logits to what a person asked for. */
import { argmax, softmax } from '../evaluate/index.js';
import type { ClassifierFacts, Prediction } from './types.js';

/**
 * @param logits [n, classes]
 * @returns one prediction a row
 */
export function predictionsOf(
  logits: Float32Array,
  { classes, temperature, threshold }: Pick<ClassifierFacts, 'classes' | 'temperature' | 'threshold'>,
): Prediction[] {
  const k = classes.length;
  const scaled = logits.map((logit) => logit / (temperature ?? 1));
  const shares = softmax(scaled, k);
  return Array.from(argmax(scaled, k), (best, row) => {
    const own = shares.subarray(row * k, (row + 1) * k);
    const confidence = own[best];
    return {
      label: classes[best],
      sure: threshold === null ? null : confidence >= threshold,
      confidence,
      probabilities: Object.fromEntries(classes.map((name, c) => [name, own[c]])),
      threshold,
    };
  });
}
