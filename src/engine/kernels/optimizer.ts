/**
 * Update rules, one pass over parameter, gradient and moments. `count` floats, a multiple of 8; threads share 8-float
 * blocks. `hyper` holds this step's float32 values: 0 learning rate, 1 gradient scale (clipping), 2 1/(1−β1ᵗ),
 * 3 1/√(1−β2ᵗ). Moments that decay below 1e-30 become 0: denormals would make every later step slow, and WebAssembly
 * cannot flush them by itself.
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
  for (let i = startOf(count, tid, threads); i < last; i += 16) {
    const e = v128.load(ema + i);
    v128.store(ema + i, f32x4.add(e, f32x4.mul(rest, f32x4.sub(v128.load(p + i), e))));
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
  for (let i = startOf(count, tid, threads); i < last; i += 16) {
    let w = v128.load(p + i);
    let gradient = f32x4.mul(v128.load(g + i), scale);
    if (decoupled) w = f32x4.sub(w, f32x4.mul(shrink, w));
    else gradient = f32x4.add(gradient, f32x4.mul(wd, w));
    const mean = withoutDenormals(f32x4.add(f32x4.mul(b1, v128.load(m + i)), f32x4.mul(r1, gradient)));
    const square = withoutDenormals(
      f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(r2, f32x4.mul(gradient, gradient))),
    );
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const divisor = f32x4.add(f32x4.mul(f32x4.sqrt(square), root), eps);
    v128.store(p + i, f32x4.sub(w, f32x4.div(f32x4.mul(rate, mean), divisor)));
  }
}

/** Floats of one partial sum of the gradient norm: fixed, so the sum does not depend on the thread count. */
const CHUNK: i32 = 16384;

/** partial[i] (float64) = Σ g² over chunk i. */
export function normPartial(g: usize, partial: usize, count: i32, tid: i32, threads: i32): void {
  const chunks = (count + CHUNK - 1) / CHUNK;
  const first = (chunks * tid) / threads;
  const past = (chunks * (tid + 1)) / threads;
  for (let chunk = first; chunk < past; chunk++) {
    let s0: v128 = f64x2.splat(0), s1: v128 = s0;
    const last = g + (<usize>min(count, (chunk + 1) * CHUNK) << 2);
    for (let at = g + (<usize>(chunk * CHUNK) << 2); at < last; at += 16) {
      const v = v128.load(at);
      const low = f64x2.promote_low_f32x4(v);
      const high = f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
      s0 = f64x2.add(s0, f64x2.mul(low, low));
      s1 = f64x2.add(s1, f64x2.mul(high, high));
    }
    const s = f64x2.add(s0, s1);
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
