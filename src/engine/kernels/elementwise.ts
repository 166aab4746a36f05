/**
 * Elementwise kernels on `count` floats (a multiple of 8; tensors are padded to whole vectors).
 * Threads share 8-float blocks, so no result depends on their number.
 */
import { startOf } from './share';

/** y = max(x, 0). */
export function reluForward(x: usize, y: usize, count: i32, tid: i32, threads: i32): void {
  const last = startOf(count, tid + 1, threads);
  const zero = f32x4.splat(0);
  for (let i = startOf(count, tid, threads); i < last; i += 16) {
    v128.store(y + i, f32x4.max(v128.load(x + i), zero));
  }
}

/** dx = dy where y > 0, else 0. */
export function reluBackward(dy: usize, y: usize, dx: usize, count: i32, tid: i32, threads: i32): void {
  const last = startOf(count, tid + 1, threads);
  const zero = f32x4.splat(0);
  for (let i = startOf(count, tid, threads); i < last; i += 16) {
    v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), zero)));
  }
}

/** y = a + b, with relu: max(a + b, 0). y may be a or b. */
export function addForward(a: usize, b: usize, y: usize, count: i32, relu: i32, tid: i32, threads: i32): void {
  const last = startOf(count, tid + 1, threads);
  const zero = f32x4.splat(0);
  for (let i = startOf(count, tid, threads); i < last; i += 16) {
    let sum = f32x4.add(v128.load(a + i), v128.load(b + i));
    if (relu) sum = f32x4.max(sum, zero);
    v128.store(y + i, sum);
  }
}

/**
 * Inverted dropout (Srivastava et al. 2014): y = x / (1 − rate) where the sample's hash says keep, else 0. The same call
 * on dy is the gradient. The hash is Wellons' lowbias32 of (element, sample's key, layer): a pure function, so the
 * gradient needs no stored mask. threshold = rate · 2³².
 */
export function dropout(
  x: usize, y: usize, keys: usize, n: i32, perSample: i32, layer: i32, threshold: i32, scale: f32,
  tid: i32, threads: i32,
): void {
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const limit = i32x4.splat(threshold);
  const factor = f32x4.splat(scale);
  for (let sample = first; sample < past; sample++) {
    let key = load<u32>(keys + (<usize>sample << 2)) + <u32>layer * 0x9e3779b9;
    key = (key ^ (key >> 16)) * 0x7feb352d;
    key = (key ^ (key >> 15)) * 0x846ca68b;
    key = key ^ (key >> 16);
    const keyVector = i32x4.splat(key);
    let index = i32x4(0, 1, 2, 3);
    let offset = <usize>(sample * perSample) << 2;
    const last = offset + (<usize>perSample << 2);
    while (offset < last) {
      let h = i32x4.add(i32x4.mul(index, i32x4.splat(0x9e3779b9)), keyVector);
      h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x7feb352d));
      h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x846ca68b));
      h = v128.xor(h, i32x4.shr_u(h, 16));
      const keep = i32x4.ge_u(h, limit);
      v128.store(y + offset, v128.and(f32x4.mul(v128.load(x + offset), factor), keep));
      index = i32x4.add(index, i32x4.splat(4));
      offset += 16;
    }
  }
}

/** to = from; bytes a multiple of 32. */
export function copyBytes(from: usize, to: usize, count: i32, tid: i32, threads: i32): void {
  const first = startOf(count, tid, threads);
  memory.copy(to + first, from + first, startOf(count, tid + 1, threads) - first);
}
