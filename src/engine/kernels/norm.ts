/**
 * Batch normalisation (Ioffe & Szegedy 2015) on NHWC tensors seen as [n, pixels, cs]: sums, statistics, coefficients.
 * What is done to every value with them stands in norm-apply.ts.
 *
 *   forward   mean and Σ (x − mean)² of each image → those of the batch, running statistics, y = x·scale + shift
 *   backward  Σ g and Σ g·(x − mean) of each image → dgamma, dbeta, dx = k1·g + k2·(x − mean) + k3
 *
 * Memory's speed is the limit, so everything is read once and in order: tiles of a few pixels, all their channels, with
 * the sums in lines of the first-level cache between tiles and in registers within one. One pass is enough for the
 * variance because values are summed relative to a shift near their mean, the mean of 16 pixels spread over the image:
 * Σ d² − (Σ d)²/pixels then loses at most a factor pixels/16, and 1/16 when those pixels are like the others. Images are
 * joined in order, in float64, by Chan, Golub and LeVeque's formula (1979): sums do not depend on the thread count.
 *
 * `partial` is [batch, 3, cs] (means, squares, shifts or the two sums); `state` is [7, cs]: mean, 1/σ, scale, shift, k1,
 * k2, k3.
 */
import { tileBytes } from './norm-tiles';

/** Rows of `partial` an image. */
const ROWS: usize = 3;
/** Pixels that give an image's shift. */
const SAMPLES: i32 = 16;

/** partial [image, 0] = mean of x over the image's pixels, partial [image, 1] = Σ (x − that mean)². */
export function batchNormSums(
  x: usize, partial: usize, n: i32, pixels: i32, cs: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  for (let image = first; image < past; image++) {
    const source = x + <usize>(image * pixels) * pixel;
    const sums = partial + <usize>image * ROWS * pixel;
    sampleMean(source, sums + 2 * pixel, pixels, pixel);
    memory.fill(sums, 0, 2 * pixel);
    shiftedSums(source, source + <usize>pixels * pixel, sums, pixel, tileBytes(cs));
    const share = f32x4.splat(1 / <f32>pixels), zero = f32x4.splat(0);
    for (let c: usize = 0; c < pixel; c += 16) {
      const s = v128.load(sums + c);
      const m = f32x4.mul(s, share);
      v128.store(sums + c, f32x4.add(v128.load(sums + 2 * pixel + c), m));
      const squares = f32x4.sub(v128.load(sums + pixel + c), f32x4.mul(s, m));
      v128.store(sums + pixel + c, f32x4.max(squares, zero)); // rounding may leave less than nothing
    }
  }
}

/** to [cs] = the mean of up to 16 pixels at equal distances. */
function sampleMean(x: usize, to: usize, pixels: i32, pixel: usize): void {
  const count = min(SAMPLES, pixels);
  const step = <usize>(pixels / count) * pixel;
  const share = f32x4.splat(1 / <f32>count);
  for (let c: usize = 0; c < pixel; c += 16) {
    let sum = f32x4.splat(0);
    let at = x + c;
    for (let i = 0; i < count; i++) {
      sum = f32x4.add(sum, v128.load(at));
      at += step;
    }
    v128.store(to + c, f32x4.mul(sum, share));
  }
}

/** A tile's sums join those of the tiles before: summed by themselves first, they lose less to rounding. */
// @ts-ignore: decorator
@inline
function addPair(at: usize, v0: v128, v1: v128): void {
  const s0 = v128.load(at), s1 = v128.load(at, 16);
  v128.store(at, f32x4.add(s1, v1), 16);
  v128.store(at, f32x4.add(s0, v0));
}

/** sums [0] += Σ (x − shift), sums [1] += Σ (x − shift)², shift = sums [2]. */
function shiftedSums(from: usize, last: usize, sums: usize, pixel: usize, tile: usize): void {
  const squares = sums + pixel;
  const shifts = squares + pixel;
  for (; from < last; from += tile) {
    const to = min(from + tile, last);
    for (let c: usize = 0; c < pixel; c += 32) {
      let s0 = f32x4.splat(0), s1 = s0, q0 = s0, q1 = s0;
      const k0 = v128.load(shifts + c), k1 = v128.load(shifts + c, 16);
      for (let at = from + c; at < to; at += pixel) {
        const d0 = f32x4.sub(v128.load(at), k0), d1 = f32x4.sub(v128.load(at, 16), k1);
        s0 = f32x4.add(s0, d0);
        s1 = f32x4.add(s1, d1);
        q0 = f32x4.add(q0, f32x4.mul(d0, d0));
        q1 = f32x4.add(q1, f32x4.mul(d1, d1));
      }
      addPair(sums + c, s0, s1);
      addPair(squares + c, q0, q1);
    }
  }
}

