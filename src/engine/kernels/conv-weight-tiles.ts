/**
 * The tiles of a direct convolution's weight gradient: a few rows of dw × 8 or 16 output channels, held in registers over
 * a block of rows × columns output pixels.
 *
 *   dw[r][k] += Σ over the pixels of x[pixel][r] · dy[pixel][k]
 *
 * x, dy: the block's first pixel; xStep, dyStep: bytes from one pixel to the next; xRow, dyRow: from one row of outputs to
 * the next. dw: rows of a panel, 8 channels each.
 * Why these: see conv-tiles.ts. A block's sum is made apart and then added, which keeps long sums exact to more digits; all
 * loads of dw come before all stores, or V8 would not join the vectors.
 */

/** 4 rows × two panels, dw0 and dw1, whose channels stand side by side in dy. */
export function gradient4x16(
  x: usize, xStep: usize, xRow: usize, dy: usize, dyStep: usize, dyRow: usize, rows: i32, columns: i32,
  dw0: usize, dw1: usize,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero;
  let c10 = zero, c11 = zero;
  let c20 = zero, c21 = zero;
  let c30 = zero, c31 = zero;
  let c02 = zero, c03 = zero;
  let c12 = zero, c13 = zero;
  let c22 = zero, c23 = zero;
  let c32 = zero, c33 = zero;
  for (let r = 0; r < rows; r++) {
    let a = x;
    let d = dy;
    const last = d + <usize>columns * dyStep;
    while (d < last) {
      const p0 = v128.load(d), p1 = v128.load(d, 16), q0 = v128.load(d, 32), q1 = v128.load(d, 48);
      let s = v128.load32_splat(a);
      c00 = f32x4.add(c00, f32x4.mul(s, p0)); c01 = f32x4.add(c01, f32x4.mul(s, p1));
      c02 = f32x4.add(c02, f32x4.mul(s, q0)); c03 = f32x4.add(c03, f32x4.mul(s, q1));
      s = v128.load32_splat(a, 4);
      c10 = f32x4.add(c10, f32x4.mul(s, p0)); c11 = f32x4.add(c11, f32x4.mul(s, p1));
      c12 = f32x4.add(c12, f32x4.mul(s, q0)); c13 = f32x4.add(c13, f32x4.mul(s, q1));
      s = v128.load32_splat(a, 8);
      c20 = f32x4.add(c20, f32x4.mul(s, p0)); c21 = f32x4.add(c21, f32x4.mul(s, p1));
      c22 = f32x4.add(c22, f32x4.mul(s, q0)); c23 = f32x4.add(c23, f32x4.mul(s, q1));
      s = v128.load32_splat(a, 12);
      c30 = f32x4.add(c30, f32x4.mul(s, p0)); c31 = f32x4.add(c31, f32x4.mul(s, p1));
      c32 = f32x4.add(c32, f32x4.mul(s, q0)); c33 = f32x4.add(c33, f32x4.mul(s, q1));
      a += xStep;
      d += dyStep;
    }
    x += xRow;
    dy += dyRow;
  }
  c00 = f32x4.add(v128.load(dw0), c00); c01 = f32x4.add(v128.load(dw0, 16), c01);
  c10 = f32x4.add(v128.load(dw0, 32), c10); c11 = f32x4.add(v128.load(dw0, 48), c11);
  c20 = f32x4.add(v128.load(dw0, 64), c20); c21 = f32x4.add(v128.load(dw0, 80), c21);
  c30 = f32x4.add(v128.load(dw0, 96), c30); c31 = f32x4.add(v128.load(dw0, 112), c31);
  c02 = f32x4.add(v128.load(dw1), c02); c03 = f32x4.add(v128.load(dw1, 16), c03);
  c12 = f32x4.add(v128.load(dw1, 32), c12); c13 = f32x4.add(v128.load(dw1, 48), c13);
  c22 = f32x4.add(v128.load(dw1, 64), c22); c23 = f32x4.add(v128.load(dw1, 80), c23);
  c32 = f32x4.add(v128.load(dw1, 96), c32); c33 = f32x4.add(v128.load(dw1, 112), c33);
  v128.store(dw0, c01, 16); v128.store(dw0, c00);
  v128.store(dw0, c11, 48); v128.store(dw0, c10, 32);
  v128.store(dw0, c21, 80); v128.store(dw0, c20, 64);
  v128.store(dw0, c31, 112); v128.store(dw0, c30, 96);
  v128.store(dw1, c03, 16); v128.store(dw1, c02);
  v128.store(dw1, c13, 48); v128.store(dw1, c12, 32);
  v128.store(dw1, c23, 80); v128.store(dw1, c22, 64);
  v128.store(dw1, c33, 112); v128.store(dw1, c32, 96);
}

