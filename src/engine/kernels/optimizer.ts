/**
 * Update rules, one pass over parameter, gradient and moments. `count` floats, a multiple of 8; threads share 8-float
 * blocks. `hyper` holds this step's float32 values: 0 learning rate, 1 gradient scale (clipping), 2 1/(1−β1ᵗ),
 * 3 1/√(1−β2ᵗ). Moments that decay below 1e-30 become 0: denormals would make every later step slow, and WebAssembly
 * cannot flush them by itself. A block is a pair of vectors, all loaded before any is stored, which a revectorising V8
 * joins: square roots and divisions then keep pace with memory.
 */
import { startOf } from './share';

// @ts-ignore: decorator
@inline
function withoutDenormals(v: v128): v128 {
  // andnot, not and: a NaN compares false and must survive to be noticed.
  return v128.andnot(v, f32x4.lt(f32x4.abs(v), f32x4.splat(1e-30)));
}

/** EMA of the weights: ema = decay·ema + (1 − decay)·p. */
export function averageWeights(p: usize, ema: usize, count: i32, decay: f32, tid: i32, threads: i32): void {
  const last = startOf(count, tid + 1, threads);
  const rest = f32x4.splat(1 - decay);
  for (let i = startOf(count, tid, threads); i < last; i += 32) {
    const e0 = v128.load(ema + i), e1 = v128.load(ema + i, 16);
    const p0 = v128.load(p + i), p1 = v128.load(p + i, 16);
    v128.store(ema + i, f32x4.add(e1, f32x4.mul(rest, f32x4.sub(p1, e1))), 16);
    v128.store(ema + i, f32x4.add(e0, f32x4.mul(rest, f32x4.sub(p0, e0))));
  }
}

/** SGD with momentum as PyTorch's: b = μ·b + g;  p −= lr·(nesterov ? g + μ·b : b);  g includes decay·p. */
export function sgdStep(
  p: usize, g: usize, b: usize, hyper: usize, count: i32, momentum: f32, nesterov: i32, decay: f32,
  tid: i32, threads: i32,
): void {
  const last = startOf(count, tid + 1, threads);
  const rate = v128.load32_splat(hyper);
  const scale = v128.load32_splat(hyper, 4);
  const mu = f32x4.splat(momentum);
  const wd = f32x4.splat(decay);
  for (let i = startOf(count, tid, threads); i < last; i += 16) {
    const w = v128.load(p + i);
    const gradient = f32x4.add(f32x4.mul(v128.load(g + i), scale), f32x4.mul(wd, w));
    const velocity = withoutDenormals(f32x4.add(f32x4.mul(mu, v128.load(b + i)), gradient));
    v128.store(b + i, velocity);
    const step = nesterov ? f32x4.add(gradient, f32x4.mul(mu, velocity)) : velocity;
    v128.store(p + i, f32x4.sub(w, f32x4.mul(rate, step)));
  }
}

