/**
 * The tiles of direct convolutions: a few output pixels × 8 or 16 output channels, held in registers over the whole sum.
 *
 *   y[p][k] = relu?( bias[k] + Σ_{i < KH} Σ_{r < run} x[p·step + i·rowBytes + r] · w[i·run + r][k] )
 *
 * In NHWC the run = KW·xs values under one kernel row are contiguous. w: panels of 8 output channels, [KH·run][8].
 * Each element's sum runs in the same order in every tile, so any tile may compute any pixel.
 *
 * Why it is fast: 4 × 16 needs 16 accumulators, one more than V8 has registers, but 8 where a revectorising V8 joins
 * pairs of vectors; 4 × 8, for an odd last panel, never spills. V8 joins only what it meets as loads, with no branch
 * between vectors: hence a bias by pointer, to zeros where there is none. pmax is one instruction where max is six, and
 * keeps a NaN too.
 */

/**
 * 4 pixels × two panels w0, w1, whose channels stand side by side in y and bias; run is even. Where there are fewer than
 * 4 pixels the last one is computed again.
 */
export function tile4x16(
  x: usize, step: usize, rowBytes: usize, kh: i32, run: i32, w0: usize, w1: usize,
  bias: usize, y: usize, yStep: usize, relu: i32, count: i32,
): void {
  const b0 = v128.load(bias), b1 = v128.load(bias, 16), b2 = v128.load(bias, 32), b3 = v128.load(bias, 48);
  let c00 = b0, c01 = b1, c02 = b2, c03 = b3, c10 = b0, c11 = b1, c12 = b2, c13 = b3;
  let c20 = b0, c21 = b1, c22 = b2, c23 = b3, c30 = b0, c31 = b1, c32 = b2, c33 = b3;
  for (let i = 0; i < kh; i++) {
    let a0 = x;
    let a1 = a0 + (count > 1 ? step : 0);
    let a2 = a1 + (count > 2 ? step : 0);
    let a3 = a2 + (count > 3 ? step : 0);
    const end = a0 + (<usize>run << 2);
    while (a0 < end) {
      let p0 = v128.load(w0), p1 = v128.load(w0, 16), q0 = v128.load(w1), q1 = v128.load(w1, 16);
      let s = v128.load32_splat(a0);
      c00 = f32x4.add(c00, f32x4.mul(s, p0)); c01 = f32x4.add(c01, f32x4.mul(s, p1));
      c02 = f32x4.add(c02, f32x4.mul(s, q0)); c03 = f32x4.add(c03, f32x4.mul(s, q1));
      s = v128.load32_splat(a1);
      c10 = f32x4.add(c10, f32x4.mul(s, p0)); c11 = f32x4.add(c11, f32x4.mul(s, p1));
      c12 = f32x4.add(c12, f32x4.mul(s, q0)); c13 = f32x4.add(c13, f32x4.mul(s, q1));
      s = v128.load32_splat(a2);
      c20 = f32x4.add(c20, f32x4.mul(s, p0)); c21 = f32x4.add(c21, f32x4.mul(s, p1));
      c22 = f32x4.add(c22, f32x4.mul(s, q0)); c23 = f32x4.add(c23, f32x4.mul(s, q1));
      s = v128.load32_splat(a3);
      c30 = f32x4.add(c30, f32x4.mul(s, p0)); c31 = f32x4.add(c31, f32x4.mul(s, p1));
      c32 = f32x4.add(c32, f32x4.mul(s, q0)); c33 = f32x4.add(c33, f32x4.mul(s, q1));
      p0 = v128.load(w0, 32); p1 = v128.load(w0, 48); q0 = v128.load(w1, 32); q1 = v128.load(w1, 48);
      s = v128.load32_splat(a0, 4);
      c00 = f32x4.add(c00, f32x4.mul(s, p0)); c01 = f32x4.add(c01, f32x4.mul(s, p1));
      c02 = f32x4.add(c02, f32x4.mul(s, q0)); c03 = f32x4.add(c03, f32x4.mul(s, q1));
      s = v128.load32_splat(a1, 4);
      c10 = f32x4.add(c10, f32x4.mul(s, p0)); c11 = f32x4.add(c11, f32x4.mul(s, p1));
      c12 = f32x4.add(c12, f32x4.mul(s, q0)); c13 = f32x4.add(c13, f32x4.mul(s, q1));
      s = v128.load32_splat(a2, 4);
      c20 = f32x4.add(c20, f32x4.mul(s, p0)); c21 = f32x4.add(c21, f32x4.mul(s, p1));
      c22 = f32x4.add(c22, f32x4.mul(s, q0)); c23 = f32x4.add(c23, f32x4.mul(s, q1));
      s = v128.load32_splat(a3, 4);
      c30 = f32x4.add(c30, f32x4.mul(s, p0)); c31 = f32x4.add(c31, f32x4.mul(s, p1));
      c32 = f32x4.add(c32, f32x4.mul(s, q0)); c33 = f32x4.add(c33, f32x4.mul(s, q1));
      a0 += 8; a1 += 8; a2 += 8; a3 += 8;
      w0 += 64; w1 += 64;
    }
    x += rowBytes;
  }
  const floor = f32x4.splat(relu ? 0 : -Infinity);
  v128.store(y, f32x4.pmax(c01, floor), 16);  v128.store(y, f32x4.pmax(c00, floor));
  v128.store(y, f32x4.pmax(c03, floor), 48);  v128.store(y, f32x4.pmax(c02, floor), 32);
  y += count > 1 ? yStep : 0;
  v128.store(y, f32x4.pmax(c11, floor), 16);  v128.store(y, f32x4.pmax(c10, floor));
  v128.store(y, f32x4.pmax(c13, floor), 48);  v128.store(y, f32x4.pmax(c12, floor), 32);
  y += count > 2 ? yStep : 0;
  v128.store(y, f32x4.pmax(c21, floor), 16);  v128.store(y, f32x4.pmax(c20, floor));
  v128.store(y, f32x4.pmax(c23, floor), 48);  v128.store(y, f32x4.pmax(c22, floor), 32);
  y += count > 3 ? yStep : 0;
  v128.store(y, f32x4.pmax(c31, floor), 16);  v128.store(y, f32x4.pmax(c30, floor));
  v128.store(y, f32x4.pmax(c33, floor), 48);  v128.store(y, f32x4.pmax(c32, floor), 32);
}

