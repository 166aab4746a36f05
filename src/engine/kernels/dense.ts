/**
 * Dense layers: y = relu?(x · w + bias), and the gradients of input, weights and bias.
 *
 *   x [n, xs], y and dy [n, ys], w and dw in panels [ys/8][xs][8]
 *
 * Forward: threads share the panels; a panel streams once while four rows at a time run along it. Weight gradient: rows
 * of x and dy lie powers of two apart, which would put a whole column into one cache set, so 64 rows of dy are packed by
 * panel and 16 columns of x at a time beside them; threads share the columns of x. Sums run over the rows in order.
 */
import { outerProducts, outerProducts2, rowsTimesPanel, rowsTimesPanels } from './gemm';
import { transposePanel } from './transpose';

/** One row × 8 columns: the rows that four do not divide. */
function rowTimesPanel(a: usize, run: i32, b: usize, y: usize): void {
  let c0 = f32x4.splat(0), c1 = c0;
  const end = a + (<usize>run << 2);
  while (a < end) {
    const s = v128.load32_splat(a);
    c0 = f32x4.add(c0, f32x4.mul(s, v128.load(b)));
    c1 = f32x4.add(c1, f32x4.mul(s, v128.load(b, 16)));
    a += 4;
    b += 32;
  }
  v128.store(y, c1, 16);
  v128.store(y, c0);
}

/** One panel of columns, or two, for all rows. */
function densePanel(x: usize, xs: i32, w: usize, y: usize, ys: i32, n: i32, two: bool): void {
  const xStep = <usize>xs << 2;
  const yStep = <usize>ys << 2;
  const next = w + (<usize>xs << 5);
  let row = 0;
  for (; row + 4 <= n; row += 4) {
    const a = x + <usize>row * xStep;
    const c = y + <usize>row * yStep;
    if (two) rowsTimesPanels(a, xStep, xs, w, next, c, yStep);
    else rowsTimesPanel(a, xStep, xs, w, c, yStep);
  }
  for (; row < n; row++) {
    const a = x + <usize>row * xStep;
    const c = y + <usize>row * yStep;
    rowTimesPanel(a, xs, w, c);
    if (two) rowTimesPanel(a, xs, next, c + 32);
  }
}

export function denseForward(
  x: usize, w: usize, bias: usize, y: usize, n: i32, xs: i32, ys: i32, relu: i32, tid: i32, threads: i32,
): void {
  const panels = ys >> 3;
  const first = (panels * tid) / threads;
  const past = (panels * (tid + 1)) / threads;
  const yStep = <usize>ys << 2;
  const zero = f32x4.splat(0);
  for (let panel = first; panel < past; panel += 2) {
    const two = panel + 2 <= past;
    const target = y + (<usize>panel << 5);
    densePanel(x, xs, w + (<usize>(panel * xs) << 5), target, ys, n, two);
    if (!bias && !relu) continue;
    const bytes: usize = two ? 64 : 32;
    for (let row = 0; row < n; row++) {
      const at = target + <usize>row * yStep;
      for (let c: usize = 0; c < bytes; c += 16) {
        let v = v128.load(at + c);
        if (bias) v = f32x4.add(v, v128.load(bias + (<usize>panel << 5) + c));
        if (relu) v = f32x4.pmax(v, zero);
        v128.store(at + c, v);
      }
    }
  }
}

/**
 * dx [n, xs] = dy [n, ys] · wᵀ. Two panels of transposed weights at a time are made where the cache holds them, from 8×8
 * blocks of w, and used for all rows: w is read once and never written as a whole. Threads share the columns of dx.
 */
export function denseInputGradient(
  dy: usize, w: usize, dx: usize, scratch: usize, scratchStride: i32, n: i32, xs: i32, ys: i32, tid: i32, threads: i32,
): void {
  const panels = xs >> 3;
  const first = (panels * tid) / threads;
  const past = (panels * (tid + 1)) / threads;
  const transposed = scratch + <usize>tid * <usize>scratchStride;
  for (let panel = first; panel < past; panel += 2) {
    const two = panel + 2 <= past;
    transposePanel(w + (<usize>panel << 8), <usize>xs << 5, transposed, ys >> 3);
    if (two) transposePanel(w + (<usize>(panel + 1) << 8), <usize>xs << 5, transposed + (<usize>ys << 5), ys >> 3);
    densePanel(dy, ys, transposed, dx + (<usize>panel << 5), xs, n, two);
  }
}

