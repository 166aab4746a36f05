/**
 * Maximum pooling with 3×3 windows, stride 2 and padding 0 or 1, and its gradient: one image of NHWC, 8 channels at a
 * time as two vectors side by side, which a revectorising V8 joins. Capitals are channels 4–7.
 *
 * Why it is fast: window c's last column is window c + 1's first. Forward, each column's maximum over the three rows is
 * taken once: 6 loads a window in place of 9. Backward, a column that two windows share waits in registers for the second
 * one's share, so each value of dx is stored once a row of windows; only the row that two rows of windows share is read
 * and added to. Nothing is zeroed first but what no window covers.
 */

/**
 * One row of windows. r0, r1, r2: the input rows, one that lies outside replaced by another of the window; `pixel`: bytes
 * of a pixel; pad: 0 or 1.
 */
export function forward3x3Row(
  r0: usize, r1: usize, r2: usize, y: usize, width: i32, outW: i32, pad: i32, pixel: usize,
): void {
  for (let c: usize = 0; c < pixel; c += 32) {
    let at = c;
    // The first window's first column; column −1 is replaced by column 0, which that window holds too.
    let m = f32x4.max(f32x4.max(v128.load(r0 + at), v128.load(r1 + at)), v128.load(r2 + at));
    let M = f32x4.max(f32x4.max(v128.load(r0 + at, 16), v128.load(r1 + at, 16)), v128.load(r2 + at, 16));
    if (pad == 0) at += pixel;
    let target = y + c;
    for (let column = 0; column < outW; column++) {
      // The last window may lack its last column: then its middle one stands for it.
      const on = at + (2 * column + 2 - pad < width ? pixel : 0);
      const p = f32x4.max(f32x4.max(v128.load(r0 + at), v128.load(r1 + at)), v128.load(r2 + at));
      const P = f32x4.max(f32x4.max(v128.load(r0 + at, 16), v128.load(r1 + at, 16)), v128.load(r2 + at, 16));
      const q = f32x4.max(f32x4.max(v128.load(r0 + on), v128.load(r1 + on)), v128.load(r2 + on));
      const Q = f32x4.max(f32x4.max(v128.load(r0 + on, 16), v128.load(r1 + on, 16)), v128.load(r2 + on, 16));
      v128.store(target, f32x4.max(f32x4.max(M, P), Q), 16);
      v128.store(target, f32x4.max(f32x4.max(m, p), q));
      m = q;
      M = Q;
      at += 2 * pixel;
      target += pixel;
    }
  }
}

/** 0, or what makes every comparison fail once it is added. */
// @ts-ignore: decorator
@inline
function failIf(outside: bool): v128 {
  return f32x4.splat(outside ? NaN : 0);
}

/** The part of the gradient g that belongs to x: g where x is the maximum. */
// @ts-ignore: decorator
@inline
function share(x: v128, best: v128, g: v128): v128 {
  return v128.and(g, f32x4.eq(x, best));
}

/**
 * One row of windows, backward. x, dx: the middle row; up, down: bytes from it to the rows above and below, 0 for a row
 * that lies outside. The row above is added to, the other two are stored. What lies outside gets nothing, at the place of a
 * neighbour that is stored after it.
 */
