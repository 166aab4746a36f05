/**
 * The transforms of Winograd convolution F(4×4, 3×3) (Lavin & Gray 2016, "Fast algorithms for convolutional neural
 * networks") on the points 0, ±1, ±2, ∞, and their transposes, which carry gradients back through them:
 *
 *   input   6×6 → 6×6   V = Bᵀ d B        filter 3×3 → 6×6   U = G g Gᵀ        output 6×6 → 4×4   Y = Aᵀ M A
 *   output gradient 4×4 → 6×6   D = A e Aᵀ
 *   weight gradient 6×6 → 3×3   Gᵀ S G          input gradient 6×6 → 6×6   B N Bᵀ
 *
 * All work on eight channels at a time, as two vectors side by side: a revectorising engine joins them into one, which
 * it only does where all loads come before the stores. Even and odd parts of each row are shared. A transform runs down
 * the columns into `temp` (36 pairs that stay in the first-level cache; registers do not hold them) and then along the
 * rows.
 */

/** Bytes of `temp`. */
export const TEMP_BYTES: i32 = 1152;

/** One row of Bᵀ: six values at `from` (stride s) → six at `to` (stride t). */
// @ts-ignore: decorator
@inline
function inputLine(from: usize, s: usize, to: usize, t: usize): void {
  const a0 = v128.load(from), b0 = v128.load(from, 16);
  const a1 = v128.load(from + s), b1 = v128.load(from + s, 16);
  const a2 = v128.load(from + 2 * s), b2 = v128.load(from + 2 * s, 16);
  const a3 = v128.load(from + 3 * s), b3 = v128.load(from + 3 * s, 16);
  const a4 = v128.load(from + 4 * s), b4 = v128.load(from + 4 * s, 16);
  const a5 = v128.load(from + 5 * s), b5 = v128.load(from + 5 * s, 16);
  const four = f32x4.splat(4), five = f32x4.splat(5), two = f32x4.splat(2);
  const aEven1 = f32x4.sub(a4, f32x4.mul(four, a2));
  const aOdd1 = f32x4.sub(a3, f32x4.mul(four, a1));
  const aEven2 = f32x4.sub(a4, a2);
  const aOdd2 = f32x4.mul(two, f32x4.sub(a3, a1));
  const bEven1 = f32x4.sub(b4, f32x4.mul(four, b2));
  const bOdd1 = f32x4.sub(b3, f32x4.mul(four, b1));
  const bEven2 = f32x4.sub(b4, b2);
  const bOdd2 = f32x4.mul(two, f32x4.sub(b3, b1));
  v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, a0), f32x4.mul(five, a2)), a4));
  v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, b0), f32x4.mul(five, b2)), b4), 16);
  v128.store(to + t, f32x4.add(aEven1, aOdd1));
  v128.store(to + t, f32x4.add(bEven1, bOdd1), 16);
  v128.store(to + 2 * t, f32x4.sub(aEven1, aOdd1));
  v128.store(to + 2 * t, f32x4.sub(bEven1, bOdd1), 16);
  v128.store(to + 3 * t, f32x4.add(aEven2, aOdd2));
  v128.store(to + 3 * t, f32x4.add(bEven2, bOdd2), 16);
  v128.store(to + 4 * t, f32x4.sub(aEven2, aOdd2));
  v128.store(to + 4 * t, f32x4.sub(bEven2, bOdd2), 16);
  v128.store(to + 5 * t, f32x4.add(f32x4.sub(f32x4.mul(four, a1), f32x4.mul(five, a3)), a5));
  v128.store(to + 5 * t, f32x4.add(f32x4.sub(f32x4.mul(four, b1), f32x4.mul(five, b3)), b5), 16);
}

/** Eight channels of one 6×6 window → 36 values, `plane` bytes apart. */
export function transformInput(window: usize, rowBytes: usize, pixelBytes: usize, v: usize, plane: usize, temp: usize): void {
  for (let j = 0; j < 6; j++) inputLine(window + <usize>j * pixelBytes, rowBytes, temp + (<usize>j << 5), 192);
  for (let i = 0; i < 6; i++) inputLine(temp + <usize>i * 192, 32, v + <usize>(i * 6) * plane, plane);
}

