/**
 * Direct convolution as an implicit matrix product.
 *
 *   y[n, oh, ow, k] = relu?( bias[k] + Σ_{kh, kw, c} x[n, oh·s + kh, ow·s + kw, c] · w[kh, kw, c, k] )
 *
 * Layouts: x [n, H, W, xs] and y [n, OH, OW, ys], NHWC with channel strides xs, ys (multiples of 8, or 1 for the gray
 * input); w in panels of 8 output channels: [ys/8][KH·KW·xs][8].
 * Zero padding: the image is first copied, with its ring of zeros, into this thread's scratch.
 *
 * Why it is fast: conv-tiles.ts, without any im2col copy; blocks of output pixels are few enough for their input to stay
 * in the first-level cache while the panels pass. A 1×1 convolution of stride 1 is one plain product over all pixels of
 * the batch; its input gradient for larger strides computes only the pixels that are not zero.
 * The sum over (kh, kw, c) runs in one fixed order for every element, whatever the split over threads.
 */
import { grayRow3x3, tile4x16, tile4x8 } from './conv-tiles';
import { padImage } from './pad';

/** Bytes of input that a block of output pixels reads. */
// @ts-ignore: decorator
@inline
const BLOCK_BYTES: i32 = 16384;

/** Zeros at the end of a thread's scratch, behind any padded image (regions.ts), that stand for a bias of none. */
// @ts-ignore: decorator
@inline
const ZERO_BYTES: usize = 64;

/** `count` pixels of one output row × panels, step bytes apart in x and yStep in y. */
// @ts-ignore: decorator
@inline
function pixels(
  x: usize, step: usize, rowBytes: usize, kh: i32, run: i32, w: usize, panel: i32, two: bool, bias: usize, biasStep: usize,
  y: usize, yStep: usize, relu: i32, count: i32,
): void {
  const panelBytes = <usize>(kh * run) << 5;
  const w0 = w + <usize>panel * panelBytes;
  const b = bias + <usize>panel * biasStep;
  y += <usize>panel << 5;
  for (let p = 0; p < count; p += 4) {
    // The last tile goes back over pixels it shares with the one before: it stores the same bits.
    const first = <usize>max(0, min(p, count - 4));
    const from = x + first * step;
    const to = y + first * yStep;
    if (two) tile4x16(from, step, rowBytes, kh, run, w0, w0 + panelBytes, b, to, yStep, relu, count);
    else tile4x8(from, step, rowBytes, kh, run, w0, b, to, yStep, relu, count);
  }
}

/**
 * rows × columns output pixels, all channels. xRow, yRow: bytes from one output row to the next in x and y; rowBytes:
 * from one row of x to the next.
 */
function block(
  x: usize, step: usize, xRow: usize, rowBytes: usize, kh: i32, run: i32, w: usize, bias: usize, biasStep: usize,
  y: usize, yStep: usize, yRow: usize, ys: i32, relu: i32, rows: i32, columns: i32,
): void {
  const panels = ys >> 3;
  const gray = kh == 3 && run == 3;
  const pairs = run & 1 ? 0 : panels & ~1;
  for (let row = 0; row < rows; row++) {
    if (gray) {
      for (let panel = 0; panel < panels; panel++) {
        const at = <usize>panel << 5;
        grayRow3x3(x, step, rowBytes, columns, w + 9 * at, bias + <usize>panel * biasStep, y + at, yStep, relu);
      }
    } else {
      for (let panel = 0; panel < pairs; panel += 2) {
        pixels(x, step, rowBytes, kh, run, w, panel, true, bias, biasStep, y, yStep, relu, columns);
      }
      for (let panel = pairs; panel < panels; panel++) {
        pixels(x, step, rowBytes, kh, run, w, panel, false, bias, biasStep, y, yStep, relu, columns);
      }
    }
    x += xRow;
    y += yRow;
  }
}

/** 1×1, stride 1, no padding: threads share the pixels of the whole batch. */
function pointwise(
  x: usize, w: usize, bias: usize, biasStep: usize, y: usize, pixels: i32, xs: i32, ys: i32, relu: i32, tid: i32, threads: i32,
): void {
  const xStep = <usize>xs << 2;
  const yStep = <usize>ys << 2;
  const size = max(16, BLOCK_BYTES / <i32>xStep);
  const past = <i32>((<i64>pixels * (tid + 1)) / threads);
  for (let first = <i32>((<i64>pixels * tid) / threads); first < past; first += size) {
    const count = min(size, past - first);
    block(
      x + <usize>first * xStep, xStep, 0, 0, 1, xs, w, bias, biasStep,
      y + <usize>first * yStep, yStep, 0, ys, relu, 1, count,
    );
  }
}