function backwardRow(
  x: usize, up: usize, down: usize, y: usize, dy: usize, dx: usize,
  width: i32, outW: i32, pad: i32, pixel: usize, relu: i32,
): void {
  const zero = f32x4.splat(0);
  const floor = f32x4.splat(relu ? 0 : -Infinity);
  const noUp = failIf(up == 0);
  const noDown = failIf(down == 0);
  for (let c: usize = 0; c < pixel; c += 32) {
    // What the window before gave the column it shares with this one, in rows 0, 1 and 2 of the window.
    let k0 = zero, K0 = zero, k1 = zero, K1 = zero, k2 = zero, K2 = zero;
    let at = c;
    let from = x + c + (pad ? 0 : pixel);
    let to = dx + c + (pad ? 0 : pixel);
    for (let column = 0; column < outW; column++) {
      const back: usize = 2 * column < pad ? 0 : pixel;
      const on = 2 * column + 2 - pad < width ? pixel : 0;
      const noBack = failIf(back == 0);
      const noOn = failIf(on == 0);
      const b = v128.load(y + at), B = v128.load(y + at, 16);
      // g: the gradient where no maximum has been met yet.
      let g = v128.and(v128.load(dy + at), f32x4.gt(b, floor));
      let G = v128.and(v128.load(dy + at, 16), f32x4.gt(B, floor));

      const b0 = f32x4.add(b, noUp), B0 = f32x4.add(B, noUp);
      let row = from - up;
      let target = to - up;
      let s = share(v128.load(row - back), f32x4.add(b0, noBack), g), S = share(v128.load(row - back, 16), f32x4.add(B0, noBack), G);
      g = v128.andnot(g, s); G = v128.andnot(G, S);
      const p = f32x4.add(k0, s), P = f32x4.add(K0, S);
      s = share(v128.load(row), b0, g); S = share(v128.load(row, 16), B0, G);
      g = v128.andnot(g, s); G = v128.andnot(G, S);
      const t0 = f32x4.add(v128.load(target - back), p), T0 = f32x4.add(v128.load(target - back, 16), P);
      const t1 = f32x4.add(v128.load(target), s), T1 = f32x4.add(v128.load(target, 16), S);
      v128.store(target - back, T0, 16);
      v128.store(target - back, t0);
      v128.store(target, T1, 16);
      v128.store(target, t1);
      s = share(v128.load(row + on), f32x4.add(b0, noOn), g); S = share(v128.load(row + on, 16), f32x4.add(B0, noOn), G);
      g = v128.andnot(g, s); G = v128.andnot(G, S);
      k0 = s; K0 = S;

      row = from;
      s = share(v128.load(row - back), f32x4.add(b, noBack), g); S = share(v128.load(row - back, 16), f32x4.add(B, noBack), G);
      g = v128.andnot(g, s); G = v128.andnot(G, S);
      const middle0 = f32x4.add(k1, s), MIDDLE0 = f32x4.add(K1, S);
      s = share(v128.load(row), b, g); S = share(v128.load(row, 16), B, G);
      g = v128.andnot(g, s); G = v128.andnot(G, S);
      const middle1 = s, MIDDLE1 = S;
      s = share(v128.load(row + on), f32x4.add(b, noOn), g); S = share(v128.load(row + on, 16), f32x4.add(B, noOn), G);
      g = v128.andnot(g, s); G = v128.andnot(G, S);
      k1 = s; K1 = S;

      const b2 = f32x4.add(b, noDown), B2 = f32x4.add(B, noDown);
      row = from + down;
      target = to + down;
      s = share(v128.load(row - back), f32x4.add(b2, noBack), g); S = share(v128.load(row - back, 16), f32x4.add(B2, noBack), G);
      g = v128.andnot(g, s); G = v128.andnot(G, S);
      v128.store(target - back, f32x4.add(K2, S), 16);
      v128.store(target - back, f32x4.add(k2, s));
      s = share(v128.load(row), b2, g); S = share(v128.load(row, 16), B2, G);
      g = v128.andnot(g, s); G = v128.andnot(G, S);
      v128.store(target, S, 16);
      v128.store(target, s);
      s = share(v128.load(row + on), f32x4.add(b2, noOn), g); S = share(v128.load(row + on, 16), f32x4.add(B2, noOn), G);
      k2 = s; K2 = S;

      v128.store(to - back, MIDDLE0, 16);
      v128.store(to - back, middle0);
      v128.store(to, MIDDLE1, 16);
      v128.store(to, middle1);
      at += pixel;
      from += 2 * pixel;
      to += 2 * pixel;
    }
    // The last window's last column.
    if (2 * outW - pad < width) {
      to -= pixel;
      const target = to - up;
      v128.store(target, f32x4.add(v128.load(target, 16), K0), 16);
      v128.store(target, f32x4.add(v128.load(target), k0));
      v128.store(to + down, K2, 16);
      v128.store(to + down, k2);
      v128.store(to, K1, 16);
      v128.store(to, k1);
    }
  }
}

/** One image; dx, x [H, W, cs], y, dy [OH, OW, cs]; with `relu` only where the maximum is above 0. */
export function backward3x3(
  x: usize, y: usize, dy: usize, dx: usize, height: i32, width: i32, pad: i32, outH: i32, outW: i32, pixel: usize, relu: i32,
): void {
  const line = <usize>width * pixel;
  const covered = 2 * outW + 1 - pad; // columns that windows reach
  if (pad == 0) memory.fill(dx, 0, line);
  for (let row = 0; row < outH; row++) {
    const i = 2 * row + 1 - pad; // the middle row
    const middle = <usize>i * line;
    const up = i > 0 ? line : 0;
    const down = i + 1 < height ? line : 0;
    const out = <usize>(row * outW) * pixel;
    backwardRow(x + middle, up, down, y + out, dy + out, dx + middle, width, outW, pad, pixel, relu);
    if (covered < width) {
      const rest = <usize>(width - covered) * pixel;
      memory.fill(dx + middle + <usize>covered * pixel, 0, rest);
      memory.fill(dx + middle + down + <usize>covered * pixel, 0, rest);
    }
  }
  const rows = 2 * outH + 1 - pad;
  if (rows < height) memory.fill(dx + <usize>rows * line, 0, <usize>(height - rows) * line);
}
