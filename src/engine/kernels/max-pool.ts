/**
 * Maximum pooling on NHWC tensors (channel stride cs, a multiple of 8) and its gradients.
 *
 * y = max over the window; padding counts as −∞; the gradient goes to the first maximum in row-major order, as in PyTorch.
 * Threads share images in the gradients, so overlapping windows never meet across threads. 3×3 windows with stride 2 run
 * by max-pool3x3.ts; pools that happen inside a convolution are winograd.ts's.
 */
import { backward3x3, forward3x3Row } from './max-pool3x3';

/** A row of 2×2 windows without overlaps: x, its first pixel; two vectors at a time, for V8 to join. */
// @ts-ignore: decorator
@inline
function forward2x2Row(x: usize, down: usize, y: usize, outW: i32, pixel: usize): void {
  for (let column = 0; column < outW; column++) {
    for (let c: usize = 0; c < pixel; c += 32) {
      const a = x + c, b = a + pixel, d = a + down, e = b + down;
      const top = f32x4.max(v128.load(a), v128.load(b)), TOP = f32x4.max(v128.load(a, 16), v128.load(b, 16));
      const low = f32x4.max(v128.load(d), v128.load(e)), LOW = f32x4.max(v128.load(d, 16), v128.load(e, 16));
      v128.store(y + c, f32x4.max(TOP, LOW), 16);
      v128.store(y + c, f32x4.max(top, low));
    }
    x += 2 * pixel;
    y += pixel;
  }
}

export function maxPoolForward(
  x: usize, y: usize, n: i32, height: i32, width: i32, cs: i32, size: i32, stride: i32, pad: i32,
  outH: i32, outW: i32, tid: i32, threads: i32,
): void {
  const units = n * outH;
  const first = <i32>((<i64>units * tid) / threads);
  const past = <i32>((<i64>units * (tid + 1)) / threads);
  const pixel = <usize>cs << 2;
  for (let unit = first; unit < past; unit++) {
    const image = unit / outH;
    const row = unit - image * outH;
    const source = x + <usize>(image * height * width) * pixel;
    let target = y + <usize>(unit * outW) * pixel;
    const i0 = max(0, row * stride - pad);
    const i1 = min(height, row * stride - pad + size);
    if (size == 3 && stride == 2 && pad <= 1) {
      const r0 = source + <usize>(i0 * width) * pixel;
      const r1 = source + <usize>((row * stride - pad + 1) * width) * pixel;
      const r2 = source + <usize>((i1 - 1) * width) * pixel;
      forward3x3Row(r0, r1, r2, target, width, outW, pad, pixel);
      continue;
    }
    if (size == 2 && stride == 2 && pad == 0) {
      forward2x2Row(source + <usize>(i0 * width) * pixel, <usize>width * pixel, target, outW, pixel);
      continue;
    }
    for (let column = 0; column < outW; column++) {
      const j0 = max(0, column * stride - pad);
      const j1 = min(width, column * stride - pad + size);
      for (let c: usize = 0; c < pixel; c += 16) {
        let best = v128.load(source + <usize>(i0 * width + j0) * pixel + c);
        for (let i = i0; i < i1; i++) {
          for (let j = j0; j < j1; j++) {
            best = f32x4.max(best, v128.load(source + <usize>(i * width + j) * pixel + c));
          }
        }
        v128.store(target + c, best);
      }
      target += pixel;
    }
  }
}

/**
 * One 2×2 window row of an image without overlaps: each gradient is written once, no zeroing and no adding.
 * x, dx point at the window row's first pixel, y, dy at the output row's.
 */
// @ts-ignore: decorator
@inline
function backward2x2Row(x: usize, y: usize, dy: usize, dx: usize, width: i32, pixel: usize, outW: i32, relu: bool): void {
  const down = <usize>width * pixel;
  const zero = f32x4.splat(0);
  for (let column = 0; column < outW; column++) {
    for (let c: usize = 0; c < pixel; c += 16) {
      const best = v128.load(y + c);
      let gradient = v128.load(dy + c);
      if (relu) gradient = v128.and(gradient, f32x4.gt(best, zero));
      const e0 = f32x4.eq(v128.load(x + c), best);
      const e1 = f32x4.eq(v128.load(x + c + pixel), best);
      const e2 = f32x4.eq(v128.load(x + c + down), best);
      const e3 = f32x4.eq(v128.load(x + c + down + pixel), best);
      const met1 = v128.or(e0, e1);
      const met2 = v128.or(met1, e2);
      v128.store(dx + c, v128.and(gradient, e0));
      v128.store(dx + c + pixel, v128.and(gradient, v128.andnot(e1, e0)));
      v128.store(dx + c + down, v128.and(gradient, v128.andnot(e2, met1)));
      v128.store(dx + c + down + pixel, v128.and(gradient, v128.andnot(e3, met2)));
    }
    x += 2 * pixel;
    dx += 2 * pixel;
    y += pixel;
    dy += pixel;
  }
  // The column that no window covers, on odd widths.
  if (width > outW * 2) {
    memory.fill(dx, 0, pixel);
    memory.fill(dx + down, 0, pixel);
  }
}

/**
 * dx = 0, then each window's dy is added at its first maximum; with `relu` only where that maximum is above 0, which is
 * the gradient of the ReLU that made x as well.
 */
export function maxPoolBackward(
  x: usize, y: usize, dy: usize, dx: usize, n: i32, height: i32, width: i32, cs: i32, size: i32, stride: i32, pad: i32,
  outH: i32, outW: i32, relu: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const zero = f32x4.splat(0);
  for (let image = first; image < past; image++) {
    const source = x + <usize>(image * height * width) * pixel;
    const target = dx + <usize>(image * height * width) * pixel;
    let at: usize = <usize>(image * outH * outW) * pixel;
    if (size == 2 && stride == 2 && pad == 0) {
      for (let row = 0; row < outH; row++) {
        const window = <usize>(2 * row * width) * pixel;
        const out = at + <usize>(row * outW) * pixel;
        backward2x2Row(source + window, y + out, dy + out, target + window, width, pixel, outW, relu != 0);
      }
      const done = <usize>(2 * outH * width) * pixel;
      memory.fill(target + done, 0, <usize>(height * width) * pixel - done);
      continue;
    }
    if (size == 3 && stride == 2 && pad <= 1) {
      backward3x3(source, y + at, dy + at, target, height, width, pad, outH, outW, pixel, relu);
      continue;
    }
    memory.fill(target, 0, <usize>(height * width) * pixel);
    for (let row = 0; row < outH; row++) {
      const i0 = max(0, row * stride - pad);
      const i1 = min(height, row * stride - pad + size);
      for (let column = 0; column < outW; column++) {
        const j0 = max(0, column * stride - pad);
        const j1 = min(width, column * stride - pad + size);
        for (let c: usize = 0; c < pixel; c += 16) {
          const best = v128.load(y + at + c);
          let gradient = v128.load(dy + at + c);
          if (relu) gradient = v128.and(gradient, f32x4.gt(best, zero));
          let open = i32x4.splat(-1); // lanes whose maximum has not been met yet
          for (let i = i0; i < i1; i++) {
            for (let j = j0; j < j1; j++) {
              const offset = <usize>(i * width + j) * pixel + c;
              const here = v128.and(open, f32x4.eq(v128.load(source + offset), best));
              open = v128.andnot(open, here);
              v128.store(target + offset, f32x4.add(v128.load(target + offset), v128.and(gradient, here)));
            }
          }
        }
        at += pixel;
      }
    }
  }
}
