/**
 * Input gradient of a 3×3 stride-1 convolution by Winograd, from the transformed tiles of winograd-gradient.ts.
 *
 *   dx = Σ_tiles B ( d · Uᵀ ) Bᵀ,   a product [tiles × K] · [K × C] for each point, each tile's window added where it came from
 *
 * Windows of neighbouring tiles overlap by two pixels. Tiles follow each other in row-major order, so the first to touch
 * a pixel stores, the later ones add, and the last to touch it applies the ReLU's mask: dx needs neither zeroing nor
 * another pass. Every value's sum runs in that order whatever the number of threads.
 *
 * d as in winograd-gradient.ts, ut [points][xs/8][ys][8] (winogradTranspose), dx [n, H, W, xs]; `mask` (or 0) is the ReLU's
 * output whose gradient dx is: 0 where it is not above 0. Threads share panels of 16 input channels: a panel's
 * filters and its products stay in the caches, while d is read from afar in blocks of tiles.
 */
import { rowsTimesPanel, rowsTimesPanels } from './gemm';
import { planeStep, rowStep } from './winograd-gradient';
import { CONSTANTS_AT, prepareTemp, TEMP_BYTES, ZEROS_AT } from './transforms/constants';
import { transformWindow } from './transforms/window';
import { transformWindow6 } from './transforms/window6';

/** Tiles of one block: d comes from far, so many rows of a plane at a time. */
export const BLOCK: i32 = 48;
/** Bytes from one plane of a block's products to the next: 48 tiles of 16 channels, and a cache line. */
const M_PLANE: usize = 3136;

/** u [points][ks/8][cs][8] → ut [points][cs/8][ks][8]. */
export function winogradTranspose(
  u: usize, ut: usize, cs: i32, ks: i32, points: i32, tid: i32, threads: i32,
): void {
  const panels = points * (cs >> 3);
  const first = (panels * tid) / threads;
  const past = (panels * (tid + 1)) / threads;
  const plane = <usize>(cs * ks) << 2;
  const perPlane = cs >> 3;
  for (let panel = first; panel < past; panel++) {
    const p = panel / perPlane;
    const from = u + <usize>p * plane + (<usize>(panel - p * perPlane) << 8);
    let to = ut + (<usize>panel * <usize>ks << 5);
    for (let k = 0; k < ks; k++) {
      const source = from + <usize>(k >> 3) * (<usize>cs << 5) + (<usize>(k & 7) << 2);
      for (let c: usize = 0; c < 8; c++) store<f32>(to + (c << 2), load<f32>(source + (c << 5)));
      to += 32;
    }
  }
}

/**
 * Stores `count` pixels of a window, 8 channels each. `add`: on top of what is there, else of zeros; `mask` (or 0): only
 * where it is above 0. Zeros and the positive factors of `temp` stand in, so that the loop does not branch.
 */
// @ts-ignore: decorator
@inline
function addPixels(from: usize, to: usize, pixel: usize, count: i32, add: bool, mask: usize, temp: usize): void {
  const zero = f32x4.splat(0);
  let before = add ? to : temp + ZEROS_AT;
  const beforeStep = add ? pixel : 0;
  let keep = mask ? mask : temp + CONSTANTS_AT;
  const keepStep = mask ? pixel : 0;
  for (const end = from + (<usize>count << 5); from < end; from += 32) {
    const v0 = f32x4.add(v128.load(before), v128.load(from));
    const v1 = f32x4.add(v128.load(before, 16), v128.load(from, 16));
    const m0 = f32x4.gt(v128.load(keep), zero), m1 = f32x4.gt(v128.load(keep, 16), zero);
    v128.store(to, v128.and(v1, m1), 16);
    v128.store(to, v128.and(v0, m0));
    before += beforeStep;
    keep += keepStep;
    to += pixel;
  }
}

/** Adds one tile's window (side + 2 pixels square) to 8 channels of an image; `top`/`left`: no tile before, `last…`: none after. */
function addWindow(
  window: usize, image: usize, mask: usize, height: i32, width: i32, pixel: usize, row: i32, column: i32, side: i32,
  top: bool, left: bool, lastRow: bool, lastColumn: bool, temp: usize,
): void {
  // The first two columns overlap the tile before, the last two the tile after.
  const j0 = max(0, -column);
  const j2 = min(max(2, j0), width - column);
  const j4 = min(side, width - column);
  const j6 = min(side + 2, width - column);
  for (let i = max(0, -row); i < min(side + 2, height - row); i++) {
    const below = i < 2 && !top;
    const done = mask && (i < side || lastRow);
    const offset = <usize>((row + i) * width + column) * pixel;
    const from = window + <usize>(i * (side + 2) << 5);
    const a = offset + <usize>j0 * pixel;
    addPixels(from + (<usize>j0 << 5), image + a, pixel, j2 - j0, below || !left, done ? mask + a : 0, temp);
    const b = offset + <usize>j2 * pixel;
    addPixels(from + (<usize>j2 << 5), image + b, pixel, j4 - j2, below, done ? mask + b : 0, temp);
    const c = offset + <usize>j4 * pixel;
    addPixels(from + (<usize>j4 << 5), image + c, pixel, j6 - j4, below, done && lastColumn ? mask + c : 0, temp);
  }
}

