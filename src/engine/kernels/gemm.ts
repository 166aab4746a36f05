/**
 * The inner products everything heavy is made of, on tiles of 4 rows × 8 columns, or × 16 (two panels side by side).
 *
 *   rowsTimesPanel(s)   c[r][0…7]  = Σ_k a[r·aStep + k] · b[k][0…7]      a read along rows, b a panel of 8 columns
 *   outerProducts(2)    c[i][0…7] += Σ_t a[t·aStep + i] · b[t·bStep + 0…7]   a sum of 4×8 outer products
 *
 * Each element's sum runs in one fixed order, the same in every width. The narrow build takes 4×8 alone: 8 accumulators,
 * 2 columns and a factor fit V8's 15 registers, one step a turn (more steps make it keep more alive, and spill). The wide
 * build is for a V8 that joins pairs of vectors into 256 bits: 4×16 then is 8 accumulators, with half as many
 * broadcasts a product. Upper halves are stored first, see scripts/make-transforms.mjs.
 */

/** 4 rows; y rows are yStep bytes apart. */
export function rowsTimesPanel(a0: usize, aStep: usize, run: i32, b: usize, y: usize, yStep: usize): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  let a1 = a0 + aStep;
  let a2 = a1 + aStep;
  let a3 = a2 + aStep;
  const end = a0 + (<usize>run << 2);
  while (a0 < end) {
    const w0 = v128.load(b), w1 = v128.load(b, 16);
    let s = v128.load32_splat(a0);
    c00 = f32x4.add(c00, f32x4.mul(s, w0));
    c01 = f32x4.add(c01, f32x4.mul(s, w1));
    s = v128.load32_splat(a1);
    c10 = f32x4.add(c10, f32x4.mul(s, w0));
    c11 = f32x4.add(c11, f32x4.mul(s, w1));
    s = v128.load32_splat(a2);
    c20 = f32x4.add(c20, f32x4.mul(s, w0));
    c21 = f32x4.add(c21, f32x4.mul(s, w1));
    s = v128.load32_splat(a3);
    c30 = f32x4.add(c30, f32x4.mul(s, w0));
    c31 = f32x4.add(c31, f32x4.mul(s, w1));
    a0 += 4; a1 += 4; a2 += 4; a3 += 4;
    b += 32;
  }
  v128.store(y, c01, 16); v128.store(y, c00);
  y += yStep;
  v128.store(y, c11, 16); v128.store(y, c10);
  y += yStep;
  v128.store(y, c21, 16); v128.store(y, c20);
  y += yStep;
  v128.store(y, c31, 16); v128.store(y, c30);
}

