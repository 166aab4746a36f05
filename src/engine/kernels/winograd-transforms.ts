/**
 * The transforms of Winograd convolution (Lavin & Gray 2016, "Fast algorithms for convolutional neural networks"),
 * F(4×4, 3×3) for outputs and input gradients and F(3×3, 4×4) for weight gradients, both on the points 0, ±1, ±2, ∞,
 * so that both share the transform of the input:
 *
 *   input   6×6 → 6×6   V = Bᵀ d B        filter 3×3 → 6×6   U = G g Gᵀ        output 6×6 → 4×4   Y = Aᵀ M A
 *   output gradient 4×4 → 6×6   D = H e Hᵀ        weight gradient 6×6 → 3×3   Cᵀ S C
 *
 * All work on four channels at a time; even and odd parts of each row are shared. A transform runs down the columns into
 * `temp` (36 vectors that stay in the first-level cache; registers do not hold them) and then along the rows.
 */

/** Vectors of `temp`, in bytes. */
export const TEMP_BYTES: i32 = 576;

/** One row of Bᵀ: six values at `from` (stride s) → six at `to` (stride t). */
// @ts-ignore: decorator
@inline
function inputLine(from: usize, s: usize, to: usize, t: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + s);
  const d2 = v128.load(from + 2 * s);
  const d3 = v128.load(from + 3 * s);
  const d4 = v128.load(from + 4 * s);
  const d5 = v128.load(from + 5 * s);
  const four = f32x4.splat(4), five = f32x4.splat(5), two = f32x4.splat(2);
  // 4·d0 − 5·d2 + d4
  v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2)), d4));
  // ±(d3 − 4·d1) + (d4 − 4·d2)
  const even1 = f32x4.sub(d4, f32x4.mul(four, d2));
  const odd1 = f32x4.sub(d3, f32x4.mul(four, d1));
  v128.store(to + t, f32x4.add(even1, odd1));
  v128.store(to + 2 * t, f32x4.sub(even1, odd1));
  // ±2·(d3 − d1) + (d4 − d2)
  const even2 = f32x4.sub(d4, d2);
  const odd2 = f32x4.mul(two, f32x4.sub(d3, d1));
  v128.store(to + 3 * t, f32x4.add(even2, odd2));
  v128.store(to + 4 * t, f32x4.sub(even2, odd2));
  // 4·d1 − 5·d3 + d5
  v128.store(to + 5 * t, f32x4.add(f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3)), d5));
}

/** Four channels of one 6×6 window → 36 values, `plane` bytes apart. */
export function transformInput(window: usize, rowBytes: usize, pixelBytes: usize, v: usize, plane: usize, temp: usize): void {
  for (let j = 0; j < 6; j++) inputLine(window + <usize>j * pixelBytes, rowBytes, temp + (<usize>j << 4), 96);
  for (let i = 0; i < 6; i++) inputLine(temp + <usize>i * 96, 16, v + <usize>(i * 6) * plane, plane);
}

/** One row of Aᵀ: six values → four. */
// @ts-ignore: decorator
@inline
function outputLine(from: usize, s: usize, to: usize, t: usize): void {
  const m0 = v128.load(from);
  const m1 = v128.load(from + s);
  const m2 = v128.load(from + 2 * s);
  const m3 = v128.load(from + 3 * s);
  const m4 = v128.load(from + 4 * s);
  const m5 = v128.load(from + 5 * s);
  const p = f32x4.add(m1, m2), q = f32x4.sub(m1, m2);
  const r = f32x4.add(m3, m4), u = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(m0, p), r));
  v128.store(to + t, f32x4.add(q, f32x4.mul(f32x4.splat(2), u)));
  v128.store(to + 2 * t, f32x4.add(p, f32x4.mul(f32x4.splat(4), r)));
  v128.store(to + 3 * t, f32x4.add(f32x4.add(q, f32x4.mul(f32x4.splat(8), u)), m5));
}

/** 36 values `plane` bytes apart → 4×4 values at `to` (rows 64 bytes apart). */
export function transformOutput(m: usize, plane: usize, to: usize, temp: usize): void {
  for (let j = 0; j < 6; j++) outputLine(m + <usize>j * plane, 6 * plane, temp + (<usize>j << 4), 96);
  for (let i = 0; i < 4; i++) outputLine(temp + <usize>i * 96, 16, to + <usize>i * 64, 16);
}

