/**
 * V = Bᵀ x B: eight channels of a 6×6 window of the input → 36 values.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 6 values `step` bytes apart → 6 in `temp`. */
// @ts-ignore: decorator
@inline
function inputColumns(from: usize, step: usize, to: usize, constants: usize): void {
  const from1 = from + step;
  const from2 = from1 + step;
  const from3 = from2 + step;
  const from4 = from3 + step;
  const from5 = from4 + step;
  if (WIDE) {
    const a0 = v128.load(from), b0 = v128.load(from, 16);
    const a1 = v128.load(from1), b1 = v128.load(from1, 16);
    const a2 = v128.load(from2), b2 = v128.load(from2, 16);
    const a3 = v128.load(from3), b3 = v128.load(from3, 16);
    const a4 = v128.load(from4), b4 = v128.load(from4, 16);
    const a5 = v128.load(from5), b5 = v128.load(from5, 16);
    const two = v128.load32_splat(constants, 0);
    const four = v128.load32_splat(constants, 4);
    const five = v128.load32_splat(constants, 8);
    const aeven1 = f32x4.sub(a4, f32x4.mul(four, a2));
    const aodd1 = f32x4.sub(a3, f32x4.mul(four, a1));
    const aeven2 = f32x4.sub(a4, a2);
    const aodd2 = f32x4.mul(two, f32x4.sub(a3, a1));
    const beven1 = f32x4.sub(b4, f32x4.mul(four, b2));
    const bodd1 = f32x4.sub(b3, f32x4.mul(four, b1));
    const beven2 = f32x4.sub(b4, b2);
    const bodd2 = f32x4.mul(two, f32x4.sub(b3, b1));
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, b0), f32x4.mul(five, b2)), b4), 16);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, a0), f32x4.mul(five, a2)), a4));
    v128.store(to, f32x4.add(beven1, bodd1), 208);
    v128.store(to, f32x4.add(aeven1, aodd1), 192);
    v128.store(to, f32x4.sub(beven1, bodd1), 400);
    v128.store(to, f32x4.sub(aeven1, aodd1), 384);
    v128.store(to, f32x4.add(beven2, bodd2), 592);
    v128.store(to, f32x4.add(aeven2, aodd2), 576);
    v128.store(to, f32x4.sub(beven2, bodd2), 784);
    v128.store(to, f32x4.sub(aeven2, aodd2), 768);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, b1), f32x4.mul(five, b3)), b5), 976);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, a1), f32x4.mul(five, a3)), a5), 960);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const five = f32x4.splat(5.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from1);
    const a2 = v128.load(from2);
    const a3 = v128.load(from3);
    const a4 = v128.load(from4);
    const a5 = v128.load(from5);
    const aeven1 = f32x4.sub(a4, f32x4.mul(four, a2));
    const aodd1 = f32x4.sub(a3, f32x4.mul(four, a1));
    const aeven2 = f32x4.sub(a4, a2);
    const aodd2 = f32x4.mul(two, f32x4.sub(a3, a1));
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, a0), f32x4.mul(five, a2)), a4));
    v128.store(to, f32x4.add(aeven1, aodd1), 192);
    v128.store(to, f32x4.sub(aeven1, aodd1), 384);
    v128.store(to, f32x4.add(aeven2, aodd2), 576);
    v128.store(to, f32x4.sub(aeven2, aodd2), 768);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, a1), f32x4.mul(five, a3)), a5), 960);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const b3 = v128.load(from3, 16);
    const b4 = v128.load(from4, 16);
    const b5 = v128.load(from5, 16);
    const beven1 = f32x4.sub(b4, f32x4.mul(four, b2));
    const bodd1 = f32x4.sub(b3, f32x4.mul(four, b1));
    const beven2 = f32x4.sub(b4, b2);
    const bodd2 = f32x4.mul(two, f32x4.sub(b3, b1));
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, b0), f32x4.mul(five, b2)), b4), 16);
    v128.store(to, f32x4.add(beven1, bodd1), 208);
    v128.store(to, f32x4.sub(beven1, bodd1), 400);
    v128.store(to, f32x4.add(beven2, bodd2), 592);
    v128.store(to, f32x4.sub(beven2, bodd2), 784);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, b1), f32x4.mul(five, b3)), b5), 976);
  }
}

