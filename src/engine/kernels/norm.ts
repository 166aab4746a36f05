/**
 * Batch normalisation (Ioffe & Szegedy 2015) on NHWC tensors seen as [n, pixels, cs].
 *
 * Training, in five calls with a barrier between: per-image sums → mean → per-image squared deviations → variance,
 * running statistics and coefficients → y = x·scale + shift (ReLU fused). Two passes over x keep the variance exact
 * where Σx² − mean² would cancel; sums are per image first and then over the images in order, in float64, so they do
 * not depend on the thread count. `partial` is [2, n, cs]; `state` is [7, cs]: mean, 1/σ, scale, shift, k1, k2, k3.
 */

/** partial[0][image] = Σ x, or Σ (x − mean)² when `mean` is not 0. */
export function batchNormSums(
  x: usize, mean: usize, partial: usize, n: i32, pixels: i32, cs: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  for (let image = first; image < past; image++) {
    const source = x + <usize>(image * pixels) * pixel;
    const target = partial + <usize>image * pixel;
    for (let c: usize = 0; c < pixel; c += 32) {
      let s0: v128 = f32x4.splat(0), s1: v128 = s0;
      let at = source + c;
      if (mean) {
        const m0 = v128.load(mean + c), m1 = v128.load(mean + c, 16);
        for (let p = 0; p < pixels; p++) {
          const d0 = f32x4.sub(v128.load(at), m0), d1 = f32x4.sub(v128.load(at, 16), m1);
          s0 = f32x4.add(s0, f32x4.mul(d0, d0));
          s1 = f32x4.add(s1, f32x4.mul(d1, d1));
          at += pixel;
        }
      } else {
        for (let p = 0; p < pixels; p++) {
          s0 = f32x4.add(s0, v128.load(at));
          s1 = f32x4.add(s1, v128.load(at, 16));
          at += pixel;
        }
      }
      v128.store(target + c, s0);
      v128.store(target + c, s1, 16);
    }
  }
}

// @ts-ignore: decorator
@inline
function sumOverImages(partial: usize, n: i32, cs: i32, c: i32): f64 {
  let sum: f64 = 0;
  for (let image = 0; image < n; image++) sum += <f64>load<f32>(partial + (<usize>(image * cs + c) << 2));
  return sum;
}

export function batchNormMean(
  partial: usize, state: usize, n: i32, pixels: i32, cs: i32, tid: i32, threads: i32,
): void {
  const first = (cs * tid) / threads;
  const past = (cs * (tid + 1)) / threads;
  for (let c = first; c < past; c++) {
    store<f32>(state + (<usize>c << 2), <f32>(sumOverImages(partial, n, cs, c) / <f64>(n * pixels)));
  }
}

/** Variance from the squared deviations; running statistics take `momentum` of the new ones (variance unbiased). */
export function batchNormFinish(
  partial: usize, state: usize, gamma: usize, beta: usize, runningMean: usize, runningVar: usize,
  n: i32, pixels: i32, cs: i32, momentum: f32, epsilon: f32, tid: i32, threads: i32,
): void {
  const first = (cs * tid) / threads;
  const past = (cs * (tid + 1)) / threads;
  const row = <usize>cs << 2;
  const count = <f64>(n * pixels);
  for (let c = first; c < past; c++) {
    const o = <usize>c << 2;
    const squares = sumOverImages(partial, n, cs, c);
    const mean = load<f32>(state + o);
    const inverse = 1.0 / sqrt<f64>(squares / count + <f64>epsilon);
    const scale = <f64>load<f32>(gamma + o) * inverse;
    store<f32>(state + row + o, <f32>inverse);
    store<f32>(state + 2 * row + o, <f32>scale);
    store<f32>(state + 3 * row + o, <f32>(<f64>load<f32>(beta + o) - <f64>mean * scale));
    const oldMean = load<f32>(runningMean + o);
    const oldVar = load<f32>(runningVar + o);
    const unbiased = <f32>(squares / max<f64>(count - 1, 1));
    store<f32>(runningMean + o, oldMean + momentum * (mean - oldMean));
    store<f32>(runningVar + o, oldVar + momentum * (unbiased - oldVar));
  }
}

/** Inference: scale and shift from the running statistics. */
export function batchNormCoefficients(
  state: usize, gamma: usize, beta: usize, runningMean: usize, runningVar: usize, cs: i32, epsilon: f32,
  tid: i32, threads: i32,
): void {
  const first = (cs * tid) / threads;
  const past = (cs * (tid + 1)) / threads;
  const row = <usize>cs << 2;
  for (let c = first; c < past; c++) {
    const o = <usize>c << 2;
    const scale = <f64>load<f32>(gamma + o) / sqrt<f64>(<f64>load<f32>(runningVar + o) + <f64>epsilon);
    store<f32>(state + 2 * row + o, <f32>scale);
    store<f32>(state + 3 * row + o, <f32>(<f64>load<f32>(beta + o) - <f64>load<f32>(runningMean + o) * scale));
  }
}

