/**
 * Weight gradient of a 3×3 stride-1 convolution by Winograd, from the transformed tiles of winograd-gradient.ts.
 *
 *   dw = Gᵀ ( Σ_tiles v ⊗ d ) G,   one product [C × tiles] · [tiles × K] for each point
 *   db = Σ_tiles d[point (1, 1)],   for that row of A is all ones: the point holds the sum of its tile
 *
 * winogradGradientProducts adds a group's products to the sums (threads share the points), and after the last group
 * winogradGradientWeights transforms the sums back. Groups follow each other in order and every sum is one thread's, so
 * no bit depends on the thread count. sums [points][ys/8][xs][8], dw as in conv-weight.ts, db [ys] or 0.
 */
import { outerProducts, outerProducts2 } from './gemm';
import { planeStep, rowStep } from './winograd-gradient';
import { prepareTemp } from './transforms/constants';
import { transformWeight } from './transforms/weight';
import { transformWeight6 } from './transforms/weight6';

/** Tiles a turn: a panel of d and four columns of v stay in the first-level cache. */
const RUN: i32 = 128;

/** Where dy's sums stand: row 1, column 1 of the (side + 2)² points. */
// @ts-ignore: decorator
@inline
export function sumPoint(side: i32): i32 {
  return side + 3;
}

export function winogradGradientProducts(
  v: usize, d: usize, sums: usize, db: usize, n: i32, firstImage: i32, group: i32, perImage: i32, xs: i32, ys: i32, side: i32,
  tid: i32, threads: i32,
): void {
  const total = max(0, min(group, n - firstImage)) * perImage;
  const vPlane = planeStep(group * perImage, xs);
  const dPlane = planeStep(group * perImage, ys);
  const aStep = rowStep(xs);
  const bStep = rowStep(ys);
  const sumPlane = <usize>(xs * ys) << 2;
  const points = (side + 2) * (side + 2);
  const first = (points * tid) / threads;
  const past = (points * (tid + 1)) / threads;
  for (let p = first; p < past; p++) {
    for (let t = 0; t < total; t += RUN) {
      const a = v + <usize>p * vPlane + <usize>t * aStep;
      const b = d + <usize>p * dPlane + <usize>t * bStep;
      const fresh = firstImage == 0 && t == 0;
      const count = min(RUN, total - t);
      addProducts(a, aStep, b, bStep, count, sums + <usize>p * sumPlane, xs, ys, fresh);
      if (db && p == sumPoint(side)) addRows(b, bStep, count, db, ys, fresh);
    }
  }
}

/** One point's sums [ys/8][xs][8] += [xs × count] · [count × ys]. */
export function addProducts(
  a: usize, aStep: usize, b: usize, bStep: usize, count: i32, c: usize, xs: i32, ys: i32, fresh: bool,
): void {
  const panelBytes = <usize>xs << 5;
  const aBytes = <usize>xs << 2;
  let column = 0;
  for (; column + 16 <= ys; column += 16) {
    for (let i: usize = 0; i < aBytes; i += 16) {
      outerProducts2(a + i, aStep, b, b + 32, bStep, count, c, c + panelBytes, fresh);
      c += 128;
    }
    c += panelBytes;
    b += 64;
  }
  if (column < ys) {
    for (let i: usize = 0; i < aBytes; i += 16) {
      outerProducts(a + i, aStep, b, bStep, count, c, fresh);
      c += 128;
    }
  }
}

/** db += Σ of so many rows. */
export function addRows(b: usize, bStep: usize, count: i32, db: usize, ys: i32, fresh: bool): void {
  for (let k: usize = 0; k < <usize>ys << 2; k += 32) {
    let s0 = f32x4.splat(0), s1 = s0;
    let at = b + k;
    for (let t = 0; t < count; t++) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      at += bStep;
    }
    if (!fresh) {
      s0 = f32x4.add(v128.load(db + k), s0);
      s1 = f32x4.add(v128.load(db + k, 16), s1);
    }
    v128.store(db + k, s1, 16);
    v128.store(db + k, s0);
  }
}

/**
 * sums [lanes][points][ys/8][xs][8] → dw [ys/8][3][3][xs][8], bias sums [lanes][ys] → db [ys] or 0. Lanes are added in order,
 * into the first.
 */
export function winogradGradientWeights(
  sums: usize, biasSums: usize, dw: usize, db: usize, lanes: i32, scratch: usize, scratchStride: i32, xs: i32, ys: i32,
  side: i32, tid: i32, threads: i32,
): void {
  const points = (side + 2) * (side + 2);
  const temp = scratch + <usize>tid * <usize>scratchStride;
  prepareTemp(temp);
  const lines = (ys >> 3) * xs;
  const first = (lines * tid) / threads;
  const past = (lines * (tid + 1)) / threads;
  const plane = <usize>lines << 5;
  const tap = <usize>xs << 5;
  for (let p = 0; p < points; p++) {
    for (let lane = 1; lane < lanes; lane++) {
      const from = sums + <usize>(lane * points + p) * plane;
      addRange(from + (<usize>first << 5), sums + <usize>p * plane + (<usize>first << 5), <usize>(past - first) << 5);
    }
  }
  for (let line = first; line < past; line++) {
    const panel = line / xs;
    const source = sums + (<usize>line << 5);
    const target = dw + <usize>panel * 9 * tap + (<usize>(line - panel * xs) << 5);
    if (side == 4) transformWeight(source, 6 * plane, plane, target, 3 * tap, tap, temp);
    else transformWeight6(source, 8 * plane, plane, target, 3 * tap, tap, temp);
  }
  if (!db || tid) return;
  const bytes = <usize>ys << 2;
  memory.fill(db, 0, bytes);
  for (let lane = 0; lane < lanes; lane++) addRange(biasSums + <usize>lane * bytes, db, bytes);
}

/** to += from, so many bytes. */
function addRange(from: usize, to: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    const s0 = f32x4.add(v128.load(to + i), v128.load(from + i));
    const s1 = f32x4.add(v128.load(to + i, 16), v128.load(from + i, 16));
    v128.store(to + i, s1, 16);
    v128.store(to + i, s0);
  }
}
