/**
 * D = A e Aᵀ: eight channels of a 6×6 tile of the output’s gradient → 64 values.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 6 values `step` bytes apart → 8 in `temp`. */
// @ts-ignore: decorator
@inline
function gradient6Columns(from: usize, step: usize, to: usize, constants: usize): void {
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
    const eight = v128.load32_splat(constants, 12);
    const sixteen = v128.load32_splat(constants, 36);
    const thirtyTwo = v128.load32_splat(constants, 40);
    const aeven1 = f32x4.add(f32x4.add(a0, a2), a4);
    const aodd1 = f32x4.add(f32x4.add(a1, a3), a5);
    const aeven2 = f32x4.add(f32x4.add(a0, f32x4.mul(four, a2)), f32x4.mul(sixteen, a4));
    const aodd2 = f32x4.add(f32x4.add(f32x4.mul(two, a1), f32x4.mul(eight, a3)), f32x4.mul(thirtyTwo, a5));
    const aeven3 = f32x4.add(f32x4.add(f32x4.mul(thirtyTwo, a0), f32x4.mul(eight, a2)), f32x4.mul(two, a4));
    const aodd3 = f32x4.add(f32x4.add(f32x4.mul(sixteen, a1), f32x4.mul(four, a3)), a5);
    const beven1 = f32x4.add(f32x4.add(b0, b2), b4);
    const bodd1 = f32x4.add(f32x4.add(b1, b3), b5);
    const beven2 = f32x4.add(f32x4.add(b0, f32x4.mul(four, b2)), f32x4.mul(sixteen, b4));
    const bodd2 = f32x4.add(f32x4.add(f32x4.mul(two, b1), f32x4.mul(eight, b3)), f32x4.mul(thirtyTwo, b5));
    const beven3 = f32x4.add(f32x4.add(f32x4.mul(thirtyTwo, b0), f32x4.mul(eight, b2)), f32x4.mul(two, b4));
    const bodd3 = f32x4.add(f32x4.add(f32x4.mul(sixteen, b1), f32x4.mul(four, b3)), b5);
    v128.store(to, b0, 16);
    v128.store(to, a0);
    v128.store(to, f32x4.add(beven1, bodd1), 208);
    v128.store(to, f32x4.add(aeven1, aodd1), 192);
    v128.store(to, f32x4.sub(beven1, bodd1), 400);
    v128.store(to, f32x4.sub(aeven1, aodd1), 384);
    v128.store(to, f32x4.add(beven2, bodd2), 592);
    v128.store(to, f32x4.add(aeven2, aodd2), 576);
    v128.store(to, f32x4.sub(beven2, bodd2), 784);
    v128.store(to, f32x4.sub(aeven2, aodd2), 768);
    v128.store(to, f32x4.add(beven3, bodd3), 976);
    v128.store(to, f32x4.add(aeven3, aodd3), 960);
    v128.store(to, f32x4.sub(beven3, bodd3), 1168);
    v128.store(to, f32x4.sub(aeven3, aodd3), 1152);
    v128.store(to, b5, 1360);
    v128.store(to, a5, 1344);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const eight = f32x4.splat(8.0);
    const sixteen = f32x4.splat(16.0);
    const thirtyTwo = f32x4.splat(32.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from1);
    const a2 = v128.load(from2);
    const a3 = v128.load(from3);
    const a4 = v128.load(from4);
    const a5 = v128.load(from5);
    const aeven1 = f32x4.add(f32x4.add(a0, a2), a4);
    const aodd1 = f32x4.add(f32x4.add(a1, a3), a5);
    const aeven2 = f32x4.add(f32x4.add(a0, f32x4.mul(four, a2)), f32x4.mul(sixteen, a4));
    const aodd2 = f32x4.add(f32x4.add(f32x4.mul(two, a1), f32x4.mul(eight, a3)), f32x4.mul(thirtyTwo, a5));
    const aeven3 = f32x4.add(f32x4.add(f32x4.mul(thirtyTwo, a0), f32x4.mul(eight, a2)), f32x4.mul(two, a4));
    const aodd3 = f32x4.add(f32x4.add(f32x4.mul(sixteen, a1), f32x4.mul(four, a3)), a5);
    v128.store(to, a0);
    v128.store(to, f32x4.add(aeven1, aodd1), 192);
    v128.store(to, f32x4.sub(aeven1, aodd1), 384);
    v128.store(to, f32x4.add(aeven2, aodd2), 576);
    v128.store(to, f32x4.sub(aeven2, aodd2), 768);
    v128.store(to, f32x4.add(aeven3, aodd3), 960);
    v128.store(to, f32x4.sub(aeven3, aodd3), 1152);
    v128.store(to, a5, 1344);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const b3 = v128.load(from3, 16);
    const b4 = v128.load(from4, 16);
    const b5 = v128.load(from5, 16);
    const beven1 = f32x4.add(f32x4.add(b0, b2), b4);
    const bodd1 = f32x4.add(f32x4.add(b1, b3), b5);
    const beven2 = f32x4.add(f32x4.add(b0, f32x4.mul(four, b2)), f32x4.mul(sixteen, b4));
    const bodd2 = f32x4.add(f32x4.add(f32x4.mul(two, b1), f32x4.mul(eight, b3)), f32x4.mul(thirtyTwo, b5));
    const beven3 = f32x4.add(f32x4.add(f32x4.mul(thirtyTwo, b0), f32x4.mul(eight, b2)), f32x4.mul(two, b4));
    const bodd3 = f32x4.add(f32x4.add(f32x4.mul(sixteen, b1), f32x4.mul(four, b3)), b5);
    v128.store(to, b0, 16);
    v128.store(to, f32x4.add(beven1, bodd1), 208);
    v128.store(to, f32x4.sub(beven1, bodd1), 400);
    v128.store(to, f32x4.add(beven2, bodd2), 592);
    v128.store(to, f32x4.sub(beven2, bodd2), 784);
    v128.store(to, f32x4.add(beven3, bodd3), 976);
    v128.store(to, f32x4.sub(beven3, bodd3), 1168);
    v128.store(to, b5, 1360);
  }
}