/** 1×1 on an input spread by `dilate`: y is bias-free, and zero but for every dilate-th pixel of every dilate-th row. */
function pointwiseSpread(
  x: usize, w: usize, zeros: usize, y: usize, n: i32, height: i32, width: i32, xs: i32, dilate: i32,
  outH: i32, outW: i32, ys: i32, tid: i32, threads: i32,
): void {
  const xStep = <usize>xs << 2;
  const yStep = <usize>ys << 2;
  const yRow = <usize>outW * yStep;
  const past = <i32>((<i64>(n * outH) * (tid + 1)) / threads);
  for (let unit = <i32>((<i64>(n * outH) * tid) / threads); unit < past; unit++) {
    const image = unit / outH;
    const row = unit - image * outH;
    const target = y + <usize>unit * yRow;
    memory.fill(target, 0, yRow);
    const from = row / dilate;
    if (from * dilate != row || from >= height) continue;
    const count = min(width, (outW + dilate - 1) / dilate);
    const source = x + <usize>((image * height + from) * width) * xStep;
    block(source, xStep, 0, 0, 1, xs, w, zeros, 0, target, <usize>dilate * yStep, 0, ys, 0, 1, count);
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
  const paddedW = (outW - 1) * stride + kw;
  const paddedH = (outH - 1) * stride + kh;
  const inside = padTop == 0 && padLeft == 0 && paddedH <= height && paddedW <= width;
  const mine = scratch + <usize>tid * <usize>scratchStride;
  const zeros = mine + <usize>scratchStride - ZERO_BYTES;
  memory.fill(zeros, 0, ZERO_BYTES);
  const biasOrZeros = bias ? bias : zeros;
  const biasStep: usize = bias ? 32 : 0;
  if (kh == 1 && kw == 1 && stride == 1 && xs > 1) {
    if (inside && dilate == 1 && outH == height && outW == width) {
      return pointwise(x, w, biasOrZeros, biasStep, y, n * outH * outW, xs, ys, relu, tid, threads);
    }
    if (padTop == 0 && padLeft == 0 && dilate > 1 && bias == 0 && !relu) {
      return pointwiseSpread(x, w, zeros, y, n, height, width, xs, dilate, outH, outW, ys, tid, threads);
    }
  }
  const needsCopy = !inside || dilate != 1;
  // Blocks of rows; where images must be copied a thread takes whole ones, if there are enough of them to share.
  const blockRows = max(1, BLOCK_BYTES / (paddedW * xs * stride * 4));
  const whole = needsCopy && n >= threads * 4;
  const blocks = (outH + blockRows - 1) / blockRows;
  const units = whole ? n : n * blocks;
  const pixel = <usize>xs << 2;
  const yStep = <usize>ys << 2;
  const yRow = <usize>outW * yStep;
  let copied = -1;
  const past = <i32>((<i64>units * (tid + 1)) / threads);
  for (let unit = <i32>((<i64>units * tid) / threads); unit < past; unit++) {
    const image = whole ? unit : unit / blocks;
    let source = x + <usize>(image * height * width) * pixel;
    let sourceW = width;
    if (needsCopy) {
      if (copied != image) padImage(source, mine, height, width, xs, padTop, padLeft, dilate, paddedH, paddedW);
      copied = image;
      source = mine;
      sourceW = paddedW;
    }
    const rowBytes = <usize>sourceW * pixel;
    const firstBlock = whole ? 0 : unit - image * blocks;
    const pastBlock = whole ? blocks : firstBlock + 1;
    for (let b = firstBlock; b < pastBlock; b++) {
      const row = b * blockRows;
      block(
        source + <usize>(row * stride) * rowBytes, <usize>stride * pixel, <usize>stride * rowBytes, rowBytes,
        kh, kw * xs, w, biasOrZeros, biasStep, y + <usize>(image * outH + row) * yRow, yStep, yRow, ys, relu,
        min(blockRows, outH - row), outW,
      );
    }
  }
}
