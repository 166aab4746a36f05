/**
 * Temperature scaling (Guo et al. 2017, "On calibration of modern neural networks"): one number that all logits are
 * divided by, fitted on images that trained nothing. It changes no answer, only how sure the network says it is.
 */
import { DataError } from '../util/errors.js';
import { exp, log } from '../util/math.js';
import { assertFinite } from './logits.js';

/** Temperatures outside are not searched: at 0.05 nearly every answer is certain, at 20 none is. */
export const RANGE = { low: 0.05, high: 20 };

export interface Temperature {
  readonly temperature: number;
  /** Mean cross-entropy in nats at temperature 1 and at the fitted one. */
  readonly lossBefore: number;
  readonly lossAfter: number;
  readonly images: number;
}

/**
 * The temperature with the least cross-entropy, 0.05–20. The loss is convex in 1/T, so Newton's method from T = 1, halved
 * where it would leave the range, finds it to 1e-6.
 * @param logits [n, classes] of images that the network did not learn from
 * @param labels [n] class codes
 * @throws DataError without images; ModelError when a logit is not finite
 * @example
 * const { temperature } = fitTemperature(logits, labels, 7);
 * const calibrated = logits.map((logit) => logit / temperature);
 */
export function fitTemperature(logits: Float32Array, labels: Uint8Array, k: number): Temperature {
  const n = labels.length;
  if (n === 0)
    throw new DataError('There are no images to fit a temperature on: choose a split that has rows.');
  assertFinite(logits, k);
  const [low, high] = [1 / RANGE.high, 1 / RANGE.low];
  let [left, right] = [low, high];
  let beta = 1;
  for (let turn = 0; turn < 100 && right - left > 1e-7; turn++) {
    const { slope, curvature } = derivatives(logits, labels, k, beta);
    // The minimum lies where the slope points down: that side of the bracket stays.
    if (slope > 0) right = beta;
    else left = beta;
    const newton = curvature > 0 ? beta - slope / curvature : Number.NaN;
    const next = newton > left && newton < right ? newton : (left + right) / 2;
    if (Math.abs(next - beta) < 1e-9) break;
    beta = next;
  }
  return {
    temperature: 1 / beta,
    lossBefore: derivatives(logits, labels, k, 1).loss,
    lossAfter: derivatives(logits, labels, k, beta).loss,
    images: n,
  };
}

/** Mean cross-entropy of the logits times beta, and its first two derivatives by beta. */
function derivatives(logits: Float32Array, labels: Uint8Array, k: number, beta: number) {
  let [loss, slope, curvature] = [0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    const z = logits.subarray(row * k, (row + 1) * k);
    let top = z[0];
    for (const value of z) if (value > top) top = value;
    // Of the differences to the largest logit: the mean and the mean square under the softmax.
    let [sum, first, second] = [0, 0, 0];
    for (const value of z) {
      const weight = exp(beta * (value - top));
      sum += weight;
      first += weight * (value - top);
      second += weight * (value - top) ** 2;
    }
    const mean = first / sum;
    const own = z[labels[row]] - top;
    loss += log(sum) - beta * own;
    slope += mean - own;
    curvature += second / sum - mean ** 2;
  }
  const n = labels.length;
  return { loss: loss / n, slope: slope / n, curvature: curvature / n };
}