/** Two channels' float32 values as float64. */
// @ts-ignore: decorator
@inline
function loadPair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

// @ts-ignore: decorator
@inline
function storePair(at: usize, value: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(value), 0);
}

/** Σ over the images, in order, of two channels of a row of `partial`. */
// @ts-ignore: decorator
@inline
function sumOverImages(at: usize, n: i32, step: usize): v128 {
  let sum = f64x2.splat(0);
  for (let image = 0; image < n; image++) {
    sum = f64x2.add(sum, loadPair(at));
    at += step;
  }
  return sum;
}

/** Statistics of the batch; running ones take `momentum` of them (variance unbiased). Threads share pairs of channels. */
export function batchNormFinish(
  partial: usize, state: usize, gamma: usize, beta: usize, runningMean: usize, runningVar: usize,
  n: i32, pixels: i32, cs: i32, momentum: f32, epsilon: f32, tid: i32, threads: i32,
): void {
  const last = <usize>(((cs >> 1) * (tid + 1)) / threads) << 3;
  const row = <usize>cs << 2;
  const step = ROWS * row;
  const count = <f64>n * <f64>pixels;
  const share = f32x4.splat(momentum);
  for (let o = <usize>(((cs >> 1) * tid) / threads) << 3; o < last; o += 8) {
    const mean = f64x2.div(sumOverImages(partial + o, n, step), f64x2.splat(<f64>n));
    let squares = f64x2.splat(0);
    let at = partial + o;
    for (let image = 0; image < n; image++) {
      const d = f64x2.sub(loadPair(at), mean);
      squares = f64x2.add(squares, f64x2.add(loadPair(at + row), f64x2.mul(f64x2.splat(<f64>pixels), f64x2.mul(d, d))));
      at += step;
    }
    const variance = f64x2.div(squares, f64x2.splat(count));
    const inverse = f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(variance, f64x2.splat(<f64>epsilon))));
    const scale = f64x2.mul(loadPair(gamma + o), inverse);
    storePair(state + o, mean);
    storePair(state + row + o, inverse);
    storePair(state + 2 * row + o, scale);
    storePair(state + 3 * row + o, f64x2.sub(loadPair(beta + o), f64x2.mul(mean, scale)));
    const unbiased = f64x2.div(squares, f64x2.splat(max<f64>(count - 1, 1)));
    moveTowards(runningMean + o, f32x4.demote_f64x2_zero(mean), share);
    moveTowards(runningVar + o, f32x4.demote_f64x2_zero(unbiased), share);
  }
}

/** Two values: v += share·(target − v). */
// @ts-ignore: decorator
@inline
function moveTowards(at: usize, target: v128, share: v128): void {
  const old = v128.load64_zero(at);
  v128.store64_lane(at, f32x4.add(old, f32x4.mul(share, f32x4.sub(target, old))), 0);
}

/** Inference: scale and shift from the running statistics, and the coefficients of dx, which is scale·g then. */
export function batchNormCoefficients(
  state: usize, gamma: usize, beta: usize, runningMean: usize, runningVar: usize, cs: i32, epsilon: f32,
  tid: i32, threads: i32,
): void {
  const last = <usize>(((cs >> 1) * (tid + 1)) / threads) << 3;
  const row = <usize>cs << 2;
  for (let o = <usize>(((cs >> 1) * tid) / threads) << 3; o < last; o += 8) {
    const mean = loadPair(runningMean + o);
    const deviation = f64x2.sqrt(f64x2.add(loadPair(runningVar + o), f64x2.splat(<f64>epsilon)));
    const scale = f64x2.div(loadPair(gamma + o), deviation);
    storePair(state + o, mean);
    storePair(state + 2 * row + o, scale);
    storePair(state + 3 * row + o, f64x2.sub(loadPair(beta + o), f64x2.mul(mean, scale)));
    storePair(state + 4 * row + o, scale);
    store<f64>(state + 5 * row + o, 0);
    store<f64>(state + 6 * row + o, 0);
  }
}

/** What g, the gradient behind the norm's ReLU, is. */
const NO_MASK: i32 = 0; // dy: there is no ReLU
const OWN_MASK: i32 = 1; // dy where x·scale + shift > 0: the same bits as in the forward pass, and no need to read y
const GIVEN_MASK: i32 = 2; // dy where y > 0

// @ts-ignore: decorator
@inline
function masked(g: v128, value: v128): v128 {
  return v128.and(g, f32x4.gt(value, f32x4.splat(0)));
}