/** 4 pixels (or `count`, as above) × one panel; any run. */
export function tile4x8(
  x: usize, step: usize, rowBytes: usize, kh: i32, run: i32, w: usize,
  bias: usize, y: usize, yStep: usize, relu: i32, count: i32,
): void {
  const b0 = v128.load(bias), b1 = v128.load(bias, 16);
  let c00 = b0, c01 = b1, c10 = b0, c11 = b1, c20 = b0, c21 = b1, c30 = b0, c31 = b1;
  for (let i = 0; i < kh; i++) {
    let a0 = x;
    let a1 = a0 + (count > 1 ? step : 0);
    let a2 = a1 + (count > 2 ? step : 0);
    let a3 = a2 + (count > 3 ? step : 0);
    const end = a0 + (<usize>(run & ~1) << 2);
    while (a0 < end) {
      let p = v128.load(w), q = v128.load(w, 16);
      let s = v128.load32_splat(a0);
      c00 = f32x4.add(c00, f32x4.mul(s, p)); c01 = f32x4.add(c01, f32x4.mul(s, q));
      s = v128.load32_splat(a1);
      c10 = f32x4.add(c10, f32x4.mul(s, p)); c11 = f32x4.add(c11, f32x4.mul(s, q));
      s = v128.load32_splat(a2);
      c20 = f32x4.add(c20, f32x4.mul(s, p)); c21 = f32x4.add(c21, f32x4.mul(s, q));
      s = v128.load32_splat(a3);
      c30 = f32x4.add(c30, f32x4.mul(s, p)); c31 = f32x4.add(c31, f32x4.mul(s, q));
      p = v128.load(w, 32); q = v128.load(w, 48);
      s = v128.load32_splat(a0, 4);
      c00 = f32x4.add(c00, f32x4.mul(s, p)); c01 = f32x4.add(c01, f32x4.mul(s, q));
      s = v128.load32_splat(a1, 4);
      c10 = f32x4.add(c10, f32x4.mul(s, p)); c11 = f32x4.add(c11, f32x4.mul(s, q));
      s = v128.load32_splat(a2, 4);
      c20 = f32x4.add(c20, f32x4.mul(s, p)); c21 = f32x4.add(c21, f32x4.mul(s, q));
      s = v128.load32_splat(a3, 4);
      c30 = f32x4.add(c30, f32x4.mul(s, p)); c31 = f32x4.add(c31, f32x4.mul(s, q));
      a0 += 8; a1 += 8; a2 += 8; a3 += 8;
      w += 64;
    }
    if (run & 1) {
      let p = v128.load(w), q = v128.load(w, 16);
      let s = v128.load32_splat(a0);
      c00 = f32x4.add(c00, f32x4.mul(s, p)); c01 = f32x4.add(c01, f32x4.mul(s, q));
      s = v128.load32_splat(a1);
      c10 = f32x4.add(c10, f32x4.mul(s, p)); c11 = f32x4.add(c11, f32x4.mul(s, q));
      s = v128.load32_splat(a2);
      c20 = f32x4.add(c20, f32x4.mul(s, p)); c21 = f32x4.add(c21, f32x4.mul(s, q));
      s = v128.load32_splat(a3);
      c30 = f32x4.add(c30, f32x4.mul(s, p)); c31 = f32x4.add(c31, f32x4.mul(s, q));
      w += 32;
    }
    x += rowBytes;
  }
  const floor = f32x4.splat(relu ? 0 : -Infinity);
  v128.store(y, f32x4.pmax(c01, floor), 16);  v128.store(y, f32x4.pmax(c00, floor));
  y += count > 1 ? yStep : 0;
  v128.store(y, f32x4.pmax(c11, floor), 16);  v128.store(y, f32x4.pmax(c10, floor));
  y += count > 2 ? yStep : 0;
  v128.store(y, f32x4.pmax(c21, floor), 16);  v128.store(y, f32x4.pmax(c20, floor));
  y += count > 3 ? yStep : 0;
  v128.store(y, f32x4.pmax(c31, floor), 16);  v128.store(y, f32x4.pmax(c30, floor));
}

