/**
 * 3×3 stride-1 convolution by Winograd F(4×4, 3×3) or F(6×6, 3×3), `side` 4 or 6: 36 small matrix products do the work of
 * 144 multiplications for each 4×4 tile of the output, or 64 that of 324 for each 6×6 tile. Its gradients are these steps
 * transposed: winograd-gradient.ts.
 *
 *   y[n, oh, ow, k] = relu?( bias[k] + Σ_{kh, kw, c} x[n, oh + kh − pad, ow + kw − pad, c] · w[kh, kw, c, k] )
 *
 * Layouts: x, y as in conv.ts; u the transformed filters [points][ys/8][xs][8]
 * (winogradFilter), points = (side + 2)².
 * winogradPooled writes the 2×2 maximum of the ReLU's output instead of y, which then is never in memory; 2×2 windows
 * never cross a 4×4 tile (it knows only those). `codes` (or 0) tell its gradient where each maximum was.
 *
 * Why it is fast: a block of 8 or 16 tiles goes through all three steps (transform, products, inverse transform) while
 * its points·(C + K)·tiles floats stay in the second-level cache; only the filters stream. The planes lie 64 bytes more
 * than a power of two apart: equal strides would fall into the same cache sets.
 * Each value's arithmetic depends on its own tile alone, so neither blocks nor threads change a bit.
 */
import { rowsTimesPanel, rowsTimesPanels } from './gemm';
import { INTEGERS_AT, prepareTemp, TEMP_BYTES, ZEROS_AT } from './transforms/constants';
import { transformFilter } from './transforms/filter';
import { transformFilter6 } from './transforms/filter6';
import { transformInput } from './transforms/input';
import { transformInput6 } from './transforms/input6';
import { transformOutput } from './transforms/output';
import { transformOutput6 } from './transforms/output6';

/** Bytes of one output tile of eight channels. */
const TILE_BYTES: usize = 1152;

/** Tiles of one block: as many as keep its planes within some 480 KB of the second-level cache. */
// @ts-ignore: decorator
@inline
function tilesOfBlock(xs: i32, ys: i32, points: i32): i32 {
  return (xs + ys) * points * 4 * 16 <= 480 * 1024 ? 16 : 8;
}

/** Bytes from one plane of `floats` values to the next. */
// @ts-ignore: decorator
@inline
function planeBytes(floats: i32): usize {
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
  image: usize, height: i32, width: i32, xs: i32, row: i32, column: i32, side: i32, v: usize, plane: usize, temp: usize,
  window: usize,
): void {
  const size = side + 2;
  const pixel = <usize>xs << 2;
  let source = image + <usize>(row * width + column) * pixel;
  let rowBytes = <usize>width * pixel;
  if (row < 0 || column < 0 || row + size > height || column + size > width) {
    copyWindow(image, height, width, xs, row, column, size, window);
    source = window;
    rowBytes = <usize>size * pixel;
  }
  if (side == 4) {
    for (let c: usize = 0; c < pixel; c += 32) transformInput(source + c, rowBytes, pixel, v + c, 6 * plane, plane, temp);
  } else {
    for (let c: usize = 0; c < pixel; c += 32) transformInput6(source + c, rowBytes, pixel, v + c, 8 * plane, plane, temp);
  }
}

