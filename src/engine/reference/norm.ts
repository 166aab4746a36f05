/** Naive float64 twin of batch normalisation (Ioffe & Szegedy 2015). For tests only. */
import { like, type Tensor } from './tensor.js';

/** Statistics of one batch by channel. */
export interface BatchStatistics {
  readonly mean: Float64Array;
  /** Biased: Σ (x − mean)² / count. */
  readonly variance: Float64Array;
  /** Values of a channel: n·height·width. */
  readonly count: number;
}

/** Calls visit(index, channel) for every value. */
function everyValue(x: Tensor, visit: (index: number, channel: number) => void): void {
  const pixels = x.height * x.width;
  for (let i = 0; i < x.data.length; i++) visit(i, Math.floor(i / pixels) % x.channels);
}

export function batchStatistics(x: Tensor): BatchStatistics {
  const count = x.n * x.height * x.width;
  const mean = new Float64Array(x.channels);
  const variance = new Float64Array(x.channels);
  everyValue(x, (i, c) => {
    mean[c] += x.data[i] / count;
  });
  everyValue(x, (i, c) => {
    variance[c] += (x.data[i] - mean[c]) ** 2 / count;
  });
  return { mean, variance, count };
}

/** y = gamma·(x − mean) / √(variance + epsilon) + beta, in training with the batch's statistics, else the running ones. */
export function normForward(
  x: Tensor,
  { mean, variance }: Pick<BatchStatistics, 'mean' | 'variance'>,
  gamma: Float64Array,
  beta: Float64Array,
  epsilon: number,
): Tensor {
  const y = like(x);
  everyValue(x, (i, c) => {
    y.data[i] = (gamma[c] * (x.data[i] - mean[c])) / Math.sqrt(variance[c] + epsilon) + beta[c];
  });
  return y;
}

/** running += momentum·(batch − running); the variance unbiased, Σ (x − mean)² / (count − 1), as in PyTorch. */
export function updateRunning(
  running: { mean: Float64Array; variance: Float64Array },
  batch: BatchStatistics,
  momentum: number,
): void {
  const unbias = batch.count / Math.max(batch.count - 1, 1);
  for (let c = 0; c < running.mean.length; c++) {
    running.mean[c] += momentum * (batch.mean[c] - running.mean[c]);
    running.variance[c] += momentum * (batch.variance[c] * unbias - running.variance[c]);
  }
}

/**
 * With x̂ = (x − mean)/σ and means over a channel's values:
 * dbeta = Σ dy, dgamma = Σ dy·x̂, dx = gamma/σ · (dy − mean(dy) − x̂·mean(dy·x̂)).
 */
export function normBackward(
  x: Tensor,
  { mean, variance, count }: BatchStatistics,
  gamma: Float64Array,
  epsilon: number,
  dy: Tensor,
) {
  const dx = like(x);
  const dgamma = new Float64Array(x.channels);
  const dbeta = new Float64Array(x.channels);
  const normalised = (i: number, c: number) => (x.data[i] - mean[c]) / Math.sqrt(variance[c] + epsilon);
  everyValue(x, (i, c) => {
    dbeta[c] += dy.data[i];
    dgamma[c] += dy.data[i] * normalised(i, c);
  });
  everyValue(x, (i, c) => {
    const centred = dy.data[i] - dbeta[c] / count - (normalised(i, c) * dgamma[c]) / count;
    dx.data[i] = (gamma[c] / Math.sqrt(variance[c] + epsilon)) * centred;
  });
  return { dx, dgamma, dbeta };
}

/** The gradient of inference, where mean and variance are constants: dx = gamma/σ · dy. */
export function normConstantBackward(
  dy: Tensor,
  variance: Float64Array,
  gamma: Float64Array,
  epsilon: number,
): Tensor {
  const dx = like(dy);
  everyValue(dy, (i, c) => {
    dx.data[i] = (gamma[c] / Math.sqrt(variance[c] + epsilon)) * dy.data[i];
  });
  return dx;
}
