/**
 * Weight gradient of a 3×3 stride-1 convolution by Winograd F(3×3, 4×4): 36 products that contract over tiles.
 *
 *   dw = Cᵀ ( Σ_tiles (Bᵀ x B) ⊗ (H dy Hᵀ) ) C,   one product [C × tiles] · [tiles × K] for each of the 36 points
 *
 * In three steps, a barrier between: winogradGradientTiles transforms the tiles of a group of images (threads share the
 * tiles), winogradGradientProducts adds their products to the sums (threads share the 36 points), and after the last
 * group winogradGradientWeights transforms the sums back. Groups follow each other in order and every sum is one
 * thread's, so no bit depends on the thread count. v [36][tiles][xs], d [36][tiles][ys], sums [36][ys/8][xs][8], dw as
 * in conv-weight.ts.
 */
import { outerProducts, outerProducts2 } from './gemm';
import { TEMP_BYTES, transformGradient, transformWeight } from './winograd-transforms';
import { copyWindow, inputTile, planeBytes } from './winograd';

/** Images firstImage … firstImage + group − 1, as far as the batch of n has them. */
export function winogradGradientTiles(
  x: usize, dy: usize, v: usize, d: usize, scratch: usize, scratchStride: i32, n: i32, firstImage: i32, group: i32,
  height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, tid: i32, threads: i32,
): void {
  const across = (outW + 3) >> 2;
  const perImage = across * ((outH + 3) >> 2);
  const total = max(0, min(group, n - firstImage)) * perImage;
  const first = (total * tid) / threads;
  const past = (total * (tid + 1)) / threads;
  const vPlane = planeBytes(group * perImage * xs);
  const dPlane = planeBytes(group * perImage * ys);
  const temp = scratch + <usize>tid * <usize>scratchStride;
  const window = temp + TEMP_BYTES;
  const pixel = <usize>ys << 2;
  for (let t = first; t < past; t++) {
    const image = firstImage + t / perImage;
    const place = t % perImage;
    const row = (place / across) << 2;
    const column = (place % across) << 2;
    const source = x + (<usize>(image * height * width * xs) << 2);
    const at = v + (<usize>(t * xs) << 2);
    inputTile(source, height, width, xs, row - pad, column - pad, at, vPlane, temp, window);
    const gradients = dy + <usize>(image * outH * outW) * pixel;
    let tile = gradients + <usize>(row * outW + column) * pixel;
    let rowBytes = <usize>outW * pixel;
    if (row + 4 > outH || column + 4 > outW) {
      copyWindow(gradients, outH, outW, ys, row, column, 4, window);
      tile = window;
      rowBytes = 4 * pixel;
    }
    const target = d + <usize>t * pixel;
    for (let k: usize = 0; k < pixel; k += 32) transformGradient(tile + k, rowBytes, pixel, target + k, dPlane, temp);
  }
}

/** Tiles a turn: a panel of d and four columns of v stay in the first-level cache. */
const RUN: i32 = 64;

export function winogradGradientProducts(
  v: usize, d: usize, sums: usize, n: i32, firstImage: i32, group: i32, perImage: i32, xs: i32, ys: i32,
  tid: i32, threads: i32,
): void {
  const total = max(0, min(group, n - firstImage)) * perImage;
  const vPlane = planeBytes(group * perImage * xs);
  const dPlane = planeBytes(group * perImage * ys);
  const aStep = <usize>xs << 2;
  const bStep = <usize>ys << 2;
  const sumPlane = <usize>(xs * ys) << 2;
  const first = (36 * tid) / threads;
  const past = (36 * (tid + 1)) / threads;
  for (let p = first; p < past; p++) {
    for (let t = 0; t < total; t += RUN) {
      const count = min(RUN, total - t);
      const a = v + <usize>p * vPlane + <usize>t * aStep;
      let b = d + <usize>p * dPlane + <usize>t * bStep;
      let c = sums + <usize>p * sumPlane;
      const fresh = firstImage == 0 && t == 0;
      const panelBytes = <usize>xs << 5;
      let column = 0;
      for (; column + 16 <= ys; column += 16) {
        for (let i: usize = 0; i < aStep; i += 16) {
          outerProducts2(a + i, aStep, b, b + 32, bStep, count, c, c + panelBytes, fresh);
          c += 128;
        }
        c += panelBytes;
        b += 64;
      }
      if (column < ys) {
        for (let i: usize = 0; i < aStep; i += 16) {
          outerProducts(a + i, aStep, b, bStep, count, c, fresh);
          c += 128;
        }
      }
    }
  }
}

/** sums → dw [ys/8][3][3][xs][8]. */
export function winogradGradientWeights(
  sums: usize, dw: usize, scratch: usize, scratchStride: i32, xs: i32, ys: i32, tid: i32, threads: i32,
): void {
  const temp = scratch + <usize>tid * <usize>scratchStride;
  const lines = (ys >> 3) * xs;
  const first = (lines * tid) / threads;
  const past = (lines * (tid + 1)) / threads;
  const plane = <usize>lines << 5;
  const tap = <usize>xs << 5;
  for (let line = first; line < past; line++) {
    const panel = line / xs;
    const source = sums + (<usize>line << 5);
    const target = dw + <usize>panel * 9 * tap + (<usize>(line - panel * xs) << 5);
    transformWeight(source, plane, target, tap, temp);
  }
}

/** db[k] = Σ dy over all pixels of the batch. Threads share panels of 8 channels. */
export function biasGradient(dy: usize, db: usize, pixels: i32, ys: i32, tid: i32, threads: i32): void {
  const panels = ys >> 3;
  const first = <usize>((panels * tid) / threads) << 5;
  const past = <usize>((panels * (tid + 1)) / threads) << 5;
  if (past <= first) return;
  const pixel = <usize>ys << 2;
  memory.fill(db + first, 0, past - first);
  // Sums of 64 pixels are added to the total: long plain sums would lose bits.
  for (let start = 0; start < pixels; start += 64) {
    const end = min(pixels, start + 64);
    for (let c = first; c < past; c += 32) {
      let s0: v128 = f32x4.splat(0), s1: v128 = s0;
      let at = dy + <usize>start * pixel + c;
      for (let p = start; p < end; p++) {
        s0 = f32x4.add(s0, v128.load(at));
        s1 = f32x4.add(s1, v128.load(at, 16));
        at += pixel;
      }
      v128.store(db + c, f32x4.add(v128.load(db + c), s0));
      v128.store(db + c, f32x4.add(v128.load(db + c, 16), s1), 16);
    }
  }
}