/** One row of Aᵀ: six values → four. */
// @ts-ignore: decorator
@inline
function outputLine(from: usize, s: usize, to: usize, t: usize): void {
  const a0 = v128.load(from), b0 = v128.load(from, 16);
  const a1 = v128.load(from + s), b1 = v128.load(from + s, 16);
  const a2 = v128.load(from + 2 * s), b2 = v128.load(from + 2 * s, 16);
  const a3 = v128.load(from + 3 * s), b3 = v128.load(from + 3 * s, 16);
  const a4 = v128.load(from + 4 * s), b4 = v128.load(from + 4 * s, 16);
  const a5 = v128.load(from + 5 * s), b5 = v128.load(from + 5 * s, 16);
  const two = f32x4.splat(2), four = f32x4.splat(4), eight = f32x4.splat(8);
  const aP = f32x4.add(a1, a2);
  const aQ = f32x4.sub(a1, a2);
  const aR = f32x4.add(a3, a4);
  const aU = f32x4.sub(a3, a4);
  const bP = f32x4.add(b1, b2);
  const bQ = f32x4.sub(b1, b2);
  const bR = f32x4.add(b3, b4);
  const bU = f32x4.sub(b3, b4);
  v128.store(to, f32x4.add(f32x4.add(a0, aP), aR));
  v128.store(to, f32x4.add(f32x4.add(b0, bP), bR), 16);
  v128.store(to + t, f32x4.add(aQ, f32x4.mul(two, aU)));
  v128.store(to + t, f32x4.add(bQ, f32x4.mul(two, bU)), 16);
  v128.store(to + 2 * t, f32x4.add(aP, f32x4.mul(four, aR)));
  v128.store(to + 2 * t, f32x4.add(bP, f32x4.mul(four, bR)), 16);
  v128.store(to + 3 * t, f32x4.add(f32x4.add(aQ, f32x4.mul(eight, aU)), a5));
  v128.store(to + 3 * t, f32x4.add(f32x4.add(bQ, f32x4.mul(eight, bU)), b5), 16);
}

/** 36 values `plane` bytes apart → 4×4 values at `to` (rows 128 bytes apart). */
export function transformOutput(m: usize, plane: usize, to: usize, temp: usize): void {
  for (let j = 0; j < 6; j++) outputLine(m + <usize>j * plane, 6 * plane, temp + (<usize>j << 5), 192);
  for (let i = 0; i < 4; i++) outputLine(temp + <usize>i * 192, 32, to + <usize>i * 128, 32);
}

/** One row of G: three values → six. */
// @ts-ignore: decorator
@inline
function filterLine(from: usize, s: usize, to: usize, t: usize): void {
  const a0 = v128.load(from), b0 = v128.load(from, 16);
  const a1 = v128.load(from + s), b1 = v128.load(from + s, 16);
  const a2 = v128.load(from + 2 * s), b2 = v128.load(from + 2 * s, 16);
  const sixth = f32x4.splat(-1.0 / 6.0), quarter = f32x4.splat(0.25);
  const aEven1 = f32x4.mul(sixth, f32x4.add(a0, a2));
  const aOdd1 = f32x4.mul(sixth, a1);
  const aEven2 = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 24.0), a0), f32x4.mul(f32x4.splat(1.0 / 6.0), a2));
  const aOdd2 = f32x4.mul(f32x4.splat(1.0 / 12.0), a1);
  const bEven1 = f32x4.mul(sixth, f32x4.add(b0, b2));
  const bOdd1 = f32x4.mul(sixth, b1);
  const bEven2 = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 24.0), b0), f32x4.mul(f32x4.splat(1.0 / 6.0), b2));
  const bOdd2 = f32x4.mul(f32x4.splat(1.0 / 12.0), b1);
  v128.store(to, f32x4.mul(quarter, a0));
  v128.store(to, f32x4.mul(quarter, b0), 16);
  v128.store(to + t, f32x4.add(aEven1, aOdd1));
  v128.store(to + t, f32x4.add(bEven1, bOdd1), 16);
  v128.store(to + 2 * t, f32x4.sub(aEven1, aOdd1));
  v128.store(to + 2 * t, f32x4.sub(bEven1, bOdd1), 16);
  v128.store(to + 3 * t, f32x4.add(aEven2, aOdd2));
  v128.store(to + 3 * t, f32x4.add(bEven2, bOdd2), 16);
  v128.store(to + 4 * t, f32x4.sub(aEven2, aOdd2));
  v128.store(to + 4 * t, f32x4.sub(bEven2, bOdd2), 16);
  v128.store(to + 5 * t, a2);
  v128.store(to + 5 * t, b2, 16);
}

