/** From logits to probabilities and decisions. Rows are images, columns are classes. */
import { ModelError } from '../util/errors.js';
import { exp, log } from '../util/math.js';

/**
 * Softmax of each row, computed after subtracting the row's largest value so that nothing overflows.
 * @param logits [n, k] finite
 * @param k classes
 * @returns [n, k] probabilities; each row sums to 1 within float32 rounding
 * @example
 * softmax(new Float32Array([0, 0]), 2); // [0.5, 0.5]
 */
export function softmax(logits: Float32Array, k: number): Float32Array {
  const n = rowCount(logits, k);
  const probabilities = new Float32Array(logits.length);
  for (let row = 0; row < n; row++) {
    const start = row * k;
    const top = largest(logits, start, k);
    let sum = 0;
    for (let c = 0; c < k; c++) sum += exp(logits[start + c] - top);
    for (let c = 0; c < k; c++) probabilities[start + c] = exp(logits[start + c] - top) / sum;
  }
  return probabilities;
}

/**
 * The class with the largest logit of each row; the lowest class wins a tie.
 * @param logits [n, k] finite
 * @returns [n] class codes
 */
export function argmax(logits: Float32Array, k: number): Uint8Array {
  const n = rowCount(logits, k);
  const winners = new Uint8Array(n);
  for (let row = 0; row < n; row++) {
    let best = 0;
    for (let c = 1; c < k; c++) if (logits[row * k + c] > logits[row * k + best]) best = c;
    winners[row] = best;
  }
  return winners;
}

/** Cross-entropy of one row against a hard label, in nats: log Σ e^z − z[label]. */
export function rowCrossEntropy(logits: Float32Array, k: number, row: number, label: number): number {
  const start = row * k;
  const top = largest(logits, start, k);
  let sum = 0;
  for (let c = 0; c < k; c++) sum += exp(logits[start + c] - top);
  return log(sum) + top - logits[start + label];
}

/** @throws ModelError unless there is one logit for each image and class */
export function assertFitting(logits: Float32Array, images: number, k: number): void {
  if (logits.length === images * k) return;
  throw new ModelError(
    `${logits.length} logits do not fit ${images} images of ${k} classes: use a model with these classes.`,
  );
}

/** @throws ModelError naming the first row that holds NaN or an infinity. */
export function assertFinite(logits: Float32Array, k: number): void {
  for (let i = 0; i < logits.length; i++) {
    if (Number.isFinite(logits[i])) continue;
    const row = Math.floor(i / k);
    throw new ModelError(
      `The network's output for image ${row} (counting from 0) is no finite number in class ${i % k}: its weights are broken; use another checkpoint.`,
    );
  }
}

function rowCount(logits: Float32Array, k: number): number {
  if (Number.isInteger(k) && k > 0 && logits.length % k === 0) return logits.length / k;
  throw new ModelError(`${logits.length} logits cannot be cut into rows of ${k} classes: check the model.`);
}

function largest(logits: Float32Array, start: number, k: number): number {
  let top = logits[start];
  for (let c = 1; c < k; c++) if (logits[start + c] > top) top = logits[start + c];
  return top;
}