/**
 * partial [image, 0] = Σ g, partial [image, 1] = Σ g·(x − mean), g = dy where the ReLU let something through: by y, if
 * that is not 0, or with `ownMask` by what the norm gave. g is written if it has a place.
 */
export function batchNormBackwardSums(
  dy: usize, y: usize, x: usize, state: usize, partial: usize, g: usize, n: i32, pixels: i32, cs: i32, ownMask: i32,
  tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const bytes = <usize>pixels * pixel;
  const tile = tileBytes(cs);
  for (let image = first; image < past; image++) {
    const sums = partial + <usize>image * ROWS * pixel;
    const from = <usize>image * bytes;
    memory.fill(sums, 0, 2 * pixel);
    if (y && g) gradientSums(dy, y, x, state, sums, g, from, from + bytes, pixel, tile, GIVEN_MASK, true);
    else if (y) gradientSums(dy, y, x, state, sums, g, from, from + bytes, pixel, tile, GIVEN_MASK, false);
    else if (ownMask) gradientSums(dy, y, x, state, sums, g, from, from + bytes, pixel, tile, OWN_MASK, false);
    else gradientSums(dy, y, x, state, sums, g, from, from + bytes, pixel, tile, NO_MASK, false);
  }
}

/** Pixels at byte offsets [from, last), added to sums [0] and [1]. */
// @ts-ignore: decorator
@inline
function gradientSums(
  dy: usize, y: usize, x: usize, state: usize, sums: usize, g: usize, from: usize, last: usize, pixel: usize,
  tile: usize, mask: i32, keep: bool,
): void {
  const products = sums + pixel;
  const scale = state + 2 * pixel;
  const shift = state + 3 * pixel;
  for (; from < last; from += tile) {
    const to = min(from + tile, last);
    for (let c: usize = 0; c < pixel; c += 32) {
      const m0 = v128.load(state + c), m1 = v128.load(state + c, 16);
      const a0 = v128.load(scale + c), a1 = v128.load(scale + c, 16);
      const b0 = v128.load(shift + c), b1 = v128.load(shift + c, 16);
      let s0 = f32x4.splat(0), s1 = s0, p0 = s0, p1 = s0;
      for (let at = from + c; at < to; at += pixel) {
        let g0 = v128.load(dy + at), g1 = v128.load(dy + at, 16);
        const x0 = v128.load(x + at), x1 = v128.load(x + at, 16);
        if (mask == GIVEN_MASK) {
          g0 = masked(g0, v128.load(y + at));
          g1 = masked(g1, v128.load(y + at, 16));
        } else if (mask == OWN_MASK) {
          g0 = masked(g0, f32x4.add(f32x4.mul(x0, a0), b0));
          g1 = masked(g1, f32x4.add(f32x4.mul(x1, a1), b1));
        }
        if (keep) {
          v128.store(g + at, g1, 16);
          v128.store(g + at, g0);
        }
        s0 = f32x4.add(s0, g0);
        s1 = f32x4.add(s1, g1);
        p0 = f32x4.add(p0, f32x4.mul(g0, f32x4.sub(x0, m0)));
        p1 = f32x4.add(p1, f32x4.mul(g1, f32x4.sub(x1, m1)));
      }
      addPair(sums + c, s0, s1);
      addPair(products + c, p0, p1);
    }
  }
}

/** dgamma, dbeta and the coefficients of dx for maps of `pixels`, however many of them the sums were taken over. */
export function batchNormBackwardFinish(
  partial: usize, state: usize, gamma: usize, dgamma: usize, dbeta: usize, n: i32, pixels: i32, cs: i32,
  tid: i32, threads: i32,
): void {
  const last = <usize>(((cs >> 1) * (tid + 1)) / threads) << 3;
  const row = <usize>cs << 2;
  const share = f64x2.splat(-1 / (<f64>n * <f64>pixels));
  for (let o = <usize>(((cs >> 1) * tid) / threads) << 3; o < last; o += 8) {
    const inverse = loadPair(state + row + o);
    const sum = sumOverImages(partial + o, n, ROWS * row);
    const product = f64x2.mul(sumOverImages(partial + row + o, n, ROWS * row), inverse);
    storePair(dbeta + o, sum);
    storePair(dgamma + o, product);
    const k1 = f64x2.mul(loadPair(gamma + o), inverse);
    const k = f64x2.mul(k1, share);
    storePair(state + 4 * row + o, k1);
    storePair(state + 5 * row + o, f64x2.mul(k, f64x2.mul(product, inverse)));
    storePair(state + 6 * row + o, f64x2.mul(k, sum));
  }
}