/** Eight output channels of one 3×3 filter (taps `tap` bytes apart) → 36 values. */
export function transformFilter(g: usize, tap: usize, u: usize, plane: usize, temp: usize): void {
  for (let j = 0; j < 3; j++) filterLine(g + <usize>j * tap, 3 * tap, temp + (<usize>j << 5), 96);
  for (let i = 0; i < 6; i++) filterLine(temp + <usize>i * 96, 32, u + <usize>(i * 6) * plane, plane);
}

/** One row of A: four values → six, the transpose of outputLine. */
// @ts-ignore: decorator
@inline
function gradientLine(from: usize, s: usize, to: usize, t: usize): void {
  const a0 = v128.load(from), b0 = v128.load(from, 16);
  const a1 = v128.load(from + s), b1 = v128.load(from + s, 16);
  const a2 = v128.load(from + 2 * s), b2 = v128.load(from + 2 * s, 16);
  const a3 = v128.load(from + 3 * s), b3 = v128.load(from + 3 * s, 16);
  const two = f32x4.splat(2), four = f32x4.splat(4);
  const aEven1 = f32x4.add(a0, a2);
  const aOdd1 = f32x4.add(a1, a3);
  const aEven2 = f32x4.add(a0, f32x4.mul(four, a2));
  const aOdd2 = f32x4.mul(two, f32x4.add(a1, f32x4.mul(four, a3)));
  const bEven1 = f32x4.add(b0, b2);
  const bOdd1 = f32x4.add(b1, b3);
  const bEven2 = f32x4.add(b0, f32x4.mul(four, b2));
  const bOdd2 = f32x4.mul(two, f32x4.add(b1, f32x4.mul(four, b3)));
  v128.store(to, a0);
  v128.store(to, b0, 16);
  v128.store(to + t, f32x4.add(aEven1, aOdd1));
  v128.store(to + t, f32x4.add(bEven1, bOdd1), 16);
  v128.store(to + 2 * t, f32x4.sub(aEven1, aOdd1));
  v128.store(to + 2 * t, f32x4.sub(bEven1, bOdd1), 16);
  v128.store(to + 3 * t, f32x4.add(aEven2, aOdd2));
  v128.store(to + 3 * t, f32x4.add(bEven2, bOdd2), 16);
  v128.store(to + 4 * t, f32x4.sub(aEven2, aOdd2));
  v128.store(to + 4 * t, f32x4.sub(bEven2, bOdd2), 16);
  v128.store(to + 5 * t, a3);
  v128.store(to + 5 * t, b3, 16);
}

/** Eight channels of one 4×4 tile of the output's gradient → 36 values. */
export function transformGradient(tile: usize, rowBytes: usize, pixelBytes: usize, d: usize, plane: usize, temp: usize): void {
  for (let j = 0; j < 4; j++) gradientLine(tile + <usize>j * pixelBytes, rowBytes, temp + (<usize>j << 5), 128);
  for (let i = 0; i < 6; i++) gradientLine(temp + <usize>i * 128, 32, d + <usize>(i * 6) * plane, plane);
}

/** One row of Gᵀ: six values → three, the transpose of filterLine. */
// @ts-ignore: decorator
@inline
function weightLine(from: usize, s: usize, to: usize, t: usize): void {
  const a0 = v128.load(from), b0 = v128.load(from, 16);
  const a1 = v128.load(from + s), b1 = v128.load(from + s, 16);
  const a2 = v128.load(from + 2 * s), b2 = v128.load(from + 2 * s, 16);
  const a3 = v128.load(from + 3 * s), b3 = v128.load(from + 3 * s, 16);
  const a4 = v128.load(from + 4 * s), b4 = v128.load(from + 4 * s, 16);
  const a5 = v128.load(from + 5 * s), b5 = v128.load(from + 5 * s, 16);
  const sixth = f32x4.splat(1.0 / 6.0), quarter = f32x4.splat(0.25);
  const part12 = f32x4.splat(1.0 / 12.0), part24 = f32x4.splat(1.0 / 24.0);
  const aP = f32x4.mul(sixth, f32x4.add(a1, a2));
  const aR = f32x4.add(a3, a4);
  const bP = f32x4.mul(sixth, f32x4.add(b1, b2));
  const bR = f32x4.add(b3, b4);
  v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, a0), aP), f32x4.mul(part24, aR)));
  v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, b0), bP), f32x4.mul(part24, bR)), 16);
  v128.store(to + t, f32x4.add(f32x4.mul(sixth, f32x4.sub(a2, a1)), f32x4.mul(part12, f32x4.sub(a3, a4))));
  v128.store(to + t, f32x4.add(f32x4.mul(sixth, f32x4.sub(b2, b1)), f32x4.mul(part12, f32x4.sub(b3, b4))), 16);
  v128.store(to + 2 * t, f32x4.add(f32x4.sub(f32x4.mul(sixth, aR), aP), a5));
  v128.store(to + 2 * t, f32x4.add(f32x4.sub(f32x4.mul(sixth, bR), bP), b5), 16);
}

