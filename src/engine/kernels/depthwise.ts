/**
 * Depthwise convolution (groups = input channels = output channels) and its gradients.
 *
 *   y[n, oh, ow, c] = bias[c] + Σ_{kh, kw} x[n, oh·s + kh, ow·s + kw, c] · w[kh, kw, c]
 *
 * x [n, H, W, cs], y [n, OH, OW, cs], w [KH·KW][cs]. Memory-bound: vectors run over the channels, four at a time, and
 * no panel packing pays. The input gradient is the forward pass on dy (dilated by the stride) with rotated taps.
 */
import { padImage } from './pad';

export function depthwiseForward(
  x: usize, w: usize, bias: usize, y: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, cs: i32, kh: i32, kw: i32, stride: i32,
  padTop: i32, padLeft: i32, dilate: i32, outH: i32, outW: i32, relu: i32, rotate: i32, tid: i32, threads: i32,
): void {
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const paddedH = (outH - 1) * stride + kh;
  const paddedW = (outW - 1) * stride + kw;
  const needsCopy = padTop != 0 || padLeft != 0 || dilate != 1 || paddedH > height || paddedW > width;
  const mine = scratch + <usize>tid * <usize>scratchStride;
  const pixel = <usize>cs << 2;
  const taps = kh * kw;
  for (let image = first; image < past; image++) {
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
        for (let c: usize = 0; c < pixel; c += 16) {
          let sum: v128 = bias ? v128.load(bias + c) : f32x4.splat(0);
          for (let i = 0; i < kh; i++) {
            for (let j = 0; j < kw; j++) {
              const tap = i * kw + j;
              const weight = v128.load(w + <usize>(rotate ? taps - 1 - tap : tap) * pixel + c);
              sum = f32x4.add(sum, f32x4.mul(v128.load(window + <usize>(i * sourceW + j) * pixel + c), weight));
            }
          }
          if (relu) sum = f32x4.max(sum, f32x4.splat(0));
          v128.store(target + c, sum);
        }
        target += pixel;
      }
    }
  }
}

/** dw [KH·KW][cs], db [cs] (or 0). Threads share the channels, so each sum runs over the images in order. */
export function depthwiseWeightGradient(
  x: usize, dy: usize, dw: usize, db: usize, scratch: usize, scratchStride: i32,
  n: i32, height: i32, width: i32, cs: i32, kh: i32, kw: i32, stride: i32,
  padTop: i32, padLeft: i32, outH: i32, outW: i32, tid: i32, threads: i32,
): void {
  const quads = cs >> 2;
  const first = <usize>((quads * tid) / threads) << 4;
  const past = <usize>((quads * (tid + 1)) / threads) << 4;
  const paddedH = (outH - 1) * stride + kh;
  const paddedW = (outW - 1) * stride + kw;
  const needsCopy = padTop != 0 || padLeft != 0 || paddedH > height || paddedW > width;
  const mine = scratch + <usize>tid * <usize>scratchStride;
  const pixel = <usize>cs << 2;
  const taps = kh * kw;
  for (let tap = 0; tap < taps; tap++) memory.fill(dw + <usize>tap * pixel + first, 0, past - first);
  if (db) memory.fill(db + first, 0, past - first);
  for (let image = 0; image < n; image++) {
    let source = x + <usize>(image * height * width) * pixel;
    let sourceW = width;
    if (needsCopy) {
      padImage(source, mine, height, width, cs, padTop, padLeft, 1, paddedH, paddedW);
      source = mine;
      sourceW = paddedW;
    }
    const dyImage = dy + <usize>(image * outH * outW) * pixel;
    for (let c = first; c < past; c += 16) {
      for (let tap = 0; tap < taps; tap++) {
        const i = tap / kw;
        const j = tap - i * kw;
        let sum: v128 = f32x4.splat(0);
        for (let row = 0; row < outH; row++) {
          let a = source + <usize>((row * stride + i) * sourceW + j) * pixel + c;
          let d = dyImage + <usize>(row * outW) * pixel + c;
          for (let column = 0; column < outW; column++) {
            sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(d)));
            a += <usize>stride * pixel;
            d += pixel;
          }
        }
        const target = dw + <usize>tap * pixel + c;
        v128.store(target, f32x4.add(v128.load(target), sum));
      }
      if (db) {
        let sum: v128 = f32x4.splat(0);
        let d = dyImage + c;
        for (let p = outH * outW; p > 0; p--) {
          sum = f32x4.add(sum, v128.load(d));
          d += pixel;
        }
        v128.store(db + c, f32x4.add(v128.load(db + c), sum));
      }
    }
  }
}