/** One row of `temp`: 6 values → 8. */
// @ts-ignore: decorator
@inline
function gradient6Rows(from: usize, to: usize, step: usize, constants: usize): void {
  const to1 = to + step;
  const to2 = to1 + step;
  const to3 = to2 + step;
  const to4 = to3 + step;
  const to5 = to4 + step;
  const to6 = to5 + step;
  const to7 = to6 + step;
  if (WIDE) {
    const a0 = v128.load(from), b0 = v128.load(from, 16);
    const a1 = v128.load(from, 32), b1 = v128.load(from, 48);
    const a2 = v128.load(from, 64), b2 = v128.load(from, 80);
    const a3 = v128.load(from, 96), b3 = v128.load(from, 112);
    const a4 = v128.load(from, 128), b4 = v128.load(from, 144);
    const a5 = v128.load(from, 160), b5 = v128.load(from, 176);
    const two = v128.load32_splat(constants, 0);
    const four = v128.load32_splat(constants, 4);
    const eight = v128.load32_splat(constants, 12);
    const sixteen = v128.load32_splat(constants, 36);
    const thirtyTwo = v128.load32_splat(constants, 40);
    const aeven1 = f32x4.add(f32x4.add(a0, a2), a4);
    const aodd1 = f32x4.add(f32x4.add(a1, a3), a5);
    const aeven2 = f32x4.add(f32x4.add(a0, f32x4.mul(four, a2)), f32x4.mul(sixteen, a4));
    const aodd2 = f32x4.add(f32x4.add(f32x4.mul(two, a1), f32x4.mul(eight, a3)), f32x4.mul(thirtyTwo, a5));
    const aeven3 = f32x4.add(f32x4.add(f32x4.mul(thirtyTwo, a0), f32x4.mul(eight, a2)), f32x4.mul(two, a4));
    const aodd3 = f32x4.add(f32x4.add(f32x4.mul(sixteen, a1), f32x4.mul(four, a3)), a5);
    const beven1 = f32x4.add(f32x4.add(b0, b2), b4);
    const bodd1 = f32x4.add(f32x4.add(b1, b3), b5);
    const beven2 = f32x4.add(f32x4.add(b0, f32x4.mul(four, b2)), f32x4.mul(sixteen, b4));
    const bodd2 = f32x4.add(f32x4.add(f32x4.mul(two, b1), f32x4.mul(eight, b3)), f32x4.mul(thirtyTwo, b5));
    const beven3 = f32x4.add(f32x4.add(f32x4.mul(thirtyTwo, b0), f32x4.mul(eight, b2)), f32x4.mul(two, b4));
    const bodd3 = f32x4.add(f32x4.add(f32x4.mul(sixteen, b1), f32x4.mul(four, b3)), b5);
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
    v128.store(to5, f32x4.add(beven3, bodd3), 16);
    v128.store(to5, f32x4.add(aeven3, aodd3));
    v128.store(to6, f32x4.sub(beven3, bodd3), 16);
    v128.store(to6, f32x4.sub(aeven3, aodd3));
    v128.store(to7, b5, 16);
    v128.store(to7, a5);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const eight = f32x4.splat(8.0);
    const sixteen = f32x4.splat(16.0);
    const thirtyTwo = f32x4.splat(32.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from, 32);
    const a2 = v128.load(from, 64);
    const a3 = v128.load(from, 96);
    const a4 = v128.load(from, 128);
    const a5 = v128.load(from, 160);
    const aeven1 = f32x4.add(f32x4.add(a0, a2), a4);
    const aodd1 = f32x4.add(f32x4.add(a1, a3), a5);
    const aeven2 = f32x4.add(f32x4.add(a0, f32x4.mul(four, a2)), f32x4.mul(sixteen, a4));
    const aodd2 = f32x4.add(f32x4.add(f32x4.mul(two, a1), f32x4.mul(eight, a3)), f32x4.mul(thirtyTwo, a5));
    const aeven3 = f32x4.add(f32x4.add(f32x4.mul(thirtyTwo, a0), f32x4.mul(eight, a2)), f32x4.mul(two, a4));
    const aodd3 = f32x4.add(f32x4.add(f32x4.mul(sixteen, a1), f32x4.mul(four, a3)), a5);
    v128.store(to, a0);
    v128.store(to1, f32x4.add(aeven1, aodd1));
    v128.store(to2, f32x4.sub(aeven1, aodd1));
    v128.store(to3, f32x4.add(aeven2, aodd2));
    v128.store(to4, f32x4.sub(aeven2, aodd2));
    v128.store(to5, f32x4.add(aeven3, aodd3));
    v128.store(to6, f32x4.sub(aeven3, aodd3));
    v128.store(to7, a5);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const b3 = v128.load(from, 112);
    const b4 = v128.load(from, 144);
    const b5 = v128.load(from, 176);
    const beven1 = f32x4.add(f32x4.add(b0, b2), b4);
    const bodd1 = f32x4.add(f32x4.add(b1, b3), b5);
    const beven2 = f32x4.add(f32x4.add(b0, f32x4.mul(four, b2)), f32x4.mul(sixteen, b4));
    const bodd2 = f32x4.add(f32x4.add(f32x4.mul(two, b1), f32x4.mul(eight, b3)), f32x4.mul(thirtyTwo, b5));
    const beven3 = f32x4.add(f32x4.add(f32x4.mul(thirtyTwo, b0), f32x4.mul(eight, b2)), f32x4.mul(two, b4));
    const bodd3 = f32x4.add(f32x4.add(f32x4.mul(sixteen, b1), f32x4.mul(four, b3)), b5);
    v128.store(to, b0, 16);
    v128.store(to1, f32x4.add(beven1, bodd1), 16);
    v128.store(to2, f32x4.sub(beven1, bodd1), 16);
    v128.store(to3, f32x4.add(beven2, bodd2), 16);
    v128.store(to4, f32x4.sub(beven2, bodd2), 16);
    v128.store(to5, f32x4.add(beven3, bodd3), 16);
    v128.store(to6, f32x4.sub(beven3, bodd3), 16);
    v128.store(to7, b5, 16);
  }
}

/** D = A e Aᵀ: eight channels of a 6×6 tile of the output’s gradient → 64 values. (i, j) at from + i·fromRow + j·fromColumn → (i, j) at to + i·toRow + j·toColumn. */
export function transformGradient6(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, toRow: usize, toColumn: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 6; j++) {
    gradient6Columns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 8; i++) gradient6Rows(temp + <usize>i * 192, to + <usize>i * toRow, toColumn, constants);
}
