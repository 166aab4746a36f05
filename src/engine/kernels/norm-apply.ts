/**
 * Batch normalisation applied to NHWC tensors, coefficients from norm.ts:
 *
 *   forward   y = relu?(x·scale + shift + b), b another tensor of the same shape or none, and its 2×2 max pool
 *   backward  dx = k1·g + k2·(x − mean) + k3 with g the gradient behind ReLU and pool
 *
 * What stands between two convolutions happens in one pass over memory: neither the sum of a residual nor the map that
 * a pool reads is ever stored. The pool leaves codes (bytes; 0–3: where in the window the maximum is, row-major, the
 * first of equals; −1: it is not above 0) and the x at that place, a quarter of the map: sums over the gradient need no
 * more, because everywhere else it is 0. dx may lie where x or dy does. Coefficients stay in the first-level cache or in
 * registers; pairs of vectors are computed alike, so that a revectorising V8 joins them. pmax(v, 0) is one instruction
 * where max is many; it keeps a NaN in v, and a NaN in one pixel is in its whole channel by the statistics. Threads share
 * pixels or rows of windows.
 */
import { tileBytes } from './norm-tiles';

// @ts-ignore: decorator
@inline
function normalised(x: v128, scale: usize, shift: usize): v128 {
  return f32x4.add(f32x4.mul(x, v128.load(scale)), v128.load(shift));
}

export function batchNormApply(
  x: usize, state: usize, b: usize, y: usize, count: i32, cs: i32, relu: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = <usize>((<i64>count * tid) / threads) * pixel;
  const past = <usize>((<i64>count * (tid + 1)) / threads) * pixel;
  if (b) {
    if (relu) applyPixels(x, state, b, y, first, past, pixel, true, true);
    else applyPixels(x, state, b, y, first, past, pixel, true, false);
  } else {
    if (relu) applyPixels(x, state, b, y, first, past, pixel, false, true);
    else applyPixels(x, state, b, y, first, past, pixel, false, false);
  }
}

// @ts-ignore: decorator
@inline
function applyPixels(
  x: usize, state: usize, b: usize, y: usize, first: usize, past: usize, pixel: usize, sum: bool, relu: bool,
): void {
  const scale = state + 2 * pixel;
  const shift = state + 3 * pixel;
  const zero = f32x4.splat(0);
  for (let at = first; at < past; at += pixel) {
    for (let c: usize = 0; c < pixel; c += 32) {
      let v0 = normalised(v128.load(x + at + c), scale + c, shift + c);
      let v1 = normalised(v128.load(x + at + c, 16), scale + c + 16, shift + c + 16);
      if (sum) {
        v0 = f32x4.add(v0, v128.load(b + at + c));
        v1 = f32x4.add(v1, v128.load(b + at + c, 16));
      }
      if (relu) {
        v0 = f32x4.pmax(v0, zero);
        v1 = f32x4.pmax(v1, zero);
      }
      v128.store(y + at + c, v1, 16);
      v128.store(y + at + c, v0);
    }
  }
}

/** y [n, outH, outW, cs] = the 2×2 max pool of relu(x·scale + shift + b); codes and chosen alike, if not 0. */
export function batchNormPool(
  x: usize, state: usize, b: usize, y: usize, codes: usize, chosen: usize,
  n: i32, height: i32, width: i32, cs: i32, outH: i32, outW: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const units = n * outH;
  const first = <i32>((<i64>units * tid) / threads);
  const past = <i32>((<i64>units * (tid + 1)) / threads);
  for (let unit = first; unit < past; unit++) {
    const image = unit / outH;
    const source = <usize>((image * height + 2 * (unit - image * outH)) * width) * pixel;
    const target = <usize>(unit * outW) * pixel;
    const last = target + <usize>outW * pixel;
    if (b) {
      if (codes) poolRow(x, state, b, y, codes, chosen, source, target, last, width, pixel, true, true);
      else poolRow(x, state, b, y, codes, chosen, source, target, last, width, pixel, true, false);
    } else {
      if (codes) poolRow(x, state, b, y, codes, chosen, source, target, last, width, pixel, false, true);
      else poolRow(x, state, b, y, codes, chosen, source, target, last, width, pixel, false, false);
    }
  }
}