/** 4 rows × two panels b0, b1; the second's columns stand behind the first's in y. */
export function rowsTimesPanels(
  a0: usize, aStep: usize, run: i32, b0: usize, b1: usize, y: usize, yStep: usize,
): void {
  if (!WIDE) {
    rowsTimesPanel(a0, aStep, run, b0, y, yStep);
    rowsTimesPanel(a0, aStep, run, b1, y + 32, yStep);
    return;
  }
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero;
  let c10 = zero, c11 = zero, c12 = zero, c13 = zero;
  let c20 = zero, c21 = zero, c22 = zero, c23 = zero;
  let c30 = zero, c31 = zero, c32 = zero, c33 = zero;
  let a1 = a0 + aStep;
  let a2 = a1 + aStep;
  let a3 = a2 + aStep;
  const end = a0 + (<usize>run << 2);
  while (a0 < end) {
    let p0 = v128.load(b0, 0), p1 = v128.load(b0, 16);
    let q0 = v128.load(b1, 0), q1 = v128.load(b1, 16);
    let s = v128.load32_splat(a0);
    c00 = f32x4.add(c00, f32x4.mul(s, p0));
    c01 = f32x4.add(c01, f32x4.mul(s, p1));
    c02 = f32x4.add(c02, f32x4.mul(s, q0));
    c03 = f32x4.add(c03, f32x4.mul(s, q1));
    s = v128.load32_splat(a1);
    c10 = f32x4.add(c10, f32x4.mul(s, p0));
    c11 = f32x4.add(c11, f32x4.mul(s, p1));
    c12 = f32x4.add(c12, f32x4.mul(s, q0));
    c13 = f32x4.add(c13, f32x4.mul(s, q1));
    s = v128.load32_splat(a2);
    c20 = f32x4.add(c20, f32x4.mul(s, p0));
    c21 = f32x4.add(c21, f32x4.mul(s, p1));
    c22 = f32x4.add(c22, f32x4.mul(s, q0));
    c23 = f32x4.add(c23, f32x4.mul(s, q1));
    s = v128.load32_splat(a3);
    c30 = f32x4.add(c30, f32x4.mul(s, p0));
    c31 = f32x4.add(c31, f32x4.mul(s, p1));
    c32 = f32x4.add(c32, f32x4.mul(s, q0));
    c33 = f32x4.add(c33, f32x4.mul(s, q1));
    p0 = v128.load(b0, 32); p1 = v128.load(b0, 48);
    q0 = v128.load(b1, 32); q1 = v128.load(b1, 48);
    s = v128.load32_splat(a0, 4);
    c00 = f32x4.add(c00, f32x4.mul(s, p0));
    c01 = f32x4.add(c01, f32x4.mul(s, p1));
    c02 = f32x4.add(c02, f32x4.mul(s, q0));
    c03 = f32x4.add(c03, f32x4.mul(s, q1));
    s = v128.load32_splat(a1, 4);
    c10 = f32x4.add(c10, f32x4.mul(s, p0));
    c11 = f32x4.add(c11, f32x4.mul(s, p1));
    c12 = f32x4.add(c12, f32x4.mul(s, q0));
    c13 = f32x4.add(c13, f32x4.mul(s, q1));
    s = v128.load32_splat(a2, 4);
    c20 = f32x4.add(c20, f32x4.mul(s, p0));
    c21 = f32x4.add(c21, f32x4.mul(s, p1));
    c22 = f32x4.add(c22, f32x4.mul(s, q0));
    c23 = f32x4.add(c23, f32x4.mul(s, q1));
    s = v128.load32_splat(a3, 4);
    c30 = f32x4.add(c30, f32x4.mul(s, p0));
    c31 = f32x4.add(c31, f32x4.mul(s, p1));
    c32 = f32x4.add(c32, f32x4.mul(s, q0));
    c33 = f32x4.add(c33, f32x4.mul(s, q1));
    a0 += 8; a1 += 8; a2 += 8; a3 += 8;
    b0 += 64; b1 += 64;
  }
  v128.store(y, c01, 16); v128.store(y, c00); v128.store(y, c03, 48); v128.store(y, c02, 32);
  y += yStep;
  v128.store(y, c11, 16); v128.store(y, c10); v128.store(y, c13, 48); v128.store(y, c12, 32);
  y += yStep;
  v128.store(y, c21, 16); v128.store(y, c20); v128.store(y, c23, 48); v128.store(y, c22, 32);
  y += yStep;
  v128.store(y, c31, 16); v128.store(y, c30); v128.store(y, c33, 48); v128.store(y, c32, 32);
}

/** c is 4×8 contiguous values; `fresh`: starts from 0 instead of from c. */
export function outerProducts(a: usize, aStep: usize, b: usize, bStep: usize, count: i32, c: usize, fresh: bool): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  const last = b + <usize>count * bStep;
  while (b < last) {
    const d0 = v128.load(b), d1 = v128.load(b, 16);
    let s = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(s, d0));
    c01 = f32x4.add(c01, f32x4.mul(s, d1));
    s = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(s, d0));
    c11 = f32x4.add(c11, f32x4.mul(s, d1));
    s = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(s, d0));
    c21 = f32x4.add(c21, f32x4.mul(s, d1));
    s = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(s, d0));
    c31 = f32x4.add(c31, f32x4.mul(s, d1));
    a += aStep;
    b += bStep;
  }
  if (!fresh) {
    c00 = f32x4.add(v128.load(c), c00); c01 = f32x4.add(v128.load(c, 16), c01);
    c10 = f32x4.add(v128.load(c, 32), c10); c11 = f32x4.add(v128.load(c, 48), c11);
    c20 = f32x4.add(v128.load(c, 64), c20); c21 = f32x4.add(v128.load(c, 80), c21);
    c30 = f32x4.add(v128.load(c, 96), c30); c31 = f32x4.add(v128.load(c, 112), c31);
  }
  v128.store(c, c01, 16); v128.store(c, c00);
  v128.store(c, c11, 48); v128.store(c, c10, 32);
  v128.store(c, c21, 80); v128.store(c, c20, 64);
  v128.store(c, c31, 112); v128.store(c, c30, 96);
}