/** 36 sums → eight output channels of a 3×3 weight gradient (taps `tap` bytes apart). */
export function transformWeight(s: usize, plane: usize, dw: usize, tap: usize, temp: usize): void {
  for (let j = 0; j < 6; j++) weightLine(s + <usize>j * plane, 6 * plane, temp + (<usize>j << 5), 192);
  for (let i = 0; i < 3; i++) weightLine(temp + <usize>i * 192, 32, dw + <usize>(3 * i) * tap, tap);
}

/** One row of B: six values → six, the transpose of inputLine. */
// @ts-ignore: decorator
@inline
function windowLine(from: usize, s: usize, to: usize, t: usize): void {
  const a0 = v128.load(from), b0 = v128.load(from, 16);
  const a1 = v128.load(from + s), b1 = v128.load(from + s, 16);
  const a2 = v128.load(from + 2 * s), b2 = v128.load(from + 2 * s, 16);
  const a3 = v128.load(from + 3 * s), b3 = v128.load(from + 3 * s, 16);
  const a4 = v128.load(from + 4 * s), b4 = v128.load(from + 4 * s, 16);
  const a5 = v128.load(from + 5 * s), b5 = v128.load(from + 5 * s, 16);
  const two = f32x4.splat(2), four = f32x4.splat(4), five = f32x4.splat(5);
  const aSum1 = f32x4.add(a1, a2);
  const aSum2 = f32x4.add(a3, a4);
  const aDif1 = f32x4.sub(a1, a2);
  const aDif2 = f32x4.mul(two, f32x4.sub(a3, a4));
  const bSum1 = f32x4.add(b1, b2);
  const bSum2 = f32x4.add(b3, b4);
  const bDif1 = f32x4.sub(b1, b2);
  const bDif2 = f32x4.mul(two, f32x4.sub(b3, b4));
  v128.store(to, f32x4.mul(four, a0));
  v128.store(to, f32x4.mul(four, b0), 16);
  v128.store(to + t, f32x4.sub(f32x4.mul(four, f32x4.sub(a5, aDif1)), aDif2));
  v128.store(to + t, f32x4.sub(f32x4.mul(four, f32x4.sub(b5, bDif1)), bDif2), 16);
  v128.store(to + 2 * t, f32x4.neg(f32x4.add(f32x4.add(f32x4.mul(five, a0), f32x4.mul(four, aSum1)), aSum2)));
  v128.store(to + 2 * t, f32x4.neg(f32x4.add(f32x4.add(f32x4.mul(five, b0), f32x4.mul(four, bSum1)), bSum2)), 16);
  v128.store(to + 3 * t, f32x4.sub(f32x4.add(aDif1, aDif2), f32x4.mul(five, a5)));
  v128.store(to + 3 * t, f32x4.sub(f32x4.add(bDif1, bDif2), f32x4.mul(five, b5)), 16);
  v128.store(to + 4 * t, f32x4.add(f32x4.add(a0, aSum1), aSum2));
  v128.store(to + 4 * t, f32x4.add(f32x4.add(b0, bSum1), bSum2), 16);
  v128.store(to + 5 * t, a5);
  v128.store(to + 5 * t, b5, 16);
}

/** 36 values `plane` bytes apart → the 6×6 window they are the gradient of, at `to` (rows 192 bytes apart). */
export function transformWindow(m: usize, plane: usize, to: usize, temp: usize): void {
  for (let j = 0; j < 6; j++) windowLine(m + <usize>j * plane, 6 * plane, temp + (<usize>j << 5), 192);
  for (let i = 0; i < 6; i++) windowLine(temp + <usize>i * 192, 32, to + <usize>i * 192, 32);
}
