/**
 * 3×3 stride-1 convolution by Winograd F(4×4, 3×3): 36 small matrix products do the work of 144 multiplications for each
 * 4×4 tile of the output. The input gradient is the same call on rotated filters with the channels swapped.
 *
 *   y[n, oh, ow, k] = relu?( bias[k] + Σ_{kh, kw, c} x[n, oh + kh − pad, ow + kw − pad, c] · w[kh, kw, c, k] )
 *
 * Layouts: x, y as in conv.ts; u the transformed filters [36][ys/8][xs][8] (winogradFilter).
 *
 * Why it is fast: a block of 8 or 16 tiles goes through all three steps (transform, 36 products, inverse transform) while
 * its 36·(C + K)·tiles floats stay in the second-level cache; only the filters stream. The 36 planes lie 64 bytes more
 * than a power of two apart: equal strides would fall into the same cache sets.
 * Each value's arithmetic depends on its own tile alone, so neither blocks nor threads change a bit.
 */
import { rowsTimesPanel } from './gemm';
import { TEMP_BYTES, transformFilter, transformInput, transformOutput } from './winograd-transforms';

/** Tiles of one block: as many as keep its planes within some 480 KB of the second-level cache. */
// @ts-ignore: decorator
@inline
export function tilesOfBlock(xs: i32, ys: i32): i32 {
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
  for (let c: usize = 0; c < pixel; c += 16) transformInput(source + c, rowBytes, pixel, v + c, plane, temp);
}

/** Writes one 4×4 output tile, as much of it as lies inside the image. */
export function outputTile(
  m: usize, plane: usize, image: usize, outH: i32, outW: i32, ys: i32, row: i32, column: i32,
  bias: usize, relu: bool, temp: usize, tile: usize,
): void {
  const pixel = <usize>ys << 2;
  const rows = min(4, outH - row);
  const columns = min(4, outW - column);
  const zero = f32x4.splat(0);
  const target = image + <usize>(row * outW + column) * pixel;
  for (let k: usize = 0; k < pixel; k += 16) {
    transformOutput(m + k, plane, tile, temp);
    const b: v128 = bias ? v128.load(bias + k) : zero;
    for (let i = 0; i < rows; i++) {
      let at = target + <usize>(i * outW) * pixel + k;
      const from = tile + <usize>i * 64;
      for (let j = 0; j < columns; j++) {
        let v = f32x4.add(v128.load(from + (<usize>j << 4)), b);
        if (relu) v = f32x4.max(v, zero);
        v128.store(at, v);
        at += pixel;
      }
    }
  }
}

/** 36 products [tiles × xs] · [xs × ys]. */
export function multiplyPlanes(v: usize, vPlane: usize, u: usize, m: usize, mPlane: usize, tiles: i32, xs: i32, ys: i32): void {
  const aStep = <usize>xs << 2;
  const yStep = <usize>ys << 2;
  const panelBytes = <usize>xs << 5;
  for (let p = 0; p < 36; p++) {
    for (let panel = 0; panel < ys; panel += 8) {
      const target = m + (<usize>panel << 2);
      for (let t = 0; t < tiles; t += 4) {
        rowsTimesPanel(v + <usize>t * aStep, aStep, xs, u, target + <usize>t * yStep, yStep);
      }
      u += panelBytes;
    }
    v += vPlane;
    m += mPlane;
  }
}

export function winogradForward(
  x: usize, u: usize, bias: usize, y: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, relu: i32,
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
  const v = scratch + <usize>tid * <usize>scratchStride;
  const m = v + 36 * vPlane;
  const temp = m + 36 * mPlane;
  const tile = temp + TEMP_BYTES;
  const window = tile + 256;
  const xImage = <usize>(height * width * xs) << 2;
  const yImage = <usize>(outH * outW * ys) << 2;
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
      const source = m + (<usize>(t * ys) << 2);
      outputTile(
        source, mPlane, y + <usize>image * yImage, outH, outW, ys, (place / across) << 2, (place % across) << 2,
        bias, relu != 0, temp, tile,
      );
    }
  }
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
    transformFilter(source + 16, tap, target + 16, plane, temp);
  }
}
