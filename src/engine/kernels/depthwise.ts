/**
 * Depthwise convolution (groups = input channels = output channels) and its gradients.
 *
 *   y[n, oh, ow, c] = bias[c] + Σ_{kh, kw} x[n, oh·s + kh, ow·s + kw, c] · w[kh, kw, c]
 *
 * x [n, H, W, cs], y [n, OH, OW, cs], w [KH·KW][cs]. The input gradient is the forward pass on dy (dilated by the stride)
 * with rotated taps. 3×3 with stride 1 runs by depthwise3x3.ts; the rest here, plainly, from a padded copy of the image.
 */
import { forwardRows, gradientRows } from './depthwise3x3';
import { padImage } from './pad';
import { firstOfPart, partsOf } from './share';

/** Bytes of a block of rows that should stay in the first-level cache while its channels are passed one after another. */
// @ts-ignore: decorator
@inline
const BLOCK_BYTES: i32 = 16384;

// @ts-ignore: decorator
@inline
function isPlain3x3(
  height: i32, width: i32, kh: i32, kw: i32, stride: i32, padTop: i32, padLeft: i32, outH: i32, outW: i32,
): bool {
  const same = padTop == padLeft && padTop >= 0 && padTop <= 2;
  const sizes = outH == height + 2 * padTop - 2 && outW == width + 2 * padTop - 2;
  return kh == 3 && kw == 3 && stride == 1 && same && sizes;
}

// @ts-ignore: decorator
@inline
function rowsOfBlock(width: i32, pixel: usize): i32 {
  return max(1, BLOCK_BYTES / (width * <i32>pixel));
}

export function depthwiseForward(
  x: usize, w: usize, bias: usize, y: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, cs: i32, kh: i32, kw: i32, stride: i32,
  padTop: i32, padLeft: i32, dilate: i32, outH: i32, outW: i32, relu: i32, rotate: i32, tid: i32, threads: i32,
): void {
  const mine = scratch + <usize>tid * <usize>scratchStride;
  const pixel = <usize>cs << 2;
  const last = rotate ? <usize>(kh * kw - 1) * pixel : 0;
  const wStep: usize = rotate ? 0 - pixel : pixel;
  if (dilate == 1 && isPlain3x3(height, width, kh, kw, stride, padTop, padLeft, outH, outW)) {
    const rows = rowsOfBlock(width, pixel);
    const blocks = (outH + rows - 1) / rows;
    const past = <i32>((<i64>(n * blocks) * (tid + 1)) / threads);
    memory.fill(mine, 0, <usize>width * pixel);
    for (let unit = <i32>((<i64>(n * blocks) * tid) / threads); unit < past; unit++) {
      const image = unit / blocks;
      const row = (unit - image * blocks) * rows;
      const source = x + <usize>(image * height * width) * pixel;
      const target = y + <usize>(image * outH * outW) * pixel;
      forwardRows(
        source, w + last, wStep, bias, target, mine, height, width, padTop, outW, pixel, relu, row, min(row + rows, outH),
      );
    }
    return;
  }
  const past = (n * (tid + 1)) / threads;
  const paddedH = (outH - 1) * stride + kh;
  const paddedW = (outW - 1) * stride + kw;
  const needsCopy = padTop != 0 || padLeft != 0 || dilate != 1 || paddedH > height || paddedW > width;
  for (let image = (n * tid) / threads; image < past; image++) {
    let source = x + <usize>(image * height * width) * pixel;
    let sourceW = width;
    if (needsCopy) {
      padImage(source, mine, height, width, cs, padTop, padLeft, dilate, paddedH, paddedW);
      source = mine;
      sourceW = paddedW;
    }
    let target = y + <usize>(image * outH * outW) * pixel;
    for (let row = 0; row < outH; row++) {
      for (let column = 0; column < outW; column++) {
        const window = source + <usize>(row * stride * sourceW + column * stride) * pixel;
        forwardPixel(window, <usize>sourceW * pixel, w + last, wStep, bias, target, kh, kw, pixel, relu);
        target += pixel;
      }
    }
  }
}