/** Adam (Kingma & Ba 2015) with L2 decay, or AdamW (Loshchilov & Hutter 2019) when `decoupled`. */
export function adamStep(
  p: usize, g: usize, m: usize, v: usize, hyper: usize, count: i32,
  beta1: f32, beta2: f32, rest1: f32, rest2: f32, epsilon: f32, decay: f32, decoupled: i32,
  tid: i32, threads: i32,
): void {
  const last = startOf(count, tid + 1, threads);
  const rate = f32x4.mul(v128.load32_splat(hyper), v128.load32_splat(hyper, 8));
  const scale = v128.load32_splat(hyper, 4);
  const root = v128.load32_splat(hyper, 12);
  const shrink = f32x4.mul(v128.load32_splat(hyper), f32x4.splat(decay));
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2);
  const r1 = f32x4.splat(rest1), r2 = f32x4.splat(rest2);
  const eps = f32x4.splat(epsilon), wd = f32x4.splat(decay);
  for (let i = startOf(count, tid, threads); i < last; i += 32) {
    let w0 = v128.load(p + i), w1 = v128.load(p + i, 16);
    let g0 = f32x4.mul(v128.load(g + i), scale), g1 = f32x4.mul(v128.load(g + i, 16), scale);
    if (decoupled) {
      w0 = f32x4.sub(w0, f32x4.mul(shrink, w0));
      w1 = f32x4.sub(w1, f32x4.mul(shrink, w1));
    } else {
      g0 = f32x4.add(g0, f32x4.mul(wd, w0));
      g1 = f32x4.add(g1, f32x4.mul(wd, w1));
    }
    const m0 = average(b1, v128.load(m + i), r1, g0), m1 = average(b1, v128.load(m + i, 16), r1, g1);
    const v0 = average(b2, v128.load(v + i), r2, f32x4.mul(g0, g0));
    const v1 = average(b2, v128.load(v + i, 16), r2, f32x4.mul(g1, g1));
    const d0 = f32x4.add(f32x4.mul(f32x4.sqrt(v0), root), eps), d1 = f32x4.add(f32x4.mul(f32x4.sqrt(v1), root), eps);
    w0 = f32x4.sub(w0, f32x4.div(f32x4.mul(rate, m0), d0));
    w1 = f32x4.sub(w1, f32x4.div(f32x4.mul(rate, m1), d1));
    v128.store(m + i, m1, 16);
    v128.store(m + i, m0);
    v128.store(v + i, v1, 16);
    v128.store(v + i, v0);
    v128.store(p + i, w1, 16);
    v128.store(p + i, w0);
  }
}

/** A moment: beta·old + rest·next. */
// @ts-ignore: decorator
@inline
function average(beta: v128, old: v128, rest: v128, next: v128): v128 {
  return withoutDenormals(f32x4.add(f32x4.mul(beta, old), f32x4.mul(rest, next)));
}

/** Floats of one partial sum of the gradient norm: fixed, so the sum does not depend on the thread count. */
const CHUNK: i32 = 16384;

/** partial[i] (float64) = Σ g² over chunk i. */
export function normPartial(g: usize, partial: usize, count: i32, tid: i32, threads: i32): void {
  const chunks = (count + CHUNK - 1) / CHUNK;
  const first = (chunks * tid) / threads;
  const past = (chunks * (tid + 1)) / threads;
  for (let chunk = first; chunk < past; chunk++) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0; // four: one would wait for its own sums
    const last = g + (<usize>min(count, (chunk + 1) * CHUNK) << 2);
    for (let at = g + (<usize>(chunk * CHUNK) << 2); at < last; at += 32) {
      const a = f64x2.promote_low_f32x4(v128.load64_zero(at)), b = f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
      const c = f64x2.promote_low_f32x4(v128.load64_zero(at, 16)), d = f64x2.promote_low_f32x4(v128.load64_zero(at, 24));
      s0 = f64x2.add(s0, f64x2.mul(a, a));
      s1 = f64x2.add(s1, f64x2.mul(b, b));
      s2 = f64x2.add(s2, f64x2.mul(c, c));
      s3 = f64x2.add(s3, f64x2.mul(d, d));
    }
    const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
    store<f64>(partial + (<usize>chunk << 3), f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1));
  }
}

/** norm = √Σ partial (float64); hyper[1] = min(1, clip / norm) when clip > 0, else 1. One thread. */
export function normReduce(
  partial: usize, norm: usize, hyper: usize, count: i32, clip: f32, tid: i32, threads: i32,
): void {
  if (tid != 0) return;
  const chunks = (count + CHUNK - 1) / CHUNK;
  let sum: f64 = 0;
  for (let chunk = 0; chunk < chunks; chunk++) sum += load<f64>(partial + (<usize>chunk << 3));
  const value = sqrt<f64>(sum);
  store<f64>(norm, value);
  store<f32>(hyper, clip > 0 && value > <f64>clip ? <f32>(<f64>clip / value) : 1, 4);
}
