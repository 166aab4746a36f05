/**
 * Direct convolution as an implicit matrix product.
 *
 *   y[n, oh, ow, k] = relu?( bias[k] + Σ_{kh, kw, c} x[n, oh·s + kh, ow·s + kw, c] · w[kh, kw, c, k] )
 *
 * Layouts: x [n, H, W, xs] and y [n, OH, OW, ys], NHWC with channel strides xs, ys (multiples of 8, or 1 for the gray
 * input); w in panels of 8 output channels: [ys/8][KH·KW·xs][8].
 * Zero padding: the image is first copied, with its ring of zeros, into this thread's scratch.
 *
 * Why it is fast: in NHWC the KW·xs values under one kernel row are contiguous, so the inner loop runs over them
 * without any im2col copy; a tile of 4 pixels × 8 channels keeps 8 accumulators in registers, the most that V8's 15
 * vector registers hold without spilling, and a panel of weights stays in the first-level cache for a whole image.
 * The sum over (kh, kw, c) runs in one fixed order for every element, whatever the split over threads.
 * The tile repeats gemm.ts's on purpose: with that one called for each kernel row the sums went through memory, 10 %
 * slower on wide layers and 35 % on the gray input.
 */
import { padImage } from './pad';

/** 4 pixels × 8 channels; `step` = bytes from one output pixel's window to the next. */
// @ts-ignore: decorator
@inline
function tile4(
  x: usize, step: usize, rowBytes: usize, kh: i32, run: i32, w: usize,
  bias: usize, y: usize, yStep: usize, relu: bool,
): void {
  let b0: v128 = f32x4.splat(0);
  let b1: v128 = f32x4.splat(0);
  if (bias) {
    b0 = v128.load(bias);
    b1 = v128.load(bias, 16);
  }
  let c00 = b0, c01 = b1, c10 = b0, c11 = b1, c20 = b0, c21 = b1, c30 = b0, c31 = b1;
  const unrolled = run & ~3;
  for (let i = 0; i < kh; i++) {
    let a0 = x;
    let a1 = x + step;
    let a2 = a1 + step;
    let a3 = a2 + step;
    const end = a0 + (<usize>unrolled << 2);
    const last = a0 + (<usize>run << 2);
    while (a0 < end) {
      let w0 = v128.load(w), w1 = v128.load(w, 16);
      let s0 = v128.load32_splat(a0), s1 = v128.load32_splat(a1);
      c00 = f32x4.add(c00, f32x4.mul(s0, w0));
      c01 = f32x4.add(c01, f32x4.mul(s0, w1));
      c10 = f32x4.add(c10, f32x4.mul(s1, w0));
      c11 = f32x4.add(c11, f32x4.mul(s1, w1));
      let s2 = v128.load32_splat(a2), s3 = v128.load32_splat(a3);
      c20 = f32x4.add(c20, f32x4.mul(s2, w0));
      c21 = f32x4.add(c21, f32x4.mul(s2, w1));
      c30 = f32x4.add(c30, f32x4.mul(s3, w0));
      c31 = f32x4.add(c31, f32x4.mul(s3, w1));
      w0 = v128.load(w, 32); w1 = v128.load(w, 48);
      s0 = v128.load32_splat(a0, 4); s1 = v128.load32_splat(a1, 4);
      c00 = f32x4.add(c00, f32x4.mul(s0, w0));
      c01 = f32x4.add(c01, f32x4.mul(s0, w1));
      c10 = f32x4.add(c10, f32x4.mul(s1, w0));
      c11 = f32x4.add(c11, f32x4.mul(s1, w1));
      s2 = v128.load32_splat(a2, 4); s3 = v128.load32_splat(a3, 4);
      c20 = f32x4.add(c20, f32x4.mul(s2, w0));
      c21 = f32x4.add(c21, f32x4.mul(s2, w1));
      c30 = f32x4.add(c30, f32x4.mul(s3, w0));
      c31 = f32x4.add(c31, f32x4.mul(s3, w1));
      w0 = v128.load(w, 64); w1 = v128.load(w, 80);
      s0 = v128.load32_splat(a0, 8); s1 = v128.load32_splat(a1, 8);
      c00 = f32x4.add(c00, f32x4.mul(s0, w0));
      c01 = f32x4.add(c01, f32x4.mul(s0, w1));
      c10 = f32x4.add(c10, f32x4.mul(s1, w0));
      c11 = f32x4.add(c11, f32x4.mul(s1, w1));
      s2 = v128.load32_splat(a2, 8); s3 = v128.load32_splat(a3, 8);
      c20 = f32x4.add(c20, f32x4.mul(s2, w0));
      c21 = f32x4.add(c21, f32x4.mul(s2, w1));
      c30 = f32x4.add(c30, f32x4.mul(s3, w0));
      c31 = f32x4.add(c31, f32x4.mul(s3, w1));
      w0 = v128.load(w, 96); w1 = v128.load(w, 112);
      s0 = v128.load32_splat(a0, 12); s1 = v128.load32_splat(a1, 12);
      c00 = f32x4.add(c00, f32x4.mul(s0, w0));
      c01 = f32x4.add(c01, f32x4.mul(s0, w1));
      c10 = f32x4.add(c10, f32x4.mul(s1, w0));
      c11 = f32x4.add(c11, f32x4.mul(s1, w1));
      s2 = v128.load32_splat(a2, 12); s3 = v128.load32_splat(a3, 12);
      c20 = f32x4.add(c20, f32x4.mul(s2, w0));
      c21 = f32x4.add(c21, f32x4.mul(s2, w1));
      c30 = f32x4.add(c30, f32x4.mul(s3, w0));
      c31 = f32x4.add(c31, f32x4.mul(s3, w1));
      a0 += 16; a1 += 16; a2 += 16; a3 += 16;
      w += 128;
    }
    while (a0 < last) {
      const w0 = v128.load(w), w1 = v128.load(w, 16);
      const s0 = v128.load32_splat(a0), s1 = v128.load32_splat(a1);
      const s2 = v128.load32_splat(a2), s3 = v128.load32_splat(a3);
      c00 = f32x4.add(c00, f32x4.mul(s0, w0));
      c01 = f32x4.add(c01, f32x4.mul(s0, w1));
      c10 = f32x4.add(c10, f32x4.mul(s1, w0));
      c11 = f32x4.add(c11, f32x4.mul(s1, w1));
      c20 = f32x4.add(c20, f32x4.mul(s2, w0));
      c21 = f32x4.add(c21, f32x4.mul(s2, w1));
      c30 = f32x4.add(c30, f32x4.mul(s3, w0));
      c31 = f32x4.add(c31, f32x4.mul(s3, w1));
      a0 += 4; a1 += 4; a2 += 4; a3 += 4;
      w += 32;
    }
    x += rowBytes;
  }
  if (relu) {
    const zero = f32x4.splat(0);
    c00 = f32x4.max(c00, zero); c01 = f32x4.max(c01, zero);
    c10 = f32x4.max(c10, zero); c11 = f32x4.max(c11, zero);
    c20 = f32x4.max(c20, zero); c21 = f32x4.max(c21, zero);
    c30 = f32x4.max(c30, zero); c31 = f32x4.max(c31, zero);
  }
  v128.store(y, c00); v128.store(y, c01, 16);
  y += yStep;
  v128.store(y, c10); v128.store(y, c11, 16);
  y += yStep;
  v128.store(y, c20); v128.store(y, c21, 16);
  y += yStep;
  v128.store(y, c30); v128.store(y, c31, 16);
}

