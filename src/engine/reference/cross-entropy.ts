/** Naive float64 twin of softmax with cross-entropy against soft targets. For tests only. */
import { like, type Tensor } from './tensor.js';

/**
 * p = softmax(z), lossᵢ = −Σ_k t_k·log p_k; the batch's loss is Σ wᵢ·lossᵢ / Σ wᵢ, its gradient
 * dz = wᵢ·(p·Σt − t) / Σw. `correct` counts the samples whose largest logit stands at the largest target.
 * @param targets [n, classes]
 * @param weights [n], all 1 when absent
 */
export function crossEntropyTwin(
  z: Tensor,
  targets: ArrayLike<number>,
  weights: ArrayLike<number> = new Float64Array(z.n).fill(1),
): { loss: number; correct: number; dz: Tensor } {
  const classes = z.channels;
  const dz = like(z);
  const total = Array.from(weights).reduce((a, b) => a + b, 0);
  let loss = 0;
  let correct = 0;
  for (let i = 0; i < z.n; i++) {
    const logits = Array.from(z.data.subarray(i * classes, (i + 1) * classes));
    const t = Array.from({ length: classes }, (_, k) => targets[i * classes + k]);
    const top = Math.max(...logits);
    const normaliser = top + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - top), 0));
    const share = weights[i] / total;
    const mass = t.reduce((a, b) => a + b, 0);
    logits.forEach((value, k) => {
      loss += share * t[k] * (normaliser - value);
      dz.data[i * classes + k] = share * (mass * Math.exp(value - normaliser) - t[k]);
    });
    if (logits.indexOf(top) === t.indexOf(Math.max(...t))) correct++;
  }
  return { loss, correct, dz };
}