/** One row of `temp`: 6 values → 6. */
// @ts-ignore: decorator
@inline
function inputRows(from: usize, to: usize, step: usize, constants: usize): void {
  const to1 = to + step;
  const to2 = to1 + step;
  const to3 = to2 + step;
  const to4 = to3 + step;
  const to5 = to4 + step;
  if (WIDE) {
    const a0 = v128.load(from), b0 = v128.load(from, 16);
    const a1 = v128.load(from, 32), b1 = v128.load(from, 48);
    const a2 = v128.load(from, 64), b2 = v128.load(from, 80);
    const a3 = v128.load(from, 96), b3 = v128.load(from, 112);
    const a4 = v128.load(from, 128), b4 = v128.load(from, 144);
    const a5 = v128.load(from, 160), b5 = v128.load(from, 176);
    const two = v128.load32_splat(constants, 0);
    const four = v128.load32_splat(constants, 4);
    const five = v128.load32_splat(constants, 8);
    const aeven1 = f32x4.sub(a4, f32x4.mul(four, a2));
    const aodd1 = f32x4.sub(a3, f32x4.mul(four, a1));
    const aeven2 = f32x4.sub(a4, a2);
    const aodd2 = f32x4.mul(two, f32x4.sub(a3, a1));
    const beven1 = f32x4.sub(b4, f32x4.mul(four, b2));
    const bodd1 = f32x4.sub(b3, f32x4.mul(four, b1));
    const beven2 = f32x4.sub(b4, b2);
    const bodd2 = f32x4.mul(two, f32x4.sub(b3, b1));
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, b0), f32x4.mul(five, b2)), b4), 16);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, a0), f32x4.mul(five, a2)), a4));
    v128.store(to1, f32x4.add(beven1, bodd1), 16);
    v128.store(to1, f32x4.add(aeven1, aodd1));
    v128.store(to2, f32x4.sub(beven1, bodd1), 16);
    v128.store(to2, f32x4.sub(aeven1, aodd1));
    v128.store(to3, f32x4.add(beven2, bodd2), 16);
    v128.store(to3, f32x4.add(aeven2, aodd2));
    v128.store(to4, f32x4.sub(beven2, bodd2), 16);
    v128.store(to4, f32x4.sub(aeven2, aodd2));
    v128.store(to5, f32x4.add(f32x4.sub(f32x4.mul(four, b1), f32x4.mul(five, b3)), b5), 16);
    v128.store(to5, f32x4.add(f32x4.sub(f32x4.mul(four, a1), f32x4.mul(five, a3)), a5));
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const five = f32x4.splat(5.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from, 32);
    const a2 = v128.load(from, 64);
    const a3 = v128.load(from, 96);
    const a4 = v128.load(from, 128);
    const a5 = v128.load(from, 160);
    const aeven1 = f32x4.sub(a4, f32x4.mul(four, a2));
    const aodd1 = f32x4.sub(a3, f32x4.mul(four, a1));
    const aeven2 = f32x4.sub(a4, a2);
    const aodd2 = f32x4.mul(two, f32x4.sub(a3, a1));
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, a0), f32x4.mul(five, a2)), a4));
    v128.store(to1, f32x4.add(aeven1, aodd1));
    v128.store(to2, f32x4.sub(aeven1, aodd1));
    v128.store(to3, f32x4.add(aeven2, aodd2));
    v128.store(to4, f32x4.sub(aeven2, aodd2));
    v128.store(to5, f32x4.add(f32x4.sub(f32x4.mul(four, a1), f32x4.mul(five, a3)), a5));
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const b3 = v128.load(from, 112);
    const b4 = v128.load(from, 144);
    const b5 = v128.load(from, 176);
    const beven1 = f32x4.sub(b4, f32x4.mul(four, b2));
    const bodd1 = f32x4.sub(b3, f32x4.mul(four, b1));
    const beven2 = f32x4.sub(b4, b2);
    const bodd2 = f32x4.mul(two, f32x4.sub(b3, b1));
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, b0), f32x4.mul(five, b2)), b4), 16);
    v128.store(to1, f32x4.add(beven1, bodd1), 16);
    v128.store(to2, f32x4.sub(beven1, bodd1), 16);
    v128.store(to3, f32x4.add(beven2, bodd2), 16);
    v128.store(to4, f32x4.sub(beven2, bodd2), 16);
    v128.store(to5, f32x4.add(f32x4.sub(f32x4.mul(four, b1), f32x4.mul(five, b3)), b5), 16);
  }
}

/** V = Bᵀ x B: eight channels of a 6×6 window of the input → 36 values. (i, j) at from + i·fromRow + j·fromColumn → (i, j) at to + i·toRow + j·toColumn. */
export function transformInput(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, toRow: usize, toColumn: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 6; j++) {
    inputColumns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 6; i++) inputRows(temp + <usize>i * 192, to + <usize>i * toRow, toColumn, constants);
}