/** All channels of one output pixel. */
// @ts-ignore: decorator
@inline
function forwardPixel(
  window: usize, row: usize, w: usize, wStep: usize, bias: usize, y: usize, kh: i32, kw: i32, pixel: usize, relu: i32,
): void {
  const floor = f32x4.splat(relu ? 0 : -Infinity);
  for (let c: usize = 0; c < pixel; c += 16) {
    let sum: v128 = bias ? v128.load(bias + c) : f32x4.splat(0);
    let tap = w + c;
    let from = window + c;
    for (let i = 0; i < kh; i++) {
      let at = from;
      for (let j = 0; j < kw; j++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(at), v128.load(tap)));
        at += pixel;
        tap += wStep;
      }
      from += row;
    }
    v128.store(y + c, f32x4.pmax(sum, floor));
  }
}

/**
 * partial [parts][KH·KW + withBias][cs]: dw and, in the last row, db of each part's images; sumParts adds the parts up.
 * Threads share the parts.
 */
export function depthwiseWeightGradient(
  x: usize, dy: usize, partial: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, cs: i32, kh: i32, kw: i32, stride: i32,
  padTop: i32, padLeft: i32, outH: i32, outW: i32, withBias: i32, tid: i32, threads: i32,
): void {
  const parts = partsOf(n);
  const mine = scratch + <usize>tid * <usize>scratchStride;
  const pixel = <usize>cs << 2;
  const taps = kh * kw;
  const bytes = <usize>(taps + withBias) * pixel;
  const plain = isPlain3x3(height, width, kh, kw, stride, padTop, padLeft, outH, outW);
  const paddedH = (outH - 1) * stride + kh;
  const paddedW = (outW - 1) * stride + kw;
  if (plain) memory.fill(mine, 0, <usize>width * pixel);
  const past = (parts * (tid + 1)) / threads;
  for (let part = (parts * tid) / threads; part < past; part++) {
    const dw = partial + <usize>part * bytes;
    memory.fill(dw, 0, bytes);
    for (let image = firstOfPart(n, part); image < firstOfPart(n, part + 1); image++) {
      const source = x + <usize>(image * height * width) * pixel;
      const gradient = dy + <usize>(image * outH * outW) * pixel;
      if (plain) {
        const rows = rowsOfBlock(width, pixel);
        for (let row = 0; row < outH; row += rows) {
          gradientRows(source, gradient, dw, mine, height, width, padTop, outW, pixel, row, min(row + rows, outH));
        }
      } else {
        padImage(source, mine, height, width, cs, padTop, padLeft, 1, paddedH, paddedW);
        gradientImage(mine, gradient, dw, <usize>paddedW * pixel, kh, kw, stride, outH, outW, pixel);
      }
      if (withBias) addPixels(gradient, dw + <usize>taps * pixel, outH * outW, pixel);
    }
  }
}

/** dw += the gradient of one padded image whose rows are `rowBytes` long. */
function gradientImage(
  x: usize, dy: usize, dw: usize, rowBytes: usize, kh: i32, kw: i32, stride: i32, outH: i32, outW: i32, pixel: usize,
): void {
  for (let c: usize = 0; c < pixel; c += 16) {
    let target = dw + c;
    for (let i = 0; i < kh; i++) {
      for (let j = 0; j < kw; j++) {
        let sum: v128 = f32x4.splat(0);
        let d = dy + c;
        for (let row = 0; row < outH; row++) {
          let a = x + <usize>(row * stride + i) * rowBytes + <usize>j * pixel + c;
          for (let column = 0; column < outW; column++) {
            sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(d)));
            a += <usize>stride * pixel;
            d += pixel;
          }
        }
        v128.store(target, f32x4.add(v128.load(target), sum));
        target += pixel;
      }
    }
  }
}

/** db [cs] += Σ over `pixels` pixels of dy. */
function addPixels(dy: usize, db: usize, pixels: i32, pixel: usize): void {
  for (let c: usize = 0; c < pixel; c += 32) {
    let s0 = v128.load(db + c), s1 = v128.load(db + c, 16);
    let d = dy + c;
    for (let p = 0; p < pixels; p++) {
      s0 = f32x4.add(s0, v128.load(d));
      s1 = f32x4.add(s1, v128.load(d, 16));
      d += pixel;
    }
    v128.store(db + c, s1, 16);
    v128.store(db + c, s0);
  }
}
