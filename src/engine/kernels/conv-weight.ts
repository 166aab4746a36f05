/**
 * Weight and bias gradients of a convolution.
 *
 *   dw[kh, kw, c, k] = Σ_{n, oh, ow} x[n, oh·s + kh, ow·s + kw, c] · dy[n, oh, ow, k]        db[k] = Σ dy[n, oh, ow, k]
 *
 * Layouts as in conv.ts: x [n, H, W, xs], dy [n, OH, OW, ys]; dw in panels [ys/8][KH·KW·xs][8], db [ys].
 *
 * Why it is fast: conv-weight-tiles.ts, over blocks of output pixels whose x and dy stay in the cache while all tiles pass.
 * Threads share the images: the batch is summed in parts (share.ts), each on its own, and sumParts adds them up in order.
 * Where dw is so large that parts would cost more than they save (parts = 1), threads share the tiles of dw instead. Either
 * way each element's sum runs in an order that does not depend on the number of threads.
 */
import { gradient1x8, gradient4x16, gradient4x8, gradientBias, gradientGray3x3 } from './conv-weight-tiles';
import { padImage } from './pad';
import { firstOfPart } from './share';

/** Floats of x and dy together that a block of pixels should not exceed, and the fewest pixels it holds all the same. */
// @ts-ignore: decorator
@inline
const BLOCK_FLOATS: i32 = 4096;
// @ts-ignore: decorator
@inline
const BLOCK_PIXELS: i32 = 64;

/** Tiles of one kernel row × one or two panels: run/4 of four rows, then the rest one by one. */
// @ts-ignore: decorator
@inline
function tilesOf(run: i32): i32 {
  return (run >> 2) + (run & 3);
}

/** Tiles first … past − 1 over a block of rows × columns pixels. */
function block(
  x: usize, xStep: usize, xRow: usize, rowBytes: usize, dy: usize, dyStep: usize, dyRow: usize, rows: i32, columns: i32,
  dw: usize, db: usize, kh: i32, run: i32, panels: i32, first: i32, past: i32,
): void {
  const tiles = tilesOf(run);
  const quads = run >> 2;
  const panelBytes = <usize>(kh * run) << 5;
  for (let tile = first; tile < past; tile++) {
    const line = tile / tiles; // pair of panels · KH + kernel row
    const t = tile - line * tiles;
    const pair = line / kh;
    const i = line - pair * kh;
    const panel = pair << 1;
    const two = panel + 1 < panels;
    const r = t < quads ? t << 2 : t + 3 * quads;
    const from = x + <usize>i * rowBytes + (<usize>r << 2);
    const d = dy + (<usize>panel << 5);
    const target = dw + <usize>panel * panelBytes + (<usize>(i * run + r) << 5);
    if (t < quads) {
      if (two) gradient4x16(from, xStep, xRow, d, dyStep, dyRow, rows, columns, target, target + panelBytes);
      else gradient4x8(from, xStep, xRow, d, dyStep, dyRow, rows, columns, target);
    } else {
      gradient1x8(from, xStep, xRow, d, dyStep, dyRow, rows, columns, target);
      if (two) gradient1x8(from, xStep, xRow, d + 32, dyStep, dyRow, rows, columns, target + panelBytes);
    }
    // The owner of a panel's first tile also sums the panel's bias.
    if (db && t == 0 && i == 0) {
      gradientBias(d, dyStep, dyRow, rows, columns, db + (<usize>panel << 5));
      if (two) gradientBias(d + 32, dyStep, dyRow, rows, columns, db + (<usize>(panel + 1) << 5));
    }
  }
}

/** The same for a 3×3 convolution of a gray map, whose tiles are the panels. */
function grayBlock(
  x: usize, xStep: usize, xRow: usize, rowBytes: usize, dy: usize, dyStep: usize, dyRow: usize, rows: i32, columns: i32,
  dw: usize, db: usize, first: i32, past: i32,
): void {
  for (let panel = first; panel < past; panel++) {
    const at = <usize>panel << 5;
    gradientGray3x3(x, xStep, xRow, rowBytes, dy + at, dyStep, dyRow, rows, columns, dw + 9 * at);
    if (db) gradientBias(dy + at, dyStep, dyRow, rows, columns, db + at);
  }
}

