/**
 * Pooling layers on NHWC tensors (channel stride cs, a multiple of 8) and their gradients.
 *
 * max: y = max over the window; padding counts as −∞; the gradient goes to the first maximum in row-major order, as in
 * PyTorch. average: y = mean over the window (no padding). global average: the mean of the whole map.
 * Threads share (image, 4-channel) columns in the gradients, so overlapping windows never meet across threads.
 */

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

export function avgPoolForward(
  x: usize, y: usize, n: i32, height: i32, width: i32, cs: i32, size: i32, stride: i32,
  outH: i32, outW: i32, tid: i32, threads: i32,
): void {
  const units = n * outH;
  const first = <i32>((<i64>units * tid) / threads);
  const past = <i32>((<i64>units * (tid + 1)) / threads);
  const pixel = <usize>cs << 2;
  const share = f32x4.splat(1.0 / <f32>(size * size));
  for (let unit = first; unit < past; unit++) {
    const image = unit / outH;
    const row = unit - image * outH;
    const source = x + <usize>(image * height * width + row * stride * width) * pixel;
    let target = y + <usize>(unit * outW) * pixel;
    for (let column = 0; column < outW; column++) {
      for (let c: usize = 0; c < pixel; c += 16) {
        let sum: v128 = f32x4.splat(0);
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            sum = f32x4.add(sum, v128.load(source + <usize>(i * width + column * stride + j) * pixel + c));
          }
        }
        v128.store(target + c, f32x4.mul(sum, share));
      }
      target += pixel;
    }
  }
}

export function avgPoolBackward(
  dy: usize, dx: usize, n: i32, height: i32, width: i32, cs: i32, size: i32, stride: i32,
  outH: i32, outW: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const share = f32x4.splat(1.0 / <f32>(size * size));
  for (let image = first; image < past; image++) {
    const target = dx + <usize>(image * height * width) * pixel;
    memory.fill(target, 0, <usize>(height * width) * pixel);
    let source = dy + <usize>(image * outH * outW) * pixel;
    for (let row = 0; row < outH; row++) {
      for (let column = 0; column < outW; column++) {
        for (let c: usize = 0; c < pixel; c += 16) {
          const gradient = f32x4.mul(v128.load(source + c), share);
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              const t = target + <usize>((row * stride + i) * width + column * stride + j) * pixel + c;
              v128.store(t, f32x4.add(v128.load(t), gradient));
            }
          }
        }
        source += pixel;
      }
    }
  }
}

/** y [n, cs] = mean of x [n, pixels, cs]. */
export function globalAvgPoolForward(
  x: usize, y: usize, n: i32, pixels: i32, cs: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const share = f32x4.splat(1.0 / <f32>pixels);
  for (let image = first; image < past; image++) {
    const source = x + <usize>(image * pixels) * pixel;
    for (let c: usize = 0; c < pixel; c += 16) {
      let sum: v128 = f32x4.splat(0);
      for (let p = 0; p < pixels; p++) sum = f32x4.add(sum, v128.load(source + <usize>p * pixel + c));
      v128.store(y + <usize>image * pixel + c, f32x4.mul(sum, share));
    }
  }
}

export function globalAvgPoolBackward(
  dy: usize, dx: usize, n: i32, pixels: i32, cs: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const share = f32x4.splat(1.0 / <f32>pixels);
  for (let image = first; image < past; image++) {
    const target = dx + <usize>(image * pixels) * pixel;
    for (let c: usize = 0; c < pixel; c += 16) {
      const gradient = f32x4.mul(v128.load(dy + <usize>image * pixel + c), share);
      for (let p = 0; p < pixels; p++) v128.store(target + <usize>p * pixel + c, gradient);
    }
  }
}