/** One row of windows: the first pixel's offset in x and b is `source`, in y and chosen `target`. */
// @ts-ignore: decorator
@inline
function poolRow(
  x: usize, state: usize, b: usize, y: usize, codes: usize, chosen: usize,
  source: usize, target: usize, last: usize, width: i32, pixel: usize, sum: bool, keep: bool,
): void {
  const down = <usize>width * pixel;
  for (; target < last; target += pixel) {
    for (let c: usize = 0; c < pixel; c += 32) {
      const from = source + c, to = target + c, s = state + c;
      const code0 = poolWindow(x + from, s, b + from, y + to, chosen + to, pixel, down, sum, keep);
      const code1 = poolWindow(x + from + 16, s + 16, b + from + 16, y + to + 16, chosen + to + 16, pixel, down, sum, keep);
      if (keep) {
        const narrow = i16x8.narrow_i32x4_s(code0, code1);
        v128.store64_lane(codes + (to >> 2), i8x16.narrow_i16x8_s(narrow, narrow), 0);
      }
    }
    source += 2 * pixel;
  }
}

/** Four channels of one window, pixel and down bytes between its columns and rows. @returns the code */
// @ts-ignore: decorator
@inline
function poolWindow(
  x: usize, state: usize, b: usize, y: usize, chosen: usize, pixel: usize, down: usize, sum: bool, keep: bool,
): v128 {
  const zero = f32x4.splat(0);
  const scale = v128.load(state + 2 * pixel), shift = v128.load(state + 3 * pixel);
  const x0 = v128.load(x), x1 = v128.load(x + pixel), x2 = v128.load(x + down), x3 = v128.load(x + down + pixel);
  let v0 = f32x4.add(f32x4.mul(x0, scale), shift), v1 = f32x4.add(f32x4.mul(x1, scale), shift);
  let v2 = f32x4.add(f32x4.mul(x2, scale), shift), v3 = f32x4.add(f32x4.mul(x3, scale), shift);
  if (sum) {
    v0 = f32x4.add(v0, v128.load(b));
    v1 = f32x4.add(v1, v128.load(b + pixel));
    v2 = f32x4.add(v2, v128.load(b + down));
    v3 = f32x4.add(v3, v128.load(b + down + pixel));
  }
  const best = f32x4.pmax(f32x4.pmax(v0, v1), f32x4.pmax(v2, v3));
  v128.store(y, f32x4.pmax(best, zero));
  if (!keep) return zero;
  const e0 = f32x4.eq(v0, best), e1 = f32x4.eq(v1, best), e2 = f32x4.eq(v2, best);
  v128.store(chosen, v128.bitselect(x0, v128.bitselect(x1, v128.bitselect(x2, x3, e2), e1), e0));
  // Masks are −1: 2 or 3, then 1, then 0, and −1 where nothing is above 0.
  const later = i32x4.add(i32x4.splat(3), e2);
  return v128.or(v128.andnot(v128.bitselect(i32x4.splat(1), later, e1), e0), f32x4.le(best, zero));
}

/** k1·g + k2·(x − mean) + k3. */
// @ts-ignore: decorator
@inline
function combined(g: v128, x: v128, mean: v128, k1: v128, k2: v128, k3: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(k1, g), f32x4.mul(k2, f32x4.sub(x, mean))), k3);
}

/** The same with the coefficients of the channels from c on. */
// @ts-ignore: decorator
@inline
function gradient(g: v128, x: v128, state: usize, pixel: usize, c: usize): v128 {
  const k1 = v128.load(state + 4 * pixel + c), k2 = v128.load(state + 5 * pixel + c);
  return combined(g, x, v128.load(state + c), k1, k2, v128.load(state + 6 * pixel + c));
}