/** Where `temp` and the window behind it stand in carryBack's scratch: behind the products of up to 64 points. */
export const TEMP_AT: usize = 64 * M_PLANE;

/**
 * Adds a block of tiles' share to dx, for panels [panel, lastPanel). d: the rows of the block's first tile, which is
 * `firstTile` of the batch; dx and mask: the batch's.
 */
export function carryBack(
  d: usize, dRow: usize, dPlane: usize, firstTile: i32, count: i32, ut: usize, panel: i32, lastPanel: i32,
  dx: usize, mask: usize, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, side: i32, m: usize,
): void {
  const across = (outW + side - 1) / side;
  const down = (outH + side - 1) / side;
  const points = (side + 2) * (side + 2);
  const perImage = across * down;
  const temp = m + TEMP_AT;
  const window = temp + TEMP_BYTES;
  const pixel = <usize>xs << 2;
  const imageBytes = <usize>(height * width) * pixel;
  for (let p = panel; p < lastPanel; p++) {
    const wide = (p << 4) + 16 <= xs;
    const filters = ut + <usize>p * (<usize>ys << 6);
    multiplyBlock(d, dRow, dPlane, filters, m, points, (count + 3) & ~3, xs, ys, wide);
    const channels: usize = wide ? 64 : 32;
    for (let t = 0; t < count; t++) {
      const image = (firstTile + t) / perImage;
      const place = firstTile + t - image * perImage;
      const tileRow = place / across;
      const tileColumn = place - tileRow * across;
      const offset = <usize>image * imageBytes + (<usize>p << 6);
      for (let c: usize = 0; c < channels; c += 32) {
        const from = m + (<usize>t << 6) + c;
        if (side == 4) transformWindow(from, 6 * M_PLANE, M_PLANE, window, temp);
        else transformWindow6(from, 8 * M_PLANE, M_PLANE, window, temp);
        addWindow(
          window, dx + offset + c, mask ? mask + offset + c : 0, height, width, pixel,
          tileRow * side - pad, tileColumn * side - pad, side,
          tileRow == 0, tileColumn == 0, tileRow == down - 1, tileColumn == across - 1, temp,
        );
      }
    }
  }
}

/**
 * Images firstImage … firstImage + group − 1, as far as the batch of n has them. A thread's unit is a panel for all of
 * them, so that the panel's filters are read once for many tiles; where there are fewer panels than threads, the images
 * are cut too.
 */
export function winogradInputGradient(
  d: usize, ut: usize, dx: usize, mask: usize, scratch: usize, scratchStride: i32,
  n: i32, firstImage: i32, group: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32,
  side: i32, tid: i32, threads: i32,
): void {
  const perImage = ((outW + side - 1) / side) * ((outH + side - 1) / side);
  const images = max(0, min(group, n - firstImage));
  const panels = (xs + 15) >> 4;
  const parts = min(images, (threads + panels - 1) / panels);
  const past = (panels * parts * (tid + 1)) / threads;
  const dRow = rowStep(ys);
  const dPlane = planeStep(group * perImage, ys);
  const m = scratch + <usize>tid * <usize>scratchStride;
  prepareTemp(m + TEMP_AT);
  let unit = (panels * parts * tid) / threads;
  while (unit < past) {
    const part = unit / panels;
    const panel = unit - part * panels;
    const lastPanel = min(panels, panel + past - unit);
    unit += lastPanel - panel;
    const first = ((images * part) / parts) * perImage;
    const end = ((images * (part + 1)) / parts) * perImage;
    const blocks = (end - first + BLOCK - 1) / BLOCK;
    // Blocks of one size, in whole fours: that many tiles are multiplied at a time.
    const block = ((end - first + blocks - 1) / blocks + 3) & ~3;
    for (let start = first; start < end; start += block) {
      carryBack(
        d + <usize>start * dRow, dRow, dPlane, firstImage * perImage + start, min(block, end - start),
        ut, panel, lastPanel, dx, mask, height, width, xs, pad, outH, outW, ys, side, m,
      );
    }
  }
}

/** A product [tiles × ys] · [ys × 16 or 8] for each point. The tail of the last block reads beyond its tiles; nothing reads that. */
function multiplyBlock(
  d: usize, dRow: usize, dPlane: usize, filters: usize, m: usize, points: i32, tiles: i32, xs: i32, ys: i32, wide: bool,
): void {
  const plane = <usize>(xs * ys) << 2;
  const panelBytes = <usize>ys << 5;
  for (let p = 0; p < points; p++) {
    for (let t = 0; t < tiles; t += 4) {
      const a = d + <usize>t * dRow;
      const y = m + (<usize>t << 6);
      if (wide) rowsTimesPanels(a, dRow, ys, filters, filters + panelBytes, y, 64);
      else rowsTimesPanel(a, dRow, ys, filters, y, 64);
    }
    d += dPlane;
    filters += plane;
    m += M_PLANE;
  }
}