/**
 * A row of `count` pixels × one panel of a 3×3 convolution of a gray map (one channel). The nine weights stay in
 * registers; pixels do not depend on one another, so the processor overlaps them by itself.
 */
export function grayRow3x3(
  x: usize, step: usize, rowBytes: usize, count: i32, w: usize, bias: usize, y: usize, yStep: usize, relu: i32,
): void {
  const b = v128.load(bias), B = v128.load(bias, 16);
  const floor = f32x4.splat(relu ? 0 : -Infinity);
  const w0 = v128.load(w, 0), W0 = v128.load(w, 16);
  const w1 = v128.load(w, 32), W1 = v128.load(w, 48);
  const w2 = v128.load(w, 64), W2 = v128.load(w, 80);
  const w3 = v128.load(w, 96), W3 = v128.load(w, 112);
  const w4 = v128.load(w, 128), W4 = v128.load(w, 144);
  const w5 = v128.load(w, 160), W5 = v128.load(w, 176);
  const w6 = v128.load(w, 192), W6 = v128.load(w, 208);
  const w7 = v128.load(w, 224), W7 = v128.load(w, 240);
  const w8 = v128.load(w, 256), W8 = v128.load(w, 272);
  let x1 = x + rowBytes;
  let x2 = x1 + rowBytes;
  for (let pixel = 0; pixel < count; pixel++) {
    let s = v128.load32_splat(x);
    let c = f32x4.add(b, f32x4.mul(s, w0)), C = f32x4.add(B, f32x4.mul(s, W0));
    s = v128.load32_splat(x, 4);
    c = f32x4.add(c, f32x4.mul(s, w1)); C = f32x4.add(C, f32x4.mul(s, W1));
    s = v128.load32_splat(x, 8);
    c = f32x4.add(c, f32x4.mul(s, w2)); C = f32x4.add(C, f32x4.mul(s, W2));
    s = v128.load32_splat(x1);
    c = f32x4.add(c, f32x4.mul(s, w3)); C = f32x4.add(C, f32x4.mul(s, W3));
    s = v128.load32_splat(x1, 4);
    c = f32x4.add(c, f32x4.mul(s, w4)); C = f32x4.add(C, f32x4.mul(s, W4));
    s = v128.load32_splat(x1, 8);
    c = f32x4.add(c, f32x4.mul(s, w5)); C = f32x4.add(C, f32x4.mul(s, W5));
    s = v128.load32_splat(x2);
    c = f32x4.add(c, f32x4.mul(s, w6)); C = f32x4.add(C, f32x4.mul(s, W6));
    s = v128.load32_splat(x2, 4);
    c = f32x4.add(c, f32x4.mul(s, w7)); C = f32x4.add(C, f32x4.mul(s, W7));
    s = v128.load32_splat(x2, 8);
    c = f32x4.add(c, f32x4.mul(s, w8)); C = f32x4.add(C, f32x4.mul(s, W8));
    v128.store(y, f32x4.pmax(C, floor), 16);
    v128.store(y, f32x4.pmax(c, floor));
    x += step;
    x1 += step;
    x2 += step;
    y += yStep;
  }
}