/** 1 pixel × 8 channels: the narrow maps and the ends of rows that four pixels do not fit. */
// @ts-ignore: decorator
@inline
function tile1(
  x: usize, rowBytes: usize, kh: i32, run: i32, w: usize, bias: usize, y: usize, relu: bool,
): void {
  let c0: v128 = f32x4.splat(0);
  let c1: v128 = f32x4.splat(0);
  if (bias) {
    c0 = v128.load(bias);
    c1 = v128.load(bias, 16);
  }
  for (let i = 0; i < kh; i++) {
    let a = x;
    const last = a + (<usize>run << 2);
    while (a < last) {
      const s = v128.load32_splat(a);
      c0 = f32x4.add(c0, f32x4.mul(s, v128.load(w)));
      c1 = f32x4.add(c1, f32x4.mul(s, v128.load(w, 16)));
      a += 4;
      w += 32;
    }
    x += rowBytes;
  }
  if (relu) {
    c0 = f32x4.max(c0, f32x4.splat(0));
    c1 = f32x4.max(c1, f32x4.splat(0));
  }
  v128.store(y, c0);
  v128.store(y, c1, 16);
}

/** Output rows row0 … row1−1 of one (already padded) image. */
function convRows(
  x: usize, w: usize, bias: usize, y: usize, width: i32, xs: i32, kh: i32, kw: i32, stride: i32,
  outW: i32, ys: i32, relu: bool, row0: i32, row1: i32,
): void {
  const rowBytes = <usize>(width * xs) << 2;
  const step = <usize>(stride * xs) << 2;
  const run = kw * xs;
  const panelBytes = <usize>(kh * run) << 5;
  const yStep = <usize>ys << 2;
  for (let panel = 0; panel < ys >> 3; panel++) {
    const wp = w + <usize>panel * panelBytes;
    const bp = bias ? bias + (<usize>panel << 5) : 0;
    for (let row = row0; row < row1; row++) {
      const xr = x + <usize>(row * stride) * rowBytes;
      const yr = y + <usize>(row * outW) * yStep + (<usize>panel << 5);
      let column = 0;
      for (; column + 4 <= outW; column += 4) {
        tile4(xr + <usize>column * step, step, rowBytes, kh, run, wp, bp, yr + <usize>column * yStep, yStep, relu);
      }
      for (; column < outW; column++) {
        tile1(xr + <usize>column * step, rowBytes, kh, run, wp, bp, yr + <usize>column * yStep, relu);
      }
    }
  }
}

