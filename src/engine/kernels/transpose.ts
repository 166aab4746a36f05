/**
 * Transposition of 8×8 blocks, in registers: panels of weights seen from their other side.
 */

/** to [8·panels][8] = the transposed 8×8 blocks at from, panelBytes apart. */
export function transposePanel(from: usize, panelBytes: usize, to: usize, panels: i32): void {
  for (let q = 0; q < panels; q++) {
    transpose4(from, to);
    transpose4(from + 128, to + 16);
    transpose4(from + 16, to + 128);
    transpose4(from + 144, to + 144);
    from += panelBytes;
    to += 256;
  }
}

/** A 4×4 block, rows 32 bytes apart on both sides. */
// @ts-ignore: decorator
@inline
function transpose4(from: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from, 32), c = v128.load(from, 64), d = v128.load(from, 96);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7), cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(to, i64x2.shuffle(ab, cd, 1, 3), 32);
  v128.store(to, i64x2.shuffle(abHigh, cdHigh, 0, 2), 64);
  v128.store(to, i64x2.shuffle(abHigh, cdHigh, 1, 3), 96);
}