/** y = x·scale + shift, with ReLU when `relu`. Threads share pixels. */
export function batchNormApply(
  x: usize, state: usize, y: usize, count: i32, cs: i32, relu: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = <usize>((<i64>count * tid) / threads) * pixel;
  const past = <usize>((<i64>count * (tid + 1)) / threads) * pixel;
  const scale = state + 2 * pixel;
  const shift = state + 3 * pixel;
  const zero = f32x4.splat(0);
  for (let at = first; at < past; at += pixel) {
    for (let c: usize = 0; c < pixel; c += 16) {
      let v = f32x4.add(f32x4.mul(v128.load(x + at + c), v128.load(scale + c)), v128.load(shift + c));
      if (relu) v = f32x4.max(v, zero);
      v128.store(y + at + c, v);
    }
  }
}

/**
 * partial[0][image] = Σ g, partial[1][image] = Σ g·(x − mean), g = dy where y > 0 (y = 0: no ReLU was fused, g = dy).
 */
export function batchNormBackwardSums(
  dy: usize, y: usize, x: usize, state: usize, partial: usize, batch: i32, n: i32, pixels: i32, cs: i32,
  tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = (n * tid) / threads;
  const past = (n * (tid + 1)) / threads;
  const second = partial + <usize>batch * pixel;
  const zero = f32x4.splat(0);
  for (let image = first; image < past; image++) {
    const base = <usize>(image * pixels) * pixel;
    for (let c: usize = 0; c < pixel; c += 16) {
      const mean = v128.load(state + c);
      let s0: v128 = zero, s1: v128 = zero;
      let at = base + c;
      for (let p = 0; p < pixels; p++) {
        let g = v128.load(dy + at);
        if (y) g = v128.and(g, f32x4.gt(v128.load(y + at), zero));
        s0 = f32x4.add(s0, g);
        s1 = f32x4.add(s1, f32x4.mul(g, f32x4.sub(v128.load(x + at), mean)));
        at += pixel;
      }
      v128.store(partial + <usize>image * pixel + c, s0);
      v128.store(second + <usize>image * pixel + c, s1);
    }
  }
}

/** dgamma, dbeta and the coefficients of dx = k1·g + k2·(x − mean) + k3. */
export function batchNormBackwardFinish(
  partial: usize, state: usize, gamma: usize, dgamma: usize, dbeta: usize, batch: i32, n: i32, pixels: i32, cs: i32,
  tid: i32, threads: i32,
): void {
  const first = (cs * tid) / threads;
  const past = (cs * (tid + 1)) / threads;
  const row = <usize>cs << 2;
  const second = partial + <usize>batch * row;
  const count = <f64>(n * pixels);
  for (let c = first; c < past; c++) {
    const o = <usize>c << 2;
    const inverse = <f64>load<f32>(state + row + o);
    const sum = sumOverImages(partial, n, cs, c);
    const product = sumOverImages(second, n, cs, c) * inverse;
    store<f32>(dbeta + o, <f32>sum);
    store<f32>(dgamma + o, <f32>product);
    const k1 = <f64>load<f32>(gamma + o) * inverse;
    store<f32>(state + 4 * row + o, <f32>k1);
    store<f32>(state + 5 * row + o, <f32>(-k1 * product * inverse / count));
    store<f32>(state + 6 * row + o, <f32>(-k1 * sum / count));
  }
}

export function batchNormBackwardApply(
  dy: usize, y: usize, x: usize, state: usize, dx: usize, count: i32, cs: i32, tid: i32, threads: i32,
): void {
  const pixel = <usize>cs << 2;
  const first = <usize>((<i64>count * tid) / threads) * pixel;
  const past = <usize>((<i64>count * (tid + 1)) / threads) * pixel;
  const zero = f32x4.splat(0);
  for (let at = first; at < past; at += pixel) {
    for (let c: usize = 0; c < pixel; c += 16) {
      let g = v128.load(dy + at + c);
      if (y) g = v128.and(g, f32x4.gt(v128.load(y + at + c), zero));
      const d = f32x4.sub(v128.load(x + at + c), v128.load(state + c));
      const v = f32x4.add(
        f32x4.add(f32x4.mul(v128.load(state + 4 * pixel + c), g), f32x4.mul(v128.load(state + 5 * pixel + c), d)),
        v128.load(state + 6 * pixel + c),
      );
      v128.store(dx + at + c, v);
    }
  }
}
