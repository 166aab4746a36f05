/**
 * D = A e Aᵀ: eight channels of a 4×4 tile of the output’s gradient → 36 values.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 4 values `step` bytes apart → 6 in `temp`. */
// @ts-ignore: decorator
@inline
function gradientColumns(from: usize, step: usize, to: usize, constants: usize): void {
  const from1 = from + step;
  const from2 = from1 + step;
  const from3 = from2 + step;
  if (WIDE) {
    const a0 = v128.load(from), b0 = v128.load(from, 16);
    const a1 = v128.load(from1), b1 = v128.load(from1, 16);
    const a2 = v128.load(from2), b2 = v128.load(from2, 16);
    const a3 = v128.load(from3), b3 = v128.load(from3, 16);
    const two = v128.load32_splat(constants, 0);
    const four = v128.load32_splat(constants, 4);
    const aeven1 = f32x4.add(a0, a2);
    const aodd1 = f32x4.add(a1, a3);
    const aeven2 = f32x4.add(a0, f32x4.mul(four, a2));
    const aodd2 = f32x4.mul(two, f32x4.add(a1, f32x4.mul(four, a3)));
    const beven1 = f32x4.add(b0, b2);
    const bodd1 = f32x4.add(b1, b3);
    const beven2 = f32x4.add(b0, f32x4.mul(four, b2));
    const bodd2 = f32x4.mul(two, f32x4.add(b1, f32x4.mul(four, b3)));
    v128.store(to, b0, 16);
    v128.store(to, a0);
    v128.store(to, f32x4.add(beven1, bodd1), 144);
    v128.store(to, f32x4.add(aeven1, aodd1), 128);
    v128.store(to, f32x4.sub(beven1, bodd1), 272);
    v128.store(to, f32x4.sub(aeven1, aodd1), 256);
    v128.store(to, f32x4.add(beven2, bodd2), 400);
    v128.store(to, f32x4.add(aeven2, aodd2), 384);
    v128.store(to, f32x4.sub(beven2, bodd2), 528);
    v128.store(to, f32x4.sub(aeven2, aodd2), 512);
    v128.store(to, b3, 656);
    v128.store(to, a3, 640);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from1);
    const a2 = v128.load(from2);
    const a3 = v128.load(from3);
    const aeven1 = f32x4.add(a0, a2);
    const aodd1 = f32x4.add(a1, a3);
    const aeven2 = f32x4.add(a0, f32x4.mul(four, a2));
    const aodd2 = f32x4.mul(two, f32x4.add(a1, f32x4.mul(four, a3)));
    v128.store(to, a0);
    v128.store(to, f32x4.add(aeven1, aodd1), 128);
    v128.store(to, f32x4.sub(aeven1, aodd1), 256);
    v128.store(to, f32x4.add(aeven2, aodd2), 384);
    v128.store(to, f32x4.sub(aeven2, aodd2), 512);
    v128.store(to, a3, 640);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const b3 = v128.load(from3, 16);
    const beven1 = f32x4.add(b0, b2);
    const bodd1 = f32x4.add(b1, b3);
    const beven2 = f32x4.add(b0, f32x4.mul(four, b2));
    const bodd2 = f32x4.mul(two, f32x4.add(b1, f32x4.mul(four, b3)));
    v128.store(to, b0, 16);
    v128.store(to, f32x4.add(beven1, bodd1), 144);
    v128.store(to, f32x4.sub(beven1, bodd1), 272);
    v128.store(to, f32x4.add(beven2, bodd2), 400);
    v128.store(to, f32x4.sub(beven2, bodd2), 528);
    v128.store(to, b3, 656);
  }
}

/** One row of `temp`: 4 values → 6. */
// @ts-ignore: decorator
@inline
function gradientRows(from: usize, to: usize, step: usize, constants: usize): void {
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
    const two = v128.load32_splat(constants, 0);
    const four = v128.load32_splat(constants, 4);
    const aeven1 = f32x4.add(a0, a2);
    const aodd1 = f32x4.add(a1, a3);
    const aeven2 = f32x4.add(a0, f32x4.mul(four, a2));
    const aodd2 = f32x4.mul(two, f32x4.add(a1, f32x4.mul(four, a3)));
    const beven1 = f32x4.add(b0, b2);
    const bodd1 = f32x4.add(b1, b3);
    const beven2 = f32x4.add(b0, f32x4.mul(four, b2));
    const bodd2 = f32x4.mul(two, f32x4.add(b1, f32x4.mul(four, b3)));
    v128.store(to, b0, 16);
    v128.store(to, a0);
    v128.store(to1, f32x4.add(beven1, bodd1), 16);
    v128.store(to1, f32x4.add(aeven1, aodd1));
    v128.store(to2, f32x4.sub(beven1, bodd1), 16);
    v128.store(to2, f32x4.sub(aeven1, aodd1));
    v128.store(to3, f32x4.add(beven2, bodd2), 16);
    v128.store(to3, f32x4.add(aeven2, aodd2));
    v128.store(to4, f32x4.sub(beven2, bodd2), 16);
    v128.store(to4, f32x4.sub(aeven2, aodd2));
    v128.store(to5, b3, 16);
    v128.store(to5, a3);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from, 32);
    const a2 = v128.load(from, 64);
    const a3 = v128.load(from, 96);
    const aeven1 = f32x4.add(a0, a2);
    const aodd1 = f32x4.add(a1, a3);
    const aeven2 = f32x4.add(a0, f32x4.mul(four, a2));
    const aodd2 = f32x4.mul(two, f32x4.add(a1, f32x4.mul(four, a3)));
    v128.store(to, a0);
    v128.store(to1, f32x4.add(aeven1, aodd1));
    v128.store(to2, f32x4.sub(aeven1, aodd1));
    v128.store(to3, f32x4.add(aeven2, aodd2));
    v128.store(to4, f32x4.sub(aeven2, aodd2));
    v128.store(to5, a3);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const b3 = v128.load(from, 112);
    const beven1 = f32x4.add(b0, b2);
    const bodd1 = f32x4.add(b1, b3);
    const beven2 = f32x4.add(b0, f32x4.mul(four, b2));
    const bodd2 = f32x4.mul(two, f32x4.add(b1, f32x4.mul(four, b3)));
    v128.store(to, b0, 16);
    v128.store(to1, f32x4.add(beven1, bodd1), 16);
    v128.store(to2, f32x4.sub(beven1, bodd1), 16);
    v128.store(to3, f32x4.add(beven2, bodd2), 16);
    v128.store(to4, f32x4.sub(beven2, bodd2), 16);
    v128.store(to5, b3, 16);
  }
}

/** D = A e Aᵀ: eight channels of a 4×4 tile of the output’s gradient → 36 values. (i, j) at from + i·fromRow + j·fromColumn → (i, j) at to + i·toRow + j·toColumn. */
export function transformGradient(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, toRow: usize, toColumn: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 4; j++) {
    gradientColumns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 6; i++) gradientRows(temp + <usize>i * 128, to + <usize>i * toRow, toColumn, constants);
}