/** 4 rows × one panel. */
export function gradient4x8(
  x: usize, xStep: usize, xRow: usize, dy: usize, dyStep: usize, dyRow: usize, rows: i32, columns: i32, dw: usize,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero;
  let c10 = zero, c11 = zero;
  let c20 = zero, c21 = zero;
  let c30 = zero, c31 = zero;
  for (let r = 0; r < rows; r++) {
    let a = x;
    let d = dy;
    const last = d + <usize>columns * dyStep;
    while (d < last) {
      const p0 = v128.load(d), p1 = v128.load(d, 16);
      let s = v128.load32_splat(a);
      c00 = f32x4.add(c00, f32x4.mul(s, p0)); c01 = f32x4.add(c01, f32x4.mul(s, p1));
      s = v128.load32_splat(a, 4);
      c10 = f32x4.add(c10, f32x4.mul(s, p0)); c11 = f32x4.add(c11, f32x4.mul(s, p1));
      s = v128.load32_splat(a, 8);
      c20 = f32x4.add(c20, f32x4.mul(s, p0)); c21 = f32x4.add(c21, f32x4.mul(s, p1));
      s = v128.load32_splat(a, 12);
      c30 = f32x4.add(c30, f32x4.mul(s, p0)); c31 = f32x4.add(c31, f32x4.mul(s, p1));
      a += xStep;
      d += dyStep;
    }
    x += xRow;
    dy += dyRow;
  }
  c00 = f32x4.add(v128.load(dw), c00); c01 = f32x4.add(v128.load(dw, 16), c01);
  c10 = f32x4.add(v128.load(dw, 32), c10); c11 = f32x4.add(v128.load(dw, 48), c11);
  c20 = f32x4.add(v128.load(dw, 64), c20); c21 = f32x4.add(v128.load(dw, 80), c21);
  c30 = f32x4.add(v128.load(dw, 96), c30); c31 = f32x4.add(v128.load(dw, 112), c31);
  v128.store(dw, c01, 16); v128.store(dw, c00);
  v128.store(dw, c11, 48); v128.store(dw, c10, 32);
  v128.store(dw, c21, 80); v128.store(dw, c20, 64);
  v128.store(dw, c31, 112); v128.store(dw, c30, 96);
}

/** 1 row × one panel: kernel rows whose KW·xs values four do not divide (a gray map, other than 3×3). */
export function gradient1x8(
  x: usize, xStep: usize, xRow: usize, dy: usize, dyStep: usize, dyRow: usize, rows: i32, columns: i32, dw: usize,
): void {
  const zero = f32x4.splat(0);
  let c0 = zero, c1 = zero;
  for (let r = 0; r < rows; r++) {
    let a = x;
    let d = dy;
    const last = d + <usize>columns * dyStep;
    while (d < last) {
      const s = v128.load32_splat(a);
      c0 = f32x4.add(c0, f32x4.mul(s, v128.load(d)));
      c1 = f32x4.add(c1, f32x4.mul(s, v128.load(d, 16)));
      a += xStep;
      d += dyStep;
    }
    x += xRow;
    dy += dyRow;
  }
  c0 = f32x4.add(v128.load(dw), c0); c1 = f32x4.add(v128.load(dw, 16), c1);
  v128.store(dw, c1, 16);
  v128.store(dw, c0);
}

