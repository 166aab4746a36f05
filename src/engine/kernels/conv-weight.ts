/**
 * Weight and bias gradients of a convolution.
 *
 *   dw[kh, kw, c, k] = Σ_{n, oh, ow} x[n, oh·s + kh, ow·s + kw, c] · dy[n, oh, ow, k]        db[k] = Σ dy[n, oh, ow, k]
 *
 * Layouts as in conv.ts: x [n, H, W, xs], dy [n, OH, OW, ys]; dw in panels [ys/8][KH·KW·xs][8], db [ys].
 *
 * Threads share the elements of dw, never the batch: every element is summed by one thread, image after image, block of
 * rows after block of rows, so the result does not depend on how many threads there are and nothing is left to reduce.
 * A tile is 4 neighbouring rows of dw × 8 channels, held in registers over a block of output rows whose pixels of x and
 * dy stay in the first-level cache.
 */
import { padImage } from './pad';

/** dw[0…3][0…7] += Σ over rows × columns pixels of x[0…3] ⊗ dy[0…7]. */
// @ts-ignore: decorator
@inline
function tile4(
  x: usize, xStep: usize, xRow: usize, dy: usize, dyStep: usize, dyRow: usize, rows: i32, columns: i32, dw: usize,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let r = 0; r < rows; r++) {
    let a = x;
    let d = dy;
    const last = d + <usize>columns * dyStep;
    while (d < last) {
      const d0 = v128.load(d), d1 = v128.load(d, 16);
      const s0 = v128.load32_splat(a), s1 = v128.load32_splat(a, 4);
      c00 = f32x4.add(c00, f32x4.mul(s0, d0));
      c01 = f32x4.add(c01, f32x4.mul(s0, d1));
      c10 = f32x4.add(c10, f32x4.mul(s1, d0));
      c11 = f32x4.add(c11, f32x4.mul(s1, d1));
      const s2 = v128.load32_splat(a, 8), s3 = v128.load32_splat(a, 12);
      c20 = f32x4.add(c20, f32x4.mul(s2, d0));
      c21 = f32x4.add(c21, f32x4.mul(s2, d1));
      c30 = f32x4.add(c30, f32x4.mul(s3, d0));
      c31 = f32x4.add(c31, f32x4.mul(s3, d1));
      a += xStep;
      d += dyStep;
    }
    x += xRow;
    dy += dyRow;
  }
  v128.store(dw, f32x4.add(v128.load(dw), c00));
  v128.store(dw, f32x4.add(v128.load(dw, 16), c01), 16);
  v128.store(dw, f32x4.add(v128.load(dw, 32), c10), 32);
  v128.store(dw, f32x4.add(v128.load(dw, 48), c11), 48);
  v128.store(dw, f32x4.add(v128.load(dw, 64), c20), 64);
  v128.store(dw, f32x4.add(v128.load(dw, 80), c21), 80);
  v128.store(dw, f32x4.add(v128.load(dw, 96), c30), 96);
  v128.store(dw, f32x4.add(v128.load(dw, 112), c31), 112);
}

/** One row of dw × 8 channels: kernel rows whose KW·xs values four do not divide (the gray input). */
// @ts-ignore: decorator
@inline
function tile1(
  x: usize, xStep: usize, xRow: usize, dy: usize, dyStep: usize, dyRow: usize, rows: i32, columns: i32, dw: usize,
): void {
  let c0 = f32x4.splat(0), c1 = c0;
  for (let r = 0; r < rows; r++) {
    let a = x;
    let d = dy;
    const last = d + <usize>columns * dyStep;
    while (d < last) {
      const s = v128.load32_splat(a);
      c0 = f32x4.add(c0, f32x4.mul(s, v128.load(d)));
      c1 = f32x4.add(c1, f32x4.mul(s, v128.load(d, 16)));
      a += xStep;
      d += dyStep;
    }
    x += xRow;
    dy += dyRow;
  }
  v128.store(dw, f32x4.add(v128.load(dw), c0));
  v128.store(dw, f32x4.add(v128.load(dw, 16), c1), 16);
}

