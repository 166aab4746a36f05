/**
 * The two inner products everything heavy is made of, on a tile of 4 rows × 8 columns: 8 accumulators, the most that
 * V8's 15 vector registers hold without spilling.
 *
 *   rowsTimesPanel   c[r][0…7]  = Σ_k a[r·aStep + k] · b[k][0…7]      a read along rows, b a panel of 8 columns
 *   outerProducts    c[i][0…7] += Σ_t a[t·aStep + i] · b[t·bStep + 0…7]   a sum of 4×8 outer products
 *
 * Each element's sum runs in one fixed order. The inner loops take four (two) steps a turn: V8 does not unroll.
 */

/** 4 rows; y rows are yStep bytes apart. */
// @ts-ignore: decorator
@inline
export function rowsTimesPanel(a0: usize, aStep: usize, run: i32, b: usize, y: usize, yStep: usize): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let a1 = a0 + aStep;
  let a2 = a1 + aStep;
  let a3 = a2 + aStep;
  const end = a0 + (<usize>run << 2);
  while (a0 < end) {
    let w0 = v128.load(b), w1 = v128.load(b, 16);
    let s0 = v128.load32_splat(a0), s1 = v128.load32_splat(a1);
    c00 = f32x4.add(c00, f32x4.mul(s0, w0));
    c01 = f32x4.add(c01, f32x4.mul(s0, w1));
    c10 = f32x4.add(c10, f32x4.mul(s1, w0));
    c11 = f32x4.add(c11, f32x4.mul(s1, w1));
    let s2 = v128.load32_splat(a2), s3 = v128.load32_splat(a3);
    c20 = f32x4.add(c20, f32x4.mul(s2, w0));
    c21 = f32x4.add(c21, f32x4.mul(s2, w1));
    c30 = f32x4.add(c30, f32x4.mul(s3, w0));
    c31 = f32x4.add(c31, f32x4.mul(s3, w1));
    w0 = v128.load(b, 32); w1 = v128.load(b, 48);
    s0 = v128.load32_splat(a0, 4); s1 = v128.load32_splat(a1, 4);
    c00 = f32x4.add(c00, f32x4.mul(s0, w0));
    c01 = f32x4.add(c01, f32x4.mul(s0, w1));
    c10 = f32x4.add(c10, f32x4.mul(s1, w0));
    c11 = f32x4.add(c11, f32x4.mul(s1, w1));
    s2 = v128.load32_splat(a2, 4); s3 = v128.load32_splat(a3, 4);
    c20 = f32x4.add(c20, f32x4.mul(s2, w0));
    c21 = f32x4.add(c21, f32x4.mul(s2, w1));
    c30 = f32x4.add(c30, f32x4.mul(s3, w0));
    c31 = f32x4.add(c31, f32x4.mul(s3, w1));
    w0 = v128.load(b, 64); w1 = v128.load(b, 80);
    s0 = v128.load32_splat(a0, 8); s1 = v128.load32_splat(a1, 8);
    c00 = f32x4.add(c00, f32x4.mul(s0, w0));
    c01 = f32x4.add(c01, f32x4.mul(s0, w1));
    c10 = f32x4.add(c10, f32x4.mul(s1, w0));
    c11 = f32x4.add(c11, f32x4.mul(s1, w1));
    s2 = v128.load32_splat(a2, 8); s3 = v128.load32_splat(a3, 8);
    c20 = f32x4.add(c20, f32x4.mul(s2, w0));
    c21 = f32x4.add(c21, f32x4.mul(s2, w1));
    c30 = f32x4.add(c30, f32x4.mul(s3, w0));
    c31 = f32x4.add(c31, f32x4.mul(s3, w1));
    w0 = v128.load(b, 96); w1 = v128.load(b, 112);
    s0 = v128.load32_splat(a0, 12); s1 = v128.load32_splat(a1, 12);
    c00 = f32x4.add(c00, f32x4.mul(s0, w0));
    c01 = f32x4.add(c01, f32x4.mul(s0, w1));
    c10 = f32x4.add(c10, f32x4.mul(s1, w0));
    c11 = f32x4.add(c11, f32x4.mul(s1, w1));
    s2 = v128.load32_splat(a2, 12); s3 = v128.load32_splat(a3, 12);
    c20 = f32x4.add(c20, f32x4.mul(s2, w0));
    c21 = f32x4.add(c21, f32x4.mul(s2, w1));
    c30 = f32x4.add(c30, f32x4.mul(s3, w0));
    c31 = f32x4.add(c31, f32x4.mul(s3, w1));
    a0 += 16; a1 += 16; a2 += 16; a3 += 16;
    b += 128;
  }
  v128.store(y, c00); v128.store(y, c01, 16);
  y += yStep;
  v128.store(y, c10); v128.store(y, c11, 16);
  y += yStep;
  v128.store(y, c20); v128.store(y, c21, 16);
  y += yStep;
  v128.store(y, c30); v128.store(y, c31, 16);
}

/** c is 4×8 contiguous values; `fresh`: starts from 0 instead of from c. */
// @ts-ignore: decorator
@inline
export function outerProducts(a: usize, aStep: usize, b: usize, bStep: usize, count: i32, c: usize, fresh: bool): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const last = b + <usize>count * bStep;
  while (b < last) {
    const d0 = v128.load(b), d1 = v128.load(b, 16);
    const s0 = v128.load32_splat(a), s1 = v128.load32_splat(a, 4);
    c00 = f32x4.add(c00, f32x4.mul(s0, d0));
    c01 = f32x4.add(c01, f32x4.mul(s0, d1));
    c10 = f32x4.add(c10, f32x4.mul(s1, d0));
    c11 = f32x4.add(c11, f32x4.mul(s1, d1));
    const s2 = v128.load32_splat(a, 8), s3 = v128.load32_splat(a, 12);
    c20 = f32x4.add(c20, f32x4.mul(s2, d0));
    c21 = f32x4.add(c21, f32x4.mul(s2, d1));
    c30 = f32x4.add(c30, f32x4.mul(s3, d0));
    c31 = f32x4.add(c31, f32x4.mul(s3, d1));
    a += aStep;
    b += bStep;
  }
  if (!fresh) {
    c00 = f32x4.add(v128.load(c), c00); c01 = f32x4.add(v128.load(c, 16), c01);
    c10 = f32x4.add(v128.load(c, 32), c10); c11 = f32x4.add(v128.load(c, 48), c11);
    c20 = f32x4.add(v128.load(c, 64), c20); c21 = f32x4.add(v128.load(c, 80), c21);
    c30 = f32x4.add(v128.load(c, 96), c30); c31 = f32x4.add(v128.load(c, 112), c31);
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c, c10, 32); v128.store(c, c11, 48);
  v128.store(c, c20, 64); v128.store(c, c21, 80);
  v128.store(c, c30, 96); v128.store(c, c31, 112);
}