/** Rows of one turn of the weight gradient, and columns of x packed together. */
const ROWS: i32 = 64;
const COLUMNS: i32 = 16;

/** dy rows [row, row + count) → [ys/8][count][8]. */
function packPanels(dy: usize, row: i32, count: i32, ys: i32, to: usize): void {
  for (let panel = 0; panel < ys >> 3; panel++) {
    let source = dy + (<usize>(row * ys + (panel << 3)) << 2);
    for (let i = 0; i < count; i++) {
      v128.store(to, v128.load(source, 16), 16);
      v128.store(to, v128.load(source));
      to += 32;
      source += <usize>ys << 2;
    }
  }
}

/** The products of 16 (or the last 8) columns of x, packed at `a`, with every panel. */
function denseColumns(a: usize, columns: i32, b: usize, ys: i32, count: i32, dw: usize, panelBytes: usize, fresh: bool): void {
  const aStep = <usize>columns << 2;
  const packed = <usize>count << 5;
  let panel = 0;
  for (; panel + 2 <= ys >> 3; panel += 2) {
    for (let i = 0; i < columns; i += 4) {
      const c = dw + (<usize>i << 5);
      outerProducts2(a + (<usize>i << 2), aStep, b, b + packed, 32, count, c, c + panelBytes, fresh);
    }
    b += 2 * packed;
    dw += 2 * panelBytes;
  }
  if (panel < ys >> 3) {
    for (let i = 0; i < columns; i += 4) {
      outerProducts(a + (<usize>i << 2), aStep, b, 32, count, dw + (<usize>i << 5), fresh);
    }
  }
}

export function denseWeightGradient(
  x: usize, dy: usize, dw: usize, db: usize, scratch: usize, scratchStride: i32, n: i32, xs: i32, ys: i32,
  tid: i32, threads: i32,
): void {
  const blocks = (xs + COLUMNS - 1) / COLUMNS;
  const first = (blocks * tid) / threads;
  const past = (blocks * (tid + 1)) / threads;
  const panels = scratch + <usize>tid * <usize>scratchStride;
  const packed = panels + (<usize>(ROWS * ys) << 2);
  for (let row = 0; row < n; row += ROWS) {
    const count = min(ROWS, n - row);
    packPanels(dy, row, count, ys, panels);
    if (db && tid == 0) sumPanels(panels, ys, count, db, row == 0);
    for (let block = first; block < past; block++) {
      const column = block * COLUMNS;
      const columns = min(COLUMNS, xs - column);
      const bytes = <usize>columns << 2;
      for (let i = 0; i < count; i++) {
        memory.copy(packed + <usize>i * bytes, x + (<usize>((row + i) * xs + column) << 2), bytes);
      }
      denseColumns(packed, columns, panels, ys, count, dw + (<usize>column << 5), <usize>xs << 5, row == 0);
    }
  }
}

/** db[0…ys) = (fresh) or += the sums of packed panels over their rows. */
function sumPanels(panels: usize, ys: i32, count: i32, db: usize, fresh: bool): void {
  for (let panel = 0; panel < ys >> 3; panel++) {
    let c0 = f32x4.splat(0), c1 = c0;
    for (let i = 0; i < count; i++) {
      c0 = f32x4.add(c0, v128.load(panels));
      c1 = f32x4.add(c1, v128.load(panels, 16));
      panels += 32;
    }
    const at = db + (<usize>panel << 5);
    v128.store(at, fresh ? c1 : f32x4.add(v128.load(at, 16), c1), 16);
    v128.store(at, fresh ? c0 : f32x4.add(v128.load(at), c0));
  }
}
