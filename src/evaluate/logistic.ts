/**
 * Multinomial logistic regression: the probability of each class from a few numbers. Pure and deterministic: the same input
 * gives the same bits on every machine.
 */
import { DataError } from '../util/errors.js';
import { exp } from '../util/math.js';
import { cholesky, choleskySolve } from './cholesky.js';

/** Rows of numbers, one row after the other. */
export interface Features {
  /** [rows, width] finite */
  readonly values: Float64Array;
  readonly width: number;
}

export interface LogisticOptions {
  /** Half of it times the sum of squared coefficients is added to the loss; above 0. */
  readonly penalty: number;
  /** Largest part of the gradient, a sum over the rows, at which the fit ends. */
  readonly tolerance?: number;
  /** It ends after so many rounds in any case. */
  readonly rounds?: number;
}

/**
 * Fits the coefficients of the least penalised cross-entropy, Σ −log p(label) + penalty/2·‖w‖², without an intercept: a
 * column of ones is one. Every round solves with a bound of the Hessian, ½XᵀX + penalty, the same for each class (Böhning 1992,
 * "Multinomial logistic regression algorithm"), so that no step overshoots and one factorisation serves all of
 * them; Nesterov's momentum, begun anew whenever it leads uphill (O'Donoghue & Candès 2015), makes the rounds few.
 * @param labels [rows] class codes below k
 * @returns [k, width] coefficients
 * @throws DataError without rows
 * @example
 * const weights = fitLogistic({ values: Float64Array.of(1, -1), width: 1 }, Uint8Array.of(0, 1), 2, { penalty: 1 });
 * probabilitiesOf({ values: Float64Array.of(3), width: 1 }, weights, 2); // class 0 is the likelier
 */
export function fitLogistic(
  features: Features,
  labels: Uint8Array,
  k: number,
  options: LogisticOptions,
): Float64Array {
  const { penalty, tolerance = 1e-4, rounds = 2000 } = options;
  if (labels.length === 0) throw new DataError('There are no rows to fit a regression on: give some.');
  const factor = cholesky(curvatureBound(features, labels.length, penalty), features.width);
  let weights = new Float64Array(k * features.width);
  let ahead = weights;
  let momentum = 1;
  for (let round = 0; round < rounds; round++) {
    const gradient = gradientAt(features, labels, k, ahead, penalty);
    if (gradient.every((value) => Math.abs(value) <= tolerance)) return ahead;
    const next = ahead.slice();
    for (let c = 0; c < k; c++) subtractStep(factor, features.width, gradient, next, c);
    const step = next.map((value, i) => value - weights[i]);
    const uphill = gradient.reduce((sum, value, i) => sum + value * step[i], 0) > 0;
    const last = momentum;
    momentum = uphill ? 1 : (1 + Math.sqrt(1 + 4 * last * last)) / 2;
    const push = uphill ? 0 : (last - 1) / momentum;
    ahead = next.map((value, i) => value + push * step[i]);
    weights = next;
  }
  // Rows that can be told apart almost without error have a flat loss: what is left to gain there is next to nothing.
  return weights;
}

/**
 * What the coefficients say of each row.
 * @param weights [k, width] of `fitLogistic`
 * @returns [rows, k] probabilities
 */
export function probabilitiesOf({ values, width }: Features, weights: Float64Array, k: number): Float64Array {
  const rows = values.length / width;
  const said = new Float64Array(rows * k);
  for (let row = 0; row < rows; row++) softmaxInto(values, row * width, weights, width, said, row * k, k);
  return said;
}

function softmaxInto(
  values: Float64Array,
  from: number,
  weights: Float64Array,
  width: number,
  out: Float64Array,
  to: number,
  k: number,
): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < k; c++) {
    let z = 0;
    for (let f = 0; f < width; f++) z += weights[c * width + f] * values[from + f];
    out[to + c] = z;
    if (z > top) top = z;
  }
  let sum = 0;
  for (let c = 0; c < k; c++) sum += out[to + c] = exp(out[to + c] - top);
  for (let c = 0; c < k; c++) out[to + c] /= sum;
}

/** Of the penalised loss: Σ (p − y)·x + penalty·w. */
function gradientAt(
  { values, width }: Features,
  labels: Uint8Array,
  k: number,
  weights: Float64Array,
  penalty: number,
): Float64Array {
  const gradient = weights.map((value) => penalty * value);
  const p = new Float64Array(k);
  for (let row = 0; row < labels.length; row++) {
    softmaxInto(values, row * width, weights, width, p, 0, k);
    p[labels[row]] -= 1;
    for (let c = 0; c < k; c++) {
      for (let f = 0; f < width; f++) gradient[c * width + f] += p[c] * values[row * width + f];
    }
  }
  return gradient;
}

/** ½XᵀX + penalty on the diagonal. */
function curvatureBound({ values, width }: Features, rows: number, penalty: number): Float64Array {
  const matrix = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const half = values[row * width + i] / 2;
      for (let j = 0; j <= i; j++) matrix[i * width + j] += half * values[row * width + j];
    }
  }
  for (let i = 0; i < width; i++) matrix[i * width + i] += penalty;
  return matrix;
}

/** Subtracts (L·Lᵀ)⁻¹·gradient of one class from its weights. */
function subtractStep(
  factor: Float64Array,
  width: number,
  gradient: Float64Array,
  weights: Float64Array,
  c: number,
): void {
  const x = gradient.slice(c * width, (c + 1) * width);
  choleskySolve(factor, width, x);
  for (let i = 0; i < width; i++) weights[c * width + i] -= x[i];
}