/** dx from dy, which with `ownMask` counts only where x·scale + shift > 0. */
export function batchNormBackwardApply(
  dy: usize, x: usize, state: usize, dx: usize, count: i32, cs: i32, ownMask: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = <usize>((<i64>count * tid) / threads) * pixel;
  const past = <usize>((<i64>count * (tid + 1)) / threads) * pixel;
  const tile = tileBytes(cs);
  if (ownMask) gradientPixels(dy, x, state, dx, first, past, pixel, tile, true);
  else gradientPixels(dy, x, state, dx, first, past, pixel, tile, false);
}

// @ts-ignore: decorator
@inline
function gradientPixels(
  dy: usize, x: usize, state: usize, dx: usize, first: usize, past: usize, pixel: usize, tile: usize, ownMask: bool,
): void {
  const zero = f32x4.splat(0);
  for (let from = first; from < past; from += tile) {
    const last = min(from + tile, past);
    for (let c: usize = 0; c < pixel; c += 32) {
      const s = state + c;
      const mean0 = v128.load(s), mean1 = v128.load(s, 16);
      const k10 = v128.load(s + 4 * pixel), k11 = v128.load(s + 4 * pixel, 16);
      const k20 = v128.load(s + 5 * pixel), k21 = v128.load(s + 5 * pixel, 16);
      const k30 = v128.load(s + 6 * pixel), k31 = v128.load(s + 6 * pixel, 16);
      for (let at = from + c; at < last; at += pixel) {
        let g0 = v128.load(dy + at), g1 = v128.load(dy + at, 16);
        const x0 = v128.load(x + at), x1 = v128.load(x + at, 16);
        if (ownMask) {
          const v0 = normalised(x0, s + 2 * pixel, s + 3 * pixel);
          const v1 = normalised(x1, s + 2 * pixel + 16, s + 3 * pixel + 16);
          g0 = v128.and(g0, f32x4.gt(v0, zero));
          g1 = v128.and(g1, f32x4.gt(v1, zero));
        }
        const d0 = combined(g0, x0, mean0, k10, k20, k30), d1 = combined(g1, x1, mean1, k11, k21, k31);
        v128.store(dx + at, d1, 16);
        v128.store(dx + at, d0);
      }
    }
  }
}

/** dx of a norm whose ReLU was pooled, from the pool's dy and codes; g, if not 0, is the gradient behind the pool. */
export function batchNormUnpool(
  dy: usize, codes: usize, x: usize, state: usize, dx: usize, g: usize,
  n: i32, height: i32, width: i32, cs: i32, outH: i32, outW: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const down = <usize>width * pixel;
  const units = n * outH;
  const first = <i32>((<i64>units * tid) / threads);
  const past = <i32>((<i64>units * (tid + 1)) / threads);
  for (let unit = first; unit < past; unit++) {
    const image = unit / outH;
    const row = unit - image * outH;
    const start = <usize>(image * height + 2 * row) * down;
    const from = <usize>(unit * outW) * pixel;
    if (g) unpoolRow(dy, codes, x, state, dx, g, start, from, from + <usize>outW * pixel, down, pixel, true);
    else unpoolRow(dy, codes, x, state, dx, g, start, from, from + <usize>outW * pixel, down, pixel, false);
    // What no window covers on odd sizes: the last column, and below the last row of windows the last row.
    if (width > 2 * outW) {
      const column = start + <usize>(2 * outW) * pixel;
      withoutGradient(x, state, dx, g, column, column + pixel, pixel);
      withoutGradient(x, state, dx, g, column + down, column + down + pixel, pixel);
    }
    if (row == outH - 1 && height > 2 * outH) {
      withoutGradient(x, state, dx, g, start + 2 * down, start + 3 * down, pixel);
    }
  }
}