/** Two panels at once: c0 and c1 are 4×8 contiguous values each, b0 and b1 their columns. */
export function outerProducts2(
  a: usize, aStep: usize, b0: usize, b1: usize, bStep: usize, count: i32, c0: usize, c1: usize, fresh: bool,
): void {
  if (!WIDE) {
    outerProducts(a, aStep, b0, bStep, count, c0, fresh);
    outerProducts(a, aStep, b1, bStep, count, c1, fresh);
    return;
  }
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero;
  let c10 = zero, c11 = zero, c12 = zero, c13 = zero;
  let c20 = zero, c21 = zero, c22 = zero, c23 = zero;
  let c30 = zero, c31 = zero, c32 = zero, c33 = zero;
  const last = b0 + <usize>count * bStep;
  while (b0 < last) {
    const p0 = v128.load(b0), p1 = v128.load(b0, 16);
    const q0 = v128.load(b1), q1 = v128.load(b1, 16);
    let s = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(s, p0));
    c01 = f32x4.add(c01, f32x4.mul(s, p1));
    c02 = f32x4.add(c02, f32x4.mul(s, q0));
    c03 = f32x4.add(c03, f32x4.mul(s, q1));
    s = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(s, p0));
    c11 = f32x4.add(c11, f32x4.mul(s, p1));
    c12 = f32x4.add(c12, f32x4.mul(s, q0));
    c13 = f32x4.add(c13, f32x4.mul(s, q1));
    s = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(s, p0));
    c21 = f32x4.add(c21, f32x4.mul(s, p1));
    c22 = f32x4.add(c22, f32x4.mul(s, q0));
    c23 = f32x4.add(c23, f32x4.mul(s, q1));
    s = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(s, p0));
    c31 = f32x4.add(c31, f32x4.mul(s, p1));
    c32 = f32x4.add(c32, f32x4.mul(s, q0));
    c33 = f32x4.add(c33, f32x4.mul(s, q1));
    a += aStep;
    b0 += bStep;
    b1 += bStep;
  }
  if (!fresh) {
    c00 = f32x4.add(v128.load(c0), c00); c01 = f32x4.add(v128.load(c0, 16), c01);
    c02 = f32x4.add(v128.load(c1), c02); c03 = f32x4.add(v128.load(c1, 16), c03);
    c10 = f32x4.add(v128.load(c0, 32), c10); c11 = f32x4.add(v128.load(c0, 48), c11);
    c12 = f32x4.add(v128.load(c1, 32), c12); c13 = f32x4.add(v128.load(c1, 48), c13);
    c20 = f32x4.add(v128.load(c0, 64), c20); c21 = f32x4.add(v128.load(c0, 80), c21);
    c22 = f32x4.add(v128.load(c1, 64), c22); c23 = f32x4.add(v128.load(c1, 80), c23);
    c30 = f32x4.add(v128.load(c0, 96), c30); c31 = f32x4.add(v128.load(c0, 112), c31);
    c32 = f32x4.add(v128.load(c1, 96), c32); c33 = f32x4.add(v128.load(c1, 112), c33);
  }
  v128.store(c0, c01, 16); v128.store(c0, c00);
  v128.store(c1, c03, 16); v128.store(c1, c02);
  v128.store(c0, c11, 48); v128.store(c0, c10, 32);
  v128.store(c1, c13, 48); v128.store(c1, c12, 32);
  v128.store(c0, c21, 80); v128.store(c0, c20, 64);
  v128.store(c1, c23, 80); v128.store(c1, c22, 64);
  v128.store(c0, c31, 112); v128.store(c0, c30, 96);
  v128.store(c1, c33, 112); v128.store(c1, c32, 96);
}