/** One row of G: three values → six. */
// @ts-ignore: decorator
@inline
function filterLine(from: usize, s: usize, to: usize, t: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + s);
  const g2 = v128.load(from + 2 * s);
  v128.store(to, f32x4.mul(f32x4.splat(0.25), g0));
  const even1 = f32x4.mul(f32x4.splat(-1.0 / 6.0), f32x4.add(g0, g2));
  const odd1 = f32x4.mul(f32x4.splat(-1.0 / 6.0), g1);
  v128.store(to + t, f32x4.add(even1, odd1));
  v128.store(to + 2 * t, f32x4.sub(even1, odd1));
  const even2 = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 24.0), g0), f32x4.mul(f32x4.splat(1.0 / 6.0), g2));
  const odd2 = f32x4.mul(f32x4.splat(1.0 / 12.0), g1);
  v128.store(to + 3 * t, f32x4.add(even2, odd2));
  v128.store(to + 4 * t, f32x4.sub(even2, odd2));
  v128.store(to + 5 * t, g2);
}

/** Four output channels of one 3×3 filter (taps `tap` bytes apart) → 36 values. */
export function transformFilter(g: usize, tap: usize, u: usize, plane: usize, temp: usize): void {
  for (let j = 0; j < 3; j++) filterLine(g + <usize>j * tap, 3 * tap, temp + (<usize>j << 4), 48);
  for (let i = 0; i < 6; i++) filterLine(temp + <usize>i * 48, 16, u + <usize>(i * 6) * plane, plane);
}

/** One row of H: four values → six. */
// @ts-ignore: decorator
@inline
function gradientLine(from: usize, s: usize, to: usize, t: usize): void {
  const e0 = v128.load(from);
  const e1 = v128.load(from + s);
  const e2 = v128.load(from + 2 * s);
  const e3 = v128.load(from + 3 * s);
  v128.store(to, f32x4.mul(f32x4.splat(0.25), e0));
  const even1 = f32x4.mul(f32x4.splat(-1.0 / 6.0), f32x4.add(e0, e2));
  const odd1 = f32x4.mul(f32x4.splat(-1.0 / 6.0), f32x4.add(e1, e3));
  v128.store(to + t, f32x4.add(even1, odd1));
  v128.store(to + 2 * t, f32x4.sub(even1, odd1));
  const even2 = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 24.0), e0), f32x4.mul(f32x4.splat(1.0 / 6.0), e2));
  const odd2 = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 12.0), e1), f32x4.mul(f32x4.splat(1.0 / 3.0), e3));
  v128.store(to + 3 * t, f32x4.add(even2, odd2));
  v128.store(to + 4 * t, f32x4.sub(even2, odd2));
  v128.store(to + 5 * t, e3);
}

/** Four channels of one 4×4 tile of the output's gradient → 36 values. */
export function transformGradient(tile: usize, rowBytes: usize, pixelBytes: usize, d: usize, plane: usize, temp: usize): void {
  for (let j = 0; j < 4; j++) gradientLine(tile + <usize>j * pixelBytes, rowBytes, temp + (<usize>j << 4), 64);
  for (let i = 0; i < 6; i++) gradientLine(temp + <usize>i * 64, 16, d + <usize>(i * 6) * plane, plane);
}

/** One row of Cᵀ: six values → three. */
// @ts-ignore: decorator
@inline
function weightLine(from: usize, s: usize, to: usize, t: usize): void {
  const m1 = v128.load(from + s);
  const m2 = v128.load(from + 2 * s);
  const m3 = v128.load(from + 3 * s);
  const m4 = v128.load(from + 4 * s);
  const p = f32x4.add(m1, m2), r = f32x4.add(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(v128.load(from), p), r));
  v128.store(to + t, f32x4.add(f32x4.sub(m1, m2), f32x4.mul(f32x4.splat(2), f32x4.sub(m3, m4))));
  v128.store(to + 2 * t, f32x4.add(f32x4.add(p, f32x4.mul(f32x4.splat(4), r)), v128.load(from + 5 * s)));
}

/** 36 sums → four output channels of a 3×3 weight gradient (taps `tap` bytes apart). */
export function transformWeight(s: usize, plane: usize, dw: usize, tap: usize, temp: usize): void {
  for (let j = 0; j < 6; j++) weightLine(s + <usize>j * plane, 6 * plane, temp + (<usize>j << 4), 96);
  for (let i = 0; i < 3; i++) weightLine(temp + <usize>i * 96, 16, dw + <usize>(3 * i) * tap, tap);
}