/** Zeroes what tiles first … past − 1 sum into. */
function clear(dw: usize, db: usize, kh: i32, run: i32, panels: i32, gray: bool, first: i32, past: i32): void {
  const panelBytes = <usize>(kh * run) << 5;
  const tiles = tilesOf(run);
  for (let tile = first; tile < past; tile++) {
    if (gray) {
      memory.fill(dw + <usize>tile * panelBytes, 0, panelBytes);
      if (db) memory.fill(db + (<usize>tile << 5), 0, 32);
      continue;
    }
    const line = tile / tiles;
    const t = tile - line * tiles;
    const pair = line / kh;
    const i = line - pair * kh;
    const quads = run >> 2;
    const r = t < quads ? t << 2 : t + 3 * quads;
    for (let panel = pair << 1; panel < min(panels, (pair + 1) << 1); panel++) {
      memory.fill(dw + <usize>panel * panelBytes + (<usize>(i * run + r) << 5), 0, t < quads ? 128 : 32);
      if (db && t == 0 && i == 0) memory.fill(db + (<usize>panel << 5), 0, 32);
    }
  }
}

/**
 * The whole batch in min(n, parts) parts; geometry as convForward's. Part p sums into dw + p·partBytes and, unless db is 0,
 * into db + p·partBytes.
 */
export function convWeightGradient(
  x: usize, dy: usize, dw: usize, db: usize, parts: i32, partBytes: i32, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, xs: i32, kh: i32, kw: i32, stride: i32,
  padTop: i32, padLeft: i32, outH: i32, outW: i32, ys: i32, tid: i32, threads: i32,
): void {
  const run = kw * xs;
  const panels = ys >> 3;
  const gray = kh == 3 && run == 3;
  const total = gray ? panels : ((panels + 1) >> 1) * kh * tilesOf(run);
  const count = min(n, parts);
  const firstPart = parts > 1 ? (count * tid) / threads : 0;
  const pastPart = parts > 1 ? (count * (tid + 1)) / threads : count;
  const first = parts > 1 ? 0 : <i32>((<i64>total * tid) / threads);
  const past = parts > 1 ? total : <i32>((<i64>total * (tid + 1)) / threads);
  if (first >= past) return;

  const paddedH = (outH - 1) * stride + kh;
  const paddedW = (outW - 1) * stride + kw;
  const needsCopy = padTop != 0 || padLeft != 0 || paddedH > height || paddedW > width;
  const mine = scratch + <usize>tid * <usize>scratchStride;
  const rowBytes = <usize>((needsCopy ? paddedW : width) * xs) << 2;
  const xStep = <usize>(stride * xs) << 2;
  const xRow = <usize>stride * rowBytes;
  const dyStep = <usize>ys << 2;
  const dyRow = <usize>outW * dyStep;
  const pixels = max(BLOCK_PIXELS, BLOCK_FLOATS / (xs + ys));
  const blockRows = max(1, pixels / outW);
  // A 1×1 convolution comes as one long row: it is cut too.
  const blockColumns = outH == 1 ? pixels : outW;

  for (let part = firstPart; part < pastPart; part++) {
    const w = dw + <usize>part * <usize>partBytes;
    const b = db ? db + <usize>part * <usize>partBytes : 0;
    clear(w, b, kh, run, panels, gray, first, past);
    const pastImage = parts > 1 ? firstOfPart(n, part + 1) : n;
    for (let image = parts > 1 ? firstOfPart(n, part) : 0; image < pastImage; image++) {
      let source = x + (<usize>(image * height * width * xs) << 2);
      if (needsCopy) {
        padImage(source, mine, height, width, xs, padTop, padLeft, 1, paddedH, paddedW);
        source = mine;
      }
      for (let row = 0; row < outH; row += blockRows) {
        const rows = min(blockRows, outH - row);
        for (let column = 0; column < outW; column += blockColumns) {
          const columns = min(blockColumns, outW - column);
          const from = source + <usize>row * xRow + <usize>column * xStep;
          const d = dy + <usize>(image * outH + row) * dyRow + <usize>column * dyStep;
          if (gray) grayBlock(from, xStep, xRow, rowBytes, d, dyStep, dyRow, rows, columns, w, b, first, past);
          else block(from, xStep, xRow, rowBytes, d, dyStep, dyRow, rows, columns, w, b, kh, run, panels, first, past);
        }
      }
    }
  }
}