/** db[0…7] += Σ dy[0…7] over rows × columns pixels. */
function biasTile(dy: usize, dyStep: usize, dyRow: usize, rows: i32, columns: i32, db: usize): void {
  let c0 = f32x4.splat(0), c1 = c0;
  for (let r = 0; r < rows; r++) {
    let d = dy;
    const last = d + <usize>columns * dyStep;
    while (d < last) {
      c0 = f32x4.add(c0, v128.load(d));
      c1 = f32x4.add(c1, v128.load(d, 16));
      d += dyStep;
    }
    dy += dyRow;
  }
  v128.store(db, f32x4.add(v128.load(db), c0));
  v128.store(db, f32x4.add(v128.load(db, 16), c1), 16);
}

/** Tiles of one kernel row: run/4 of four rows, then the rest one by one. */
// @ts-ignore: decorator
@inline
function tilesOf(run: i32): i32 {
  return (run >> 2) + (run & 3);
}

/** This thread's tiles [first, past) over one block of output rows of one image. */
function blockOfRows(
  x: usize, dy: usize, dw: usize, db: usize, width: i32, xs: i32, kh: i32, kw: i32, stride: i32,
  row: i32, rows: i32, outW: i32, ys: i32, first: i32, past: i32,
): void {
  const xRow = <usize>(stride * width * xs) << 2;
  const xStep = <usize>(stride * xs) << 2;
  const dyStep = <usize>ys << 2;
  const dyRow = <usize>outW * dyStep;
  const run = kw * xs;
  const tiles = tilesOf(run);
  const quads = run >> 2;
  const dyBlock = dy + <usize>row * dyRow;
  for (let tile = first; tile < past; tile++) {
    const line = tile / tiles; // panel · KH + kernel row
    const t = tile - line * tiles;
    const panel = line / kh;
    const i = line - panel * kh;
    const r = t < quads ? t << 2 : (quads << 2) + (t - quads);
    const xp = x + ((<usize>((row * stride + i) * width * xs + r)) << 2);
    const dp = dyBlock + (<usize>panel << 5);
    const target = dw + (<usize>(line * run + r) << 5);
    if (t < quads) tile4(xp, xStep, xRow, dp, dyStep, dyRow, rows, outW, target);
    else tile1(xp, xStep, xRow, dp, dyStep, dyRow, rows, outW, target);
    // The owner of a panel's first tile also sums the panel's bias.
    if (db && t == 0 && i == 0) biasTile(dp, dyStep, dyRow, rows, outW, db + (<usize>panel << 5));
  }
}

/** The whole batch; arguments as convForward's, db may be 0. */
export function convWeightGradient(
  x: usize, dy: usize, dw: usize, db: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, xs: i32, kh: i32, kw: i32, stride: i32,
  padTop: i32, padLeft: i32, outH: i32, outW: i32, ys: i32, tid: i32, threads: i32,
): void {
  const run = kw * xs;
  const tiles = tilesOf(run);
  const panels = ys >> 3;
  const total = panels * kh * tiles;
  const first = <i32>((<i64>total * tid) / threads);
  const past = <i32>((<i64>total * (tid + 1)) / threads);
  for (let tile = first; tile < past; tile++) {
    const line = tile / tiles;
    const t = tile - line * tiles;
    const quads = run >> 2;
    const r = t < quads ? t << 2 : (quads << 2) + (t - quads);
    memory.fill(dw + (<usize>(line * run + r) << 5), 0, t < quads ? 128 : 32);
    if (db && t == 0 && line % kh == 0) memory.fill(db + (<usize>(line / kh) << 5), 0, 32);
  }
  const needsCopy = padTop != 0 || padLeft != 0 || (outH - 1) * stride + kh > height || (outW - 1) * stride + kw > width;
  const paddedH = (outH - 1) * stride + kh;
  const paddedW = (outW - 1) * stride + kw;
  const mine = scratch + <usize>tid * <usize>scratchStride;
  // About 64 pixels a block: enough to pay for the load and store of dw, few enough for the first-level cache.
  const rowsPerBlock = max(1, 64 / outW);
  for (let image = 0; image < n; image++) {
    let source = x + (<usize>(image * height * width * xs) << 2);
    let sourceW = width;
    if (needsCopy) {
      padImage(source, mine, height, width, xs, padTop, padLeft, 1, paddedH, paddedW);
      source = mine;
      sourceW = paddedW;
    }
    const dyImage = dy + (<usize>(image * outH * outW * ys) << 2);
    for (let row = 0; row < outH; row += rowsPerBlock) {
      blockOfRows(
        source, dyImage, dw, db, sourceW, xs, kh, kw, stride, row, min(rowsPerBlock, outH - row), outW, ys, first, past,
      );
    }
  }
}
