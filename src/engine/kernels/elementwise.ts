/**
 * Elementwise kernels on `count` floats (a multiple of 8; tensors are padded to whole vectors).
 * Threads share 8-float blocks, so no result depends on their number. A block is a pair of vectors computed alike, which
 * a revectorising V8 joins. Outputs may lie where inputs do: memory's speed is the limit, and a place that was just read
 * need not be fetched to be written. pmax(v, 0) is one instruction where max is many; both keep a NaN in v.
 */
import { startOf } from './share';

/** y = max(x, 0). */
export function reluForward(x: usize, y: usize, count: i32, tid: i32, threads: i32): void {
  const last = startOf(count, tid + 1, threads);
  const zero = f32x4.splat(0);
  for (let i = startOf(count, tid, threads); i < last; i += 32) {
    const v0 = v128.load(x + i), v1 = v128.load(x + i, 16);
    v128.store(y + i, f32x4.pmax(v1, zero), 16);
    v128.store(y + i, f32x4.pmax(v0, zero));
  }
}

/** dx = dy where y > 0, else 0. */
export function reluBackward(dy: usize, y: usize, dx: usize, count: i32, tid: i32, threads: i32): void {
  const last = startOf(count, tid + 1, threads);
  const zero = f32x4.splat(0);
  for (let i = startOf(count, tid, threads); i < last; i += 32) {
    const v0 = v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), zero));
    const v1 = v128.and(v128.load(dy + i, 16), f32x4.gt(v128.load(y + i, 16), zero));
    v128.store(dx + i, v1, 16);
    v128.store(dx + i, v0);
  }
}

/** y = a + b, with relu: max(a + b, 0). y may be a or b. */
export function addForward(a: usize, b: usize, y: usize, count: i32, relu: i32, tid: i32, threads: i32): void {
  const last = startOf(count, tid + 1, threads);
  const zero = f32x4.splat(0);
  for (let i = startOf(count, tid, threads); i < last; i += 32) {
    let s0 = f32x4.add(v128.load(a + i), v128.load(b + i));
    let s1 = f32x4.add(v128.load(a + i, 16), v128.load(b + i, 16));
    if (relu) {
      s0 = f32x4.pmax(s0, zero);
      s1 = f32x4.pmax(s1, zero);
    }
    v128.store(y + i, s1, 16);
    v128.store(y + i, s0);
  }
}

/**
 * Inverted dropout (Srivastava et al. 2014): y = x·scale where the sample's hash says keep, else 0. The same call on dy is
 * the gradient; y may be x. The hash is Wellons' lowbias32 of (place, sample's key, layer), a pure function, so the
 * gradient needs no stored mask. One 32-bit hash serves two elements, 16 bits each: of 16 neighbours the first eight take
 * the low halves, the last eight the high ones. An element is kept when its half is at least threshold = rate · 2¹⁶.
 */
export function dropout(
  x: usize, y: usize, keys: usize, n: i32, perSample: i32, layer: i32, threshold: i32, scale: f32,
  tid: i32, threads: i32,
): void {
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const limit = i32x4.splat(threshold), low = i32x4.splat(0xffff);
  const factor = f32x4.splat(scale);
  const step = i32x4.splat(8 * 0x9e3779b9);
  for (let sample = first; sample < past; sample++) {
    const key = i32x4.splat(spread(load<u32>(keys + (<usize>sample << 2)) + <u32>layer * 0x9e3779b9));
    // place · 0x9e3779b9 + key for the places 0–7, then on by 8 at a time.
    let place0 = i32x4.add(i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(0x9e3779b9)), key);
    let place1 = i32x4.add(i32x4.mul(i32x4(4, 5, 6, 7), i32x4.splat(0x9e3779b9)), key);
    const end = <usize>((sample + 1) * perSample) << 2;
    for (let at = <usize>(sample * perSample) << 2; at < end; at += 64) {
      const h0 = spreadVector(place0), h1 = spreadVector(place1);
      const v0 = v128.load(x + at), v1 = v128.load(x + at, 16);
      v128.store(y + at, v128.and(f32x4.mul(v1, factor), i32x4.ge_s(v128.and(h1, low), limit)), 16);
      v128.store(y + at, v128.and(f32x4.mul(v0, factor), i32x4.ge_s(v128.and(h0, low), limit)));
      if (at + 32 == end) break;
      const v2 = v128.load(x + at, 32), v3 = v128.load(x + at, 48);
      v128.store(y + at, v128.and(f32x4.mul(v3, factor), i32x4.ge_s(i32x4.shr_u(h1, 16), limit)), 48);
      v128.store(y + at, v128.and(f32x4.mul(v2, factor), i32x4.ge_s(i32x4.shr_u(h0, 16), limit)), 32);
      place0 = i32x4.add(place0, step);
      place1 = i32x4.add(place1, step);
    }
  }
}

/** Wellons' lowbias32: every bit of the result depends on every bit of h. */
// @ts-ignore: decorator
@inline
function spread(h: u32): u32 {
  h = (h ^ (h >> 16)) * 0x7feb352d;
  h = (h ^ (h >> 15)) * 0x846ca68b;
  return h ^ (h >> 16);
}

// @ts-ignore: decorator
@inline
function spreadVector(h: v128): v128 {
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x7feb352d));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x846ca68b));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/** to = from; bytes a multiple of 32. */
export function copyBytes(from: usize, to: usize, count: i32, tid: i32, threads: i32): void {
  const first = startOf(count, tid, threads);
  memory.copy(to + first, from + first, startOf(count, tid + 1, threads) - first);
}