/**
 * The whole batch. Threads share (image, block of rows) pairs.
 * dilate > 1 spreads the input with zeros between its pixels (the input gradient of a strided convolution).
 */
export function convForward(
  x: usize, w: usize, bias: usize, y: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, xs: i32, kh: i32, kw: i32, stride: i32,
  padTop: i32, padLeft: i32, dilate: i32, outH: i32, outW: i32, ys: i32, relu: i32,
  tid: i32, threads: i32,
): void {
  // Whole images when there are enough of them to share; else blocks of rows.
  const blocks = n >= threads * 4 ? 1 : min(outH, threads * 4);
  const units = n * blocks;
  const first = (units * tid) / threads;
  const past = (units * (tid + 1)) / threads;
  const needsCopy = padTop != 0 || padLeft != 0 || dilate != 1 || (outH - 1) * stride + kh > height || (outW - 1) * stride + kw > width;
  const paddedW = (outW - 1) * stride + kw;
  const paddedH = (outH - 1) * stride + kh;
  const mine = scratch + <usize>tid * <usize>scratchStride;
  const xImage = <usize>(height * width * xs) << 2;
  const yImage = <usize>(outH * outW * ys) << 2;
  let copied = -1;
  for (let unit = first; unit < past; unit++) {
    const image = unit / blocks;
    const block = unit % blocks;
    let source = x + <usize>image * xImage;
    let sourceW = width;
    if (needsCopy) {
      if (copied != image) {
        padImage(source, mine, height, width, xs, padTop, padLeft, dilate, paddedH, paddedW);
        copied = image;
      }
      source = mine;
      sourceW = paddedW;
    }
    convRows(
      source, w, bias, y + <usize>image * yImage, sourceW, xs, kh, kw, stride, outW, ys, relu != 0,
      (outH * block) / blocks, (outH * (block + 1)) / blocks,
    );
  }
}