/** Writes one output tile of side × side, as much of it as lies inside the image. */
function outputTile(
  m: usize, plane: usize, image: usize, outH: i32, outW: i32, ys: i32, row: i32, column: i32,
  side: i32, bias: usize, relu: bool, temp: usize, tile: usize,
): void {
  const pixel = <usize>ys << 2;
  const rows = min(side, outH - row);
  const columns = <usize>min(side, outW - column) << 5;
  const floor = f32x4.splat(relu ? <f32>0 : -f32.MAX_VALUE * 2);
  const corner = image + <usize>(row * outW + column) * pixel;
  const down = <usize>outW * pixel;
  for (let k: usize = 0; k < pixel; k += 32) {
    if (side == 4) transformOutput(m + k, 6 * plane, plane, tile, temp);
    else transformOutput6(m + k, 8 * plane, plane, tile, temp);
    const shift = bias ? bias + k : temp + ZEROS_AT;
    const b0 = v128.load(shift), b1 = v128.load(shift, 16);
    let line = corner + k;
    for (let i = 0; i < rows; i++) {
      let at = line;
      const from = tile + <usize>(i * side << 5);
      for (let j: usize = 0; j < columns; j += 32) {
        const v0 = f32x4.add(v128.load(from + j), b0), v1 = f32x4.add(v128.load(from + j, 16), b1);
        v128.store(at, f32x4.pmax(v1, floor), 16);
        v128.store(at, f32x4.pmax(v0, floor));
        at += pixel;
      }
      line += down;
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
  const corner = <usize>(row * pooledW + column) * pixel;
  const down = <usize>pooledW * pixel;
  for (let k: usize = 0; k < pixel; k += 32) {
    transformOutput(m + k, 6 * plane, plane, tile, temp);
    const shift = bias ? bias + k : temp + ZEROS_AT;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const from = tile + (<usize>i << 8) + (<usize>j << 6);
        const at = corner + (i ? down : 0) + (j ? pixel : 0) + k;
        poolWindow(from, shift, image + at, codes ? codes + at : 0, temp + INTEGERS_AT);
      }
    }
  }
}

/**
 * Eight channels of one 2×2 window of a transformed tile: maximum, bias, ReLU, and where the first maximum in row-major
 * order was (4 added: the ReLU lets nothing through). The bias comes after the maximum: rounding keeps the order.
 */
// @ts-ignore: decorator
@inline
function poolWindow(from: usize, shift: usize, target: usize, codes: usize, integers: usize): void {
  const zero = f32x4.splat(0);
  const a0 = v128.load(from), a1 = v128.load(from, 16);
  const b0 = v128.load(from, 32), b1 = v128.load(from, 48);
  const c0 = v128.load(from, 128), c1 = v128.load(from, 144);
  const d0 = v128.load(from, 160), d1 = v128.load(from, 176);
  // Not pmax, which is one instruction but loses a NaN in its second operand.
  const ab0 = f32x4.max(a0, b0), ab1 = f32x4.max(a1, b1);
  const cd0 = f32x4.max(c0, d0), cd1 = f32x4.max(c1, d1);
  const best0 = f32x4.add(f32x4.max(ab0, cd0), v128.load(shift));
  const best1 = f32x4.add(f32x4.max(ab1, cd1), v128.load(shift, 16));
  v128.store(target, f32x4.pmax(best1, zero), 16);
  v128.store(target, f32x4.pmax(best0, zero));
  if (!codes) return;
  const one = v128.load32_splat(integers), two = v128.load32_splat(integers, 4), four = v128.load32_splat(integers, 12);
  const low0 = f32x4.lt(ab0, cd0), low1 = f32x4.lt(ab1, cd1);
  const right0 = v128.bitselect(f32x4.lt(c0, d0), f32x4.lt(a0, b0), low0);
  const right1 = v128.bitselect(f32x4.lt(c1, d1), f32x4.lt(a1, b1), low1);
  const place0 = v128.or(v128.and(right0, one), v128.and(low0, two));
  const place1 = v128.or(v128.and(right1, one), v128.and(low1, two));
  v128.store(codes, v128.or(place1, v128.and(f32x4.le(best1, zero), four)), 16);
  v128.store(codes, v128.or(place0, v128.and(f32x4.le(best0, zero), four)));
}

