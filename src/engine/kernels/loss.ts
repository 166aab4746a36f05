/**
 * Softmax with cross-entropy against soft targets, and its gradient, in one pass.
 *
 *   lossᵢ = Σ_k t_k · (log Σ_j e^{z_j} − z_k),   dz = w·(Σt · softmax(z) − t) / Σw
 *
 * z, dz [n, zs] (columns past `classes` get gradient 0), targets [n, classes], weights [n] or 0 (all 1). The mean over
 * the batch is taken by lossReduce, one thread, in sample order and float64.
 */
import { exp64, log64 } from './math';

/** sample [n, 2] float64: weight·loss, and 1 when the largest logit stands at the largest target. */
export function softmaxCrossEntropy(
  z: usize, targets: usize, weights: usize, inverseWeightSum: usize, dz: usize, sample: usize,
  n: i32, classes: i32, zs: i32, tid: i32, threads: i32,
): void {
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const inverse = load<f64>(inverseWeightSum);
  for (let i = first; i < past; i++) {
    const zi = z + (<usize>(i * zs) << 2);
    const ti = targets + (<usize>(i * classes) << 2);
    let top: f64 = -Infinity, best: f32 = -Infinity, total: f64 = 0;
    let topAt = -1, bestAt = -1;
    for (let k = 0; k < classes; k++) {
      const o = <usize>k << 2;
      const v = <f64>load<f32>(zi + o);
      const t = load<f32>(ti + o);
      total += <f64>t;
      if (v > top || v != v) {
        top = v;
        topAt = k;
      }
      if (t > best) {
        best = t;
        bestAt = k;
      }
    }
    let sum: f64 = 0;
    for (let k = 0; k < classes; k++) sum += exp64(<f64>load<f32>(zi + (<usize>k << 2)) - top);
    const normaliser = top + log64(sum);
    const weight: f64 = weights ? <f64>load<f32>(weights + (<usize>i << 2)) : 1;
    let loss: f64 = 0;
    if (dz) memory.fill(dz + (<usize>(i * zs) << 2), 0, <usize>zs << 2);
    for (let k = 0; k < classes; k++) {
      const o = <usize>k << 2;
      const v = <f64>load<f32>(zi + o);
      const t = <f64>load<f32>(ti + o);
      // 0 · (−∞) must stay 0; a NaN logit must not hide behind a zero target.
      loss += t == 0 && v == v ? 0 : t * (normaliser - v);
      const p = exp64(v - normaliser);
      if (dz) store<f32>(dz + (<usize>(i * zs) << 2) + o, <f32>(weight * inverse * (total * p - t)));
    }
    const out = sample + (<usize>i << 4);
    store<f64>(out, weight * loss);
    store<f64>(out, topAt == bestAt ? 1 : 0, 8);
  }
}

/** result [2] float64: mean loss, number correct. */
export function lossReduce(
  sample: usize, inverseWeightSum: usize, result: usize, n: i32, tid: i32, threads: i32,
): void {
  if (tid != 0) return;
  let loss: f64 = 0, correct: f64 = 0;
  for (let i = 0; i < n; i++) {
    loss += load<f64>(sample + (<usize>i << 4));
    correct += load<f64>(sample + (<usize>i << 4), 8);
  }
  store<f64>(result, loss * load<f64>(inverseWeightSum));
  store<f64>(result, correct, 8);
}
