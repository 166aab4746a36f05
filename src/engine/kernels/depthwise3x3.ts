/**
 * Depthwise 3×3 convolution of stride 1, the kind that networks are made of, and its weight gradient; depthwise.ts holds
 * the general case.
 *
 *   y[oh, ow, c] = bias[c] + Σ_{i, j < 3} x[oh + i − pad, ow + j − pad, c] · w[i, j, c]          pad ≤ 2
 *
 * x [H, W, cs], y [OH, OW, cs], w [9][cs], one image; `pixel` = 4·cs bytes; `zeros`: W pixels of zeros.
 *
 * Why it is fast: a row streams through, 8 channels at a time, as two vectors side by side that a revectorising V8 joins.
 * A column of three input pixels is loaded once and goes into the three outputs it touches: 3 loads, 9 products and
 * 1 store for a vector of outputs, the weights in registers. Nothing is copied for the padding: rows outside the image
 * are the line of zeros, columns outside are left out of the sums.
 * V8 joins only what it meets as loads: hence weights, bias and borders by pointer, never by a branch between vectors.
 */

/**
 * One row of outputs, 8 channels (capitals: the last 4). r0, r1, r2: the three input rows; wStep: bytes from one tap's
 * weights to the next (negative, from the last tap's on, for rotated filters).
 */
function forwardRow(
  r0: usize, r1: usize, r2: usize, w: usize, wStep: usize, bias: usize, y: usize,
  width: i32, pad: i32, pixel: usize, relu: i32,
): void {
  const b = v128.load(bias), B = v128.load(bias, 16);
  const w0 = v128.load(w), W0 = v128.load(w, 16);
  w += wStep;
  const w1 = v128.load(w), W1 = v128.load(w, 16);
  w += wStep;
  const w2 = v128.load(w), W2 = v128.load(w, 16);
  w += wStep;
  const w3 = v128.load(w), W3 = v128.load(w, 16);
  w += wStep;
  const w4 = v128.load(w), W4 = v128.load(w, 16);
  w += wStep;
  const w5 = v128.load(w), W5 = v128.load(w, 16);
  w += wStep;
  const w6 = v128.load(w), W6 = v128.load(w, 16);
  w += wStep;
  const w7 = v128.load(w), W7 = v128.load(w, 16);
  w += wStep;
  const w8 = v128.load(w), W8 = v128.load(w, 16);
  const floor = f32x4.splat(relu ? 0 : -Infinity);
  // s: the output that still lacks its last column; t: the one that still lacks two.
  let s = b, S = B, t = b, T = B;
  for (let column = 0; column < width; column++) {
    const p = v128.load(r0), P = v128.load(r0, 16);
    const q = v128.load(r1), Q = v128.load(r1, 16);
    const r = v128.load(r2), R = v128.load(r2, 16);
    const last = f32x4.add(s, f32x4.add(f32x4.add(f32x4.mul(p, w2), f32x4.mul(q, w5)), f32x4.mul(r, w8)));
    const LAST = f32x4.add(S, f32x4.add(f32x4.add(f32x4.mul(P, W2), f32x4.mul(Q, W5)), f32x4.mul(R, W8)));
    s = f32x4.add(t, f32x4.add(f32x4.add(f32x4.mul(p, w1), f32x4.mul(q, w4)), f32x4.mul(r, w7)));
    S = f32x4.add(T, f32x4.add(f32x4.add(f32x4.mul(P, W1), f32x4.mul(Q, W4)), f32x4.mul(R, W7)));
    t = f32x4.add(b, f32x4.add(f32x4.add(f32x4.mul(p, w0), f32x4.mul(q, w3)), f32x4.mul(r, w6)));
    T = f32x4.add(B, f32x4.add(f32x4.add(f32x4.mul(P, W0), f32x4.mul(Q, W3)), f32x4.mul(R, W6)));
    // pmax is one instruction where max is six, and keeps a NaN too. The first 2 − pad columns complete no output: what
    // they store is overwritten.
    v128.store(y, f32x4.pmax(LAST, floor), 16);
    v128.store(y, f32x4.pmax(last, floor));
    y += column + pad >= 2 ? pixel : 0;
    r0 += pixel;
    r1 += pixel;
    r2 += pixel;
  }
  // The last `pad` outputs have no more columns to wait for.
  if (pad > 0) {
    v128.store(y, f32x4.pmax(S, floor), 16);
    v128.store(y, f32x4.pmax(s, floor));
  }
  if (pad > 1) {
    y += pixel;
    v128.store(y, f32x4.pmax(T, floor), 16);
    v128.store(y, f32x4.pmax(t, floor));
  }
}