/** All nine rows of a 3×3 convolution of a gray map × one panel; rowBytes: from one row of x to the next. */
export function gradientGray3x3(
  x: usize, xStep: usize, xRow: usize, rowBytes: usize, dy: usize, dyStep: usize, dyRow: usize,
  rows: i32, columns: i32, dw: usize,
): void {
  const zero = f32x4.splat(0);
  let w0 = zero, W0 = zero;
  let w1 = zero, W1 = zero;
  let w2 = zero, W2 = zero;
  let w3 = zero, W3 = zero;
  let w4 = zero, W4 = zero;
  let w5 = zero, W5 = zero;
  let w6 = zero, W6 = zero;
  let w7 = zero, W7 = zero;
  let w8 = zero, W8 = zero;
  for (let r = 0; r < rows; r++) {
    let a = x;
    let b = a + rowBytes;
    let c = b + rowBytes;
    let d = dy;
    const last = d + <usize>columns * dyStep;
    while (d < last) {
      const p = v128.load(d), P = v128.load(d, 16);
      let s = v128.load32_splat(a);
      w0 = f32x4.add(w0, f32x4.mul(s, p)); W0 = f32x4.add(W0, f32x4.mul(s, P));
      s = v128.load32_splat(a, 4);
      w1 = f32x4.add(w1, f32x4.mul(s, p)); W1 = f32x4.add(W1, f32x4.mul(s, P));
      s = v128.load32_splat(a, 8);
      w2 = f32x4.add(w2, f32x4.mul(s, p)); W2 = f32x4.add(W2, f32x4.mul(s, P));
      s = v128.load32_splat(b);
      w3 = f32x4.add(w3, f32x4.mul(s, p)); W3 = f32x4.add(W3, f32x4.mul(s, P));
      s = v128.load32_splat(b, 4);
      w4 = f32x4.add(w4, f32x4.mul(s, p)); W4 = f32x4.add(W4, f32x4.mul(s, P));
      s = v128.load32_splat(b, 8);
      w5 = f32x4.add(w5, f32x4.mul(s, p)); W5 = f32x4.add(W5, f32x4.mul(s, P));
      s = v128.load32_splat(c);
      w6 = f32x4.add(w6, f32x4.mul(s, p)); W6 = f32x4.add(W6, f32x4.mul(s, P));
      s = v128.load32_splat(c, 4);
      w7 = f32x4.add(w7, f32x4.mul(s, p)); W7 = f32x4.add(W7, f32x4.mul(s, P));
      s = v128.load32_splat(c, 8);
      w8 = f32x4.add(w8, f32x4.mul(s, p)); W8 = f32x4.add(W8, f32x4.mul(s, P));
      a += xStep;
      b += xStep;
      c += xStep;
      d += dyStep;
    }
    x += xRow;
    dy += dyRow;
  }
  w0 = f32x4.add(v128.load(dw), w0); W0 = f32x4.add(v128.load(dw, 16), W0);
  w1 = f32x4.add(v128.load(dw, 32), w1); W1 = f32x4.add(v128.load(dw, 48), W1);
  w2 = f32x4.add(v128.load(dw, 64), w2); W2 = f32x4.add(v128.load(dw, 80), W2);
  w3 = f32x4.add(v128.load(dw, 96), w3); W3 = f32x4.add(v128.load(dw, 112), W3);
  w4 = f32x4.add(v128.load(dw, 128), w4); W4 = f32x4.add(v128.load(dw, 144), W4);
  w5 = f32x4.add(v128.load(dw, 160), w5); W5 = f32x4.add(v128.load(dw, 176), W5);
  w6 = f32x4.add(v128.load(dw, 192), w6); W6 = f32x4.add(v128.load(dw, 208), W6);
  w7 = f32x4.add(v128.load(dw, 224), w7); W7 = f32x4.add(v128.load(dw, 240), W7);
  w8 = f32x4.add(v128.load(dw, 256), w8); W8 = f32x4.add(v128.load(dw, 272), W8);
  v128.store(dw, W0, 16); v128.store(dw, w0);
  v128.store(dw, W1, 48); v128.store(dw, w1, 32);
  v128.store(dw, W2, 80); v128.store(dw, w2, 64);
  v128.store(dw, W3, 112); v128.store(dw, w3, 96);
  v128.store(dw, W4, 144); v128.store(dw, w4, 128);
  v128.store(dw, W5, 176); v128.store(dw, w5, 160);
  v128.store(dw, W6, 208); v128.store(dw, w6, 192);
  v128.store(dw, W7, 240); v128.store(dw, w7, 224);
  v128.store(dw, W8, 272); v128.store(dw, w8, 256);
}

/** db[0…7] += Σ dy[0…7]. */
export function gradientBias(dy: usize, dyStep: usize, dyRow: usize, rows: i32, columns: i32, db: usize): void {
  const zero = f32x4.splat(0);
  let c0 = zero, c1 = zero;
  for (let r = 0; r < rows; r++) {
    let d = dy;
    const last = d + <usize>columns * dyStep;
    while (d < last) {
      c0 = f32x4.add(c0, v128.load(d));
      c1 = f32x4.add(c1, v128.load(d, 16));
      d += dyStep;
    }
    dy += dyRow;
  }
  c0 = f32x4.add(v128.load(db), c0); c1 = f32x4.add(v128.load(db, 16), c1);
  v128.store(db, c1, 16);
  v128.store(db, c0);
}
