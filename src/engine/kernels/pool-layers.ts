/**
 * Average pooling layers on NHWC tensors (channel stride cs, a multiple of 8) and their gradients.
 *
 * average: y = mean over the window (no padding). global average: the mean of the whole map.
 * Threads share images in the gradients, so overlapping windows never meet across threads.
 */

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