/** One row of windows: the first pixel's offset in x, dx and g is `start`, in dy `from`. */
// @ts-ignore: decorator
@inline
function unpoolRow(
  dy: usize, codes: usize, x: usize, state: usize, dx: usize, g: usize,
  start: usize, from: usize, last: usize, down: usize, pixel: usize, keep: bool,
): void {
  for (; from < last; from += pixel) {
    for (let c: usize = 0; c < pixel; c += 32) {
      const code = i16x8.extend_low_i8x16_s(v128.load64_zero(codes + ((from + c) >> 2)));
      const low = i32x4.extend_low_i16x8_s(code), high = i32x4.extend_high_i16x8_s(code);
      const at = start + c, d = dy + from + c, s = state + c;
      unpoolWindow(v128.load(d), low, x + at, s, dx + at, g + at, pixel, down, keep);
      unpoolWindow(v128.load(d, 16), high, x + at + 16, s + 16, dx + at + 16, g + at + 16, pixel, down, keep);
    }
    start += 2 * pixel;
  }
}

/** Four channels of one window, pixel and down bytes between its columns and rows. */
// @ts-ignore: decorator
@inline
function unpoolWindow(
  dy: v128, code: v128, x: usize, state: usize, dx: usize, g: usize, pixel: usize, down: usize, keep: bool,
): void {
  const mean = v128.load(state), k1 = v128.load(state + 4 * pixel);
  const k2 = v128.load(state + 5 * pixel), k3 = v128.load(state + 6 * pixel);
  const g0 = v128.and(dy, i32x4.eq(code, i32x4.splat(0))), g1 = v128.and(dy, i32x4.eq(code, i32x4.splat(1)));
  const g2 = v128.and(dy, i32x4.eq(code, i32x4.splat(2))), g3 = v128.and(dy, i32x4.eq(code, i32x4.splat(3)));
  v128.store(dx, combined(g0, v128.load(x), mean, k1, k2, k3));
  v128.store(dx + pixel, combined(g1, v128.load(x + pixel), mean, k1, k2, k3));
  v128.store(dx + down, combined(g2, v128.load(x + down), mean, k1, k2, k3));
  v128.store(dx + down + pixel, combined(g3, v128.load(x + down + pixel), mean, k1, k2, k3));
  if (!keep) return;
  v128.store(g, g0);
  v128.store(g + pixel, g1);
  v128.store(g + down, g2);
  v128.store(g + down + pixel, g3);
}

/** dx of pixels at byte offsets [from, last) whose own gradient is 0. */
function withoutGradient(x: usize, state: usize, dx: usize, g: usize, from: usize, last: usize, pixel: usize): void {
  const zero = f32x4.splat(0);
  for (; from < last; from += pixel) {
    for (let c: usize = 0; c < pixel; c += 16) {
      v128.store(dx + from + c, gradient(zero, v128.load(x + from + c), state, pixel, c));
    }
    if (g) memory.fill(g + from, 0, pixel);
  }
}

/**
 * Inference: a convolution and the norm behind it as one convolution, to = w·scale, toBias = bias·scale + shift. w is
 * [ks/width][run][width]: panels of 8 columns, or with width = ks the rows of a depthwise one. bias may be 0.
 */
export function foldNorm(
  w: usize, bias: usize, state: usize, to: usize, toBias: usize, run: i32, ks: i32, width: i32, tid: i32, threads: i32,
): void {
  const row = <usize>ks << 2;
  const scale = state + 2 * row;
  const shift = state + 3 * row;
  const bytes = <usize>width << 2;
  const rows = (ks / width) * run;
  const past = (rows * (tid + 1)) / threads;
  for (let i = (rows * tid) / threads; i < past; i++) {
    const at = <usize>i * bytes;
    const from = scale + <usize>(i / run) * bytes;
    for (let c: usize = 0; c < bytes; c += 16) {
      v128.store(to + at + c, f32x4.mul(v128.load(w + at + c), v128.load(from + c)));
    }
  }
  if (tid != 0) return;
  for (let c: usize = 0; c < row; c += 16) {
    let v = v128.load(shift + c);
    if (bias) v = f32x4.add(f32x4.mul(v128.load(bias + c), v128.load(scale + c)), v);
    v128.store(toBias + c, v);
  }
}
