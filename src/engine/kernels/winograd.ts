/**
 * 3×3 stride-1 convolution by Winograd F(4×4, 3×3): 36 small matrix products do the work of 144 multiplications for each
 * 4×4 tile of the output. Its gradients are these steps transposed: winograd-gradient.ts.
 *
 *   y[n, oh, ow, k] = relu?( bias[k] + Σ_{kh, kw, c} x[n, oh + kh − pad, ow + kw − pad, c] · w[kh, kw, c, k] )
 *
 * Layouts: x, y as in conv.ts; u the transformed filters [36][ys/8][xs][8] (winogradFilter).
 * winogradPooled writes the 2×2 maximum of the ReLU's output instead of y, which then is never in memory; 2×2 windows
 * never cross a 4×4 tile. `codes` (or 0) tell its gradient where each maximum was.
 *
 * Why it is fast: a block of 8 or 16 tiles goes through all three steps (transform, 36 products, inverse transform) while
 * its 36·(C + K)·tiles floats stay in the second-level cache; only the filters stream. The 36 planes lie 64 bytes more
 * than a power of two apart: equal strides would fall into the same cache sets.
 * Each value's arithmetic depends on its own tile alone, so neither blocks nor threads change a bit.
 */
import { rowsTimesPanel, rowsTimesPanels } from './gemm';
import { TEMP_BYTES, transformFilter, transformInput, transformOutput } from './winograd-transforms';

/** Tiles of one block: as many as keep its planes within some 480 KB of the second-level cache. */
// @ts-ignore: decorator
@inline
function tilesOfBlock(xs: i32, ys: i32): i32 {
  return (xs + ys) * 36 * 4 * 16 <= 480 * 1024 ? 16 : 8;
}

/** Bytes from one plane of `floats` values to the next. */
// @ts-ignore: decorator
@inline
export function planeBytes(floats: i32): usize {
  return (<usize>floats << 2) + 64;
}

/** Copies a size×size window at (row, column), zeros outside the image, to `to` (rows size·xs floats apart). */
export function copyWindow(
  image: usize, height: i32, width: i32, xs: i32, row: i32, column: i32, size: i32, to: usize,
): void {
  const pixel = <usize>xs << 2;
  memory.fill(to, 0, <usize>(size * size) * pixel);
  const j0 = max(0, -column);
  const j1 = min(size, width - column);
  if (j1 <= j0) return;
  for (let i = max(0, -row); i < min(size, height - row); i++) {
    memory.copy(
      to + <usize>(i * size + j0) * pixel,
      image + <usize>((row + i) * width + column + j0) * pixel,
      <usize>(j1 - j0) * pixel,
    );
  }
}

/** Transforms one input tile at (row, column) of an image into its place of the planes v. */
export function inputTile(
  image: usize, height: i32, width: i32, xs: i32, row: i32, column: i32, v: usize, plane: usize, temp: usize, window: usize,
): void {
  const pixel = <usize>xs << 2;
  let source = image + <usize>(row * width + column) * pixel;
  let rowBytes = <usize>width * pixel;
  if (row < 0 || column < 0 || row + 6 > height || column + 6 > width) {
    copyWindow(image, height, width, xs, row, column, 6, window);
    source = window;
    rowBytes = 6 * pixel;
  }
  for (let c: usize = 0; c < pixel; c += 32) transformInput(source + c, rowBytes, pixel, v + c, plane, temp);
}