/** One product [tiles × xs] · [xs × ys] for each point. */
function multiplyPlanes(
  v: usize, vPlane: usize, u: usize, m: usize, mPlane: usize, points: i32, tiles: i32, xs: i32, ys: i32,
): void {
  const aStep = <usize>xs << 2;
  const yStep = <usize>ys << 2;
  const panelBytes = <usize>xs << 5;
  for (let p = 0; p < points; p++) {
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
  n: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, side: i32, relu: bool, pooled: bool,
  tid: i32, threads: i32,
): void {
  const across = (outW + side - 1) / side;
  const perImage = across * ((outH + side - 1) / side);
  const points = (side + 2) * (side + 2);
  const total = n * perImage;
  const block = tilesOfBlock(xs, ys, points);
  const blocks = (total + block - 1) / block;
  const first = ((blocks * tid) / threads) * block;
  const past = min(total, ((blocks * (tid + 1)) / threads) * block);
  const vPlane = planeBytes(block * xs);
  const mPlane = planeBytes(block * ys);
  const v = scratch;
  const m = v + <usize>points * vPlane;
  const temp = m + <usize>points * mPlane;
  const tile = temp + TEMP_BYTES;
  const window = tile + TILE_BYTES;
  const pooledH = outH >> 1;
  const pooledW = outW >> 1;
  const xImage = <usize>(height * width * xs) << 2;
  prepareTemp(temp);
  const yImage = <usize>((pooled ? pooledH * pooledW : outH * outW) * ys) << 2;
  for (let start = first; start < past; start += block) {
    const count = min(block, past - start);
    for (let t = 0; t < count; t++) {
      const image = (start + t) / perImage;
      const place = start + t - image * perImage;
      const row = (place / across) * side - pad;
      const column = (place % across) * side - pad;
      const target = v + (<usize>(t * xs) << 2);
      inputTile(x + <usize>image * xImage, height, width, xs, row, column, side, target, vPlane, temp, window);
    }
    // The tail of the last block multiplies what an earlier block left there; it is never read.
    multiplyPlanes(v, vPlane, u, m, mPlane, points, (count + 3) & ~3, xs, ys);
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
          source, mPlane, y + offset, outH, outW, ys, row * side, column * side, side, bias, relu, temp, tile,
        );
      }
    }
  }
}

export function winogradForward(
  x: usize, u: usize, bias: usize, y: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, side: i32, relu: i32,
  tid: i32, threads: i32,
): void {
  const mine = scratch + <usize>tid * <usize>scratchStride;
  convolve(x, u, bias, y, 0, mine, n, height, width, xs, pad, outH, outW, ys, side, relu != 0, false, tid, threads);
}

/** y [n, outH/2, outW/2, ys]: 2×2 max pool of the ReLU of the convolution; codes the same shape (int32) or 0. */
export function winogradPooled(
  x: usize, u: usize, bias: usize, y: usize, codes: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, tid: i32, threads: i32,
): void {
  const mine = scratch + <usize>tid * <usize>scratchStride;
  convolve(x, u, bias, y, codes, mine, n, height, width, xs, pad, outH, outW, ys, 4, true, true, tid, threads);
}

/** Filters in panels [ks/8][3][3][cs][8] → u [points][ks/8][cs][8]. */
export function winogradFilter(
  w: usize, u: usize, scratch: usize, scratchStride: i32, cs: i32, ks: i32, side: i32, tid: i32, threads: i32,
): void {
  const temp = scratch + <usize>tid * <usize>scratchStride;
  prepareTemp(temp);
  const lines = (ks >> 3) * cs;
  const first = (lines * tid) / threads;
  const past = (lines * (tid + 1)) / threads;
  const tap = <usize>cs << 5;
  const plane = <usize>lines << 5;
  for (let line = first; line < past; line++) {
    const panel = line / cs;
    const source = w + <usize>panel * 9 * tap + (<usize>(line - panel * cs) << 5);
    const target = u + (<usize>line << 5);
    if (side == 4) transformFilter(source, 3 * tap, tap, target, 6 * plane, plane, temp);
    else transformFilter6(source, 3 * tap, tap, target, 8 * plane, plane, temp);
  }
}