/** Output rows first … past − 1 of one image; bias may be 0. */
export function forwardRows(
  x: usize, w: usize, wStep: usize, bias: usize, y: usize, zeros: usize,
  height: i32, width: i32, pad: i32, outW: i32, pixel: usize, relu: i32, first: i32, past: i32,
): void {
  const xRow = <usize>width * pixel;
  const yRow = <usize>outW * pixel;
  for (let c: usize = 0; c < pixel; c += 32) {
    const b = bias ? bias + c : zeros;
    for (let row = first; row < past; row++) {
      const i = row - pad;
      const from = x + <usize>i * xRow + c;
      const r0 = i >= 0 && i < height ? from : zeros;
      const r1 = i + 1 >= 0 && i + 1 < height ? from + xRow : zeros;
      const r2 = i + 2 >= 0 && i + 2 < height ? from + 2 * xRow : zeros;
      forwardRow(r0, r1, r2, w + c, wStep, b, y + <usize>row * yRow + c, width, pad, pixel, relu);
    }
  }
}

/** The three weight gradients of one kernel row, 8 channels, += over a row of x and a row of dy. */
// @ts-ignore: decorator
@inline
function gradientRow(
  x: usize, dy: usize, dw: usize, zeros: usize, width: i32, pad: i32, outW: i32, pixel: usize,
): void {
  const zero = f32x4.splat(0);
  let a = zero, A = zero, b = zero, B = zero, c = zero, C = zero;
  // d: the gradient of the output whose first column this pixel of x is; e, f: its second, its third.
  const third = pad > 1 ? dy : zeros;
  let f = v128.load(third), F = v128.load(third, 16);
  dy += pad > 1 ? pixel : 0;
  const second = pad > 0 ? dy : zeros;
  let e = v128.load(second), E = v128.load(second, 16);
  dy += pad > 0 ? pixel : 0;
  for (let column = 0; column < width; column++) {
    const at = column + pad < outW ? dy : zeros;
    const d = v128.load(at), D = v128.load(at, 16);
    const p = v128.load(x), P = v128.load(x, 16);
    a = f32x4.add(a, f32x4.mul(p, d));
    A = f32x4.add(A, f32x4.mul(P, D));
    b = f32x4.add(b, f32x4.mul(p, e));
    B = f32x4.add(B, f32x4.mul(P, E));
    c = f32x4.add(c, f32x4.mul(p, f));
    C = f32x4.add(C, f32x4.mul(P, F));
    f = e; F = E;
    e = d; E = D;
    dy += pixel;
    x += pixel;
  }
  // The row's sum is added to those before; all loads come before all stores, or V8 would not join the vectors.
  a = f32x4.add(v128.load(dw), a); A = f32x4.add(v128.load(dw, 16), A);
  b = f32x4.add(v128.load(dw + pixel), b); B = f32x4.add(v128.load(dw + pixel, 16), B);
  c = f32x4.add(v128.load(dw + 2 * pixel), c); C = f32x4.add(v128.load(dw + 2 * pixel, 16), C);
  v128.store(dw, A, 16); v128.store(dw, a);
  v128.store(dw + pixel, B, 16); v128.store(dw + pixel, b);
  v128.store(dw + 2 * pixel, C, 16); v128.store(dw + 2 * pixel, c);
}

/**
 * dw [9][cs] += the gradient of one image's output rows first … past − 1. One kernel row at a time: its three sums, the
 * gradients and the pixel stay in V8's 15 registers even where vectors are not joined.
 */
export function gradientRows(
  x: usize, dy: usize, dw: usize, zeros: usize,
  height: i32, width: i32, pad: i32, outW: i32, pixel: usize, first: i32, past: i32,
): void {
  const xRow = <usize>width * pixel;
  const yRow = <usize>outW * pixel;
  for (let c: usize = 0; c < pixel; c += 32) {
    for (let row = first; row < past; row++) {
      for (let i = 0; i < 3; i++) {
        const from = row + i - pad;
        if (from < 0 || from >= height) continue;
        const source = x + <usize>from * xRow + c;
        const target = dw + <usize>(3 * i) * pixel + c;
        gradientRow(source, dy + <usize>row * yRow + c, target, zeros, width, pad, outW, pixel);
      }
    }
  }
}