/** Writes one 4×4 output tile, as much of it as lies inside the image. */
function outputTile(
  m: usize, plane: usize, image: usize, outH: i32, outW: i32, ys: i32, row: i32, column: i32,
  bias: usize, relu: bool, temp: usize, tile: usize,
): void {
  const pixel = <usize>ys << 2;
  const rows = min(4, outH - row);
  const columns = min(4, outW - column);
  const zero = f32x4.splat(0);
  const corner = <usize>(row * outW + column) * pixel;
  for (let k: usize = 0; k < pixel; k += 32) {
    transformOutput(m + k, plane, tile, temp);
    const b0: v128 = bias ? v128.load(bias + k) : zero;
    const b1: v128 = bias ? v128.load(bias + k, 16) : zero;
    for (let i = 0; i < rows; i++) {
      let at = corner + <usize>(i * outW) * pixel + k;
      const from = tile + <usize>i * 128;
      for (let j = 0; j < columns; j++) {
        let v0 = f32x4.add(v128.load(from + (<usize>j << 5)), b0);
        let v1 = f32x4.add(v128.load(from + (<usize>j << 5), 16), b1);
        if (relu) {
          v0 = f32x4.max(v0, zero);
          v1 = f32x4.max(v1, zero);
        }
        v128.store(image + at, v0);
        v128.store(image + at, v1, 16);
        at += pixel;
      }
    }
  }
}

/** The 2×2 maxima of one tile, as many as lie inside the pooled image, and where they were. */
function pooledTile(
  m: usize, plane: usize, image: usize, codes: usize, pooledH: i32, pooledW: i32, ys: i32, row: i32, column: i32,
  bias: usize, temp: usize, tile: usize,
): void {
  const pixel = <usize>ys << 2;
  const rows = min(2, pooledH - row);
  const columns = min(2, pooledW - column);
  const zero = f32x4.splat(0);
  for (let k: usize = 0; k < pixel; k += 32) {
    transformOutput(m + k, plane, tile, temp);
    for (let half: usize = 0; half < 32; half += 16) {
      const shift: v128 = bias ? v128.load(bias + k + half) : zero;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          const from = tile + (<usize>i << 8) + (<usize>j << 6) + half;
          const at = <usize>((row + i) * pooledW + column + j) * pixel + k + half;
          poolWindow(from, shift, image + at, codes ? codes + at : 0);
        }
      }
    }
  }
}

/** One 2×2 window of a transformed tile: maximum, ReLU, and where the first maximum in row-major order was (4: nowhere). */
// @ts-ignore: decorator
@inline
function poolWindow(from: usize, shift: v128, target: usize, codes: usize): void {
  const zero = f32x4.splat(0);
  const a = f32x4.add(v128.load(from), shift);
  const b = f32x4.add(v128.load(from, 32), shift);
  const c = f32x4.add(v128.load(from, 128), shift);
  const d = f32x4.add(v128.load(from, 160), shift);
  const best = f32x4.max(f32x4.max(a, b), f32x4.max(c, d));
  v128.store(target, f32x4.max(best, zero));
  if (!codes) return;
  let code = i32x4.splat(3);
  code = v128.bitselect(i32x4.splat(2), code, f32x4.eq(c, best));
  code = v128.bitselect(i32x4.splat(1), code, f32x4.eq(b, best));
  code = v128.bitselect(i32x4.splat(0), code, f32x4.eq(a, best));
  v128.store(codes, v128.bitselect(code, i32x4.splat(4), f32x4.gt(best, zero)));
}

/** 36 products [tiles × xs] · [xs × ys]. */
function multiplyPlanes(v: usize, vPlane: usize, u: usize, m: usize, mPlane: usize, tiles: i32, xs: i32, ys: i32): void {
  const aStep = <usize>xs << 2;
  const yStep = <usize>ys << 2;
  const panelBytes = <usize>xs << 5;
  for (let p = 0; p < 36; p++) {
    let column = 0;
    for (; column + 16 <= ys; column += 16) {
      const target = m + (<usize>column << 2);
      for (let t = 0; t < tiles; t += 4) {
        rowsTimesPanels(v + <usize>t * aStep, aStep, xs, u, u + panelBytes, target + <usize>t * yStep, yStep);
      }
      u += 2 * panelBytes;
    }
    if (column < ys) {
      const target = m + (<usize>column << 2);
      for (let t = 0; t < tiles; t += 4) {
        rowsTimesPanel(v + <usize>t * aStep, aStep, xs, u, target + <usize>t * yStep, yStep);
      }
      u += panelBytes;
    }
    v += vPlane;
    m += mPlane;
  }
}

