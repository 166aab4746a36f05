/**
 * Temperature scaling (Guo et al. 2017, "On calibration of modern neural networks"): one number that all logits are
 * divided by, fitted on images that trained nothing. It changes no answer, only how sure the network says it is.
 *
 * The paper takes the temperature of the least cross-entropy. That loss also weighs how likely the other classes are, and on
 * faces, whose labels are often wrong, it leaves the answers 1 to 4 points too sure even on the images it was fitted on. What
 * people read is the answer's confidence; so it is that which is made true here, by expectation consistency (Clarté et al.
 * 2023, "Expectation consistency for calibration of neural networks").
 */
import { DataError } from '../util/errors.js';
import { exp, log } from '../util/math.js';
import { rightAnswers } from './right.js';
import type { WeighedAnswers } from './split.js';

/** Temperatures outside are not searched: at 0.05 nearly every answer is certain, at 20 none is. */
export const RANGE = { low: 0.05, high: 20 };

export interface Temperature {
  readonly temperature: number;
  /** Mean cross-entropy in nats at temperature 1 and at the fitted one; weighted where the images are. */
  readonly lossBefore: number;
  readonly lossAfter: number;
  readonly images: number;
}

/**
 * The temperature, 0.05–20, at which the mean confidence of the answers is their accuracy (Clarté et al. 2023, equation 5).
 * Confidence falls as the temperature rises, so that halving an interval of 1/T finds it to 1e-9; an end of the range when
 * it lies beyond.
 * @param logits [n, classes] of images that the network did not learn from
 * @param labels [n] class codes
 * @param weights [n] above 0: how much each image counts; all alike unless given
 * @throws DataError without images; ModelError when a logit is not finite
 * @example
 * const { temperature } = fitTemperature(logits, labels, 7);
 * const calibrated = logits.map((logit) => logit / temperature);
 */
export function fitTemperature(
  logits: Float32Array,
  labels: Uint8Array,
  k: number,
  weights?: Float64Array,
): Temperature {
  const n = labels.length;
  if (n === 0)
    throw new DataError('There are no images to fit a temperature on: choose a split that has rows.');
  const given = { logits, labels, weights };
  const right = rightAnswers(given, k);
  const accuracy = right.reduce((sum, hit, row) => sum + hit * (weights?.[row] ?? 1), 0) / totalWeight(given);
  let [low, high] = [1 / RANGE.high, 1 / RANGE.low];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (at(given, k, middle).confidence > accuracy) high = middle;
    else low = middle;
  }
  const beta = (low + high) / 2;
  return {
    temperature: 1 / beta,
    lossBefore: at(given, k, 1).loss,
    lossAfter: at(given, k, beta).loss,
    images: n,
  };
}

const totalWeight = ({ labels, weights }: WeighedAnswers): number =>
  weights ? weights.reduce((sum, weight) => sum + weight, 0) : labels.length;

/** Mean confidence and cross-entropy of the logits times beta. */
function at(answers: WeighedAnswers, k: number, beta: number) {
  const { logits, labels, weights } = answers;
  let [confidence, loss] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    const z = logits.subarray(row * k, (row + 1) * k);
    let top = z[0];
    for (const value of z) if (value > top) top = value;
    let sum = 0;
    for (const value of z) sum += exp(beta * (value - top));
    const weight = weights?.[row] ?? 1;
    confidence += weight / sum;
    loss += weight * (log(sum) - beta * (z[labels[row]] - top));
  }
  const all = totalWeight(answers);
  return { confidence: confidence / all, loss: loss / all };
}