/** What each thread's block of tiles goes through; the last two steps differ between the two entries below. */
function convolve(
  x: usize, u: usize, bias: usize, y: usize, codes: usize, scratch: usize,
  n: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, relu: bool, pooled: bool,
  tid: i32, threads: i32,
): void {
  const across = (outW + 3) >> 2;
  const perImage = across * ((outH + 3) >> 2);
  const total = n * perImage;
  const block = tilesOfBlock(xs, ys);
  const blocks = (total + block - 1) / block;
  const first = ((blocks * tid) / threads) * block;
  const past = min(total, ((blocks * (tid + 1)) / threads) * block);
  const vPlane = planeBytes(block * xs);
  const mPlane = planeBytes(block * ys);
  const v = scratch;
  const m = v + 36 * vPlane;
  const temp = m + 36 * mPlane;
  const tile = temp + TEMP_BYTES;
  const window = tile + 512;
  const pooledH = outH >> 1;
  const pooledW = outW >> 1;
  const xImage = <usize>(height * width * xs) << 2;
  const yImage = <usize>((pooled ? pooledH * pooledW : outH * outW) * ys) << 2;
  for (let start = first; start < past; start += block) {
    const count = min(block, past - start);
    for (let t = 0; t < count; t++) {
      const image = (start + t) / perImage;
      const place = start + t - image * perImage;
      const row = ((place / across) << 2) - pad;
      const column = ((place % across) << 2) - pad;
      const target = v + (<usize>(t * xs) << 2);
      inputTile(x + <usize>image * xImage, height, width, xs, row, column, target, vPlane, temp, window);
    }
    // The tail of the last block multiplies what an earlier block left there; it is never read.
    multiplyPlanes(v, vPlane, u, m, mPlane, (count + 3) & ~3, xs, ys);
    for (let t = 0; t < count; t++) {
      const image = (start + t) / perImage;
      const place = start + t - image * perImage;
      const row = place / across;
      const column = place % across;
      const source = m + (<usize>(t * ys) << 2);
      const offset = <usize>image * yImage;
      if (pooled) {
        const marks = codes ? codes + offset : 0;
        pooledTile(
          source, mPlane, y + offset, marks, pooledH, pooledW, ys, row << 1, column << 1, bias, temp, tile,
        );
      } else {
        outputTile(
          source, mPlane, y + offset, outH, outW, ys, row << 2, column << 2, bias, relu, temp, tile,
        );
      }
    }
  }
}

export function winogradForward(
  x: usize, u: usize, bias: usize, y: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, relu: i32,
  tid: i32, threads: i32,
): void {
  const mine = scratch + <usize>tid * <usize>scratchStride;
  convolve(x, u, bias, y, 0, mine, n, height, width, xs, pad, outH, outW, ys, relu != 0, false, tid, threads);
}

/** y [n, outH/2, outW/2, ys]: 2×2 max pool of the ReLU of the convolution; codes the same shape (int32) or 0. */
export function winogradPooled(
  x: usize, u: usize, bias: usize, y: usize, codes: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, tid: i32, threads: i32,
): void {
  const mine = scratch + <usize>tid * <usize>scratchStride;
  convolve(x, u, bias, y, codes, mine, n, height, width, xs, pad, outH, outW, ys, true, true, tid, threads);
}

/** Filters in panels [ks/8][3][3][cs][8] → u [36][ks/8][cs][8]. */
export function winogradFilter(
  w: usize, u: usize, scratch: usize, scratchStride: i32, cs: i32, ks: i32, tid: i32, threads: i32,
): void {
  const temp = scratch + <usize>tid * <usize>scratchStride;
  const lines = (ks >> 3) * cs;
  const first = (lines * tid) / threads;
  const past = (lines * (tid + 1)) / threads;
  const tap = <usize>cs << 5;
  const plane = <usize>lines << 5;
  for (let line = first; line < past; line++) {
    const panel = line / cs;
    const source = w + <usize>panel * 9 * tap + (<usize>(line - panel * cs) << 5);
    const target = u + (<usize>line << 5);
    transformFilter(source, tap, target, plane, temp);
  }
}
