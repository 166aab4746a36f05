/**
 * V = Bᵀ x B: eight channels of an 8×8 window of the input → 64 values.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 8 values `step` bytes apart → 8 in `temp`. */
// @ts-ignore: decorator
@inline
function input6Columns(from: usize, step: usize, to: usize, constants: usize): void {
  const from1 = from + step;
  const from2 = from1 + step;
  const from3 = from2 + step;
  const from4 = from3 + step;
  const from5 = from4 + step;
  const from6 = from5 + step;
  const from7 = from6 + step;
  if (WIDE) {
    const a0 = v128.load(from), b0 = v128.load(from, 16);
    const a1 = v128.load(from1), b1 = v128.load(from1, 16);
    const a2 = v128.load(from2), b2 = v128.load(from2, 16);
    const a3 = v128.load(from3), b3 = v128.load(from3, 16);
    const a4 = v128.load(from4), b4 = v128.load(from4, 16);
    const a5 = v128.load(from5), b5 = v128.load(from5, 16);
    const a6 = v128.load(from6), b6 = v128.load(from6, 16);
    const a7 = v128.load(from7), b7 = v128.load(from7, 16);
    const two = v128.load32_splat(constants, 0);
    const four = v128.load32_splat(constants, 4);
    const five = v128.load32_splat(constants, 8);
    const quarter = v128.load32_splat(constants, 16);
    const half = v128.load32_splat(constants, 32);
    const c525 = v128.load32_splat(constants, 44);
    const c425 = v128.load32_splat(constants, 48);
    const c250 = v128.load32_splat(constants, 52);
    const c125 = v128.load32_splat(constants, 56);
    const aeven1 = f32x4.sub(f32x4.add(a2, a6), f32x4.mul(c425, a4));
    const aodd1 = f32x4.sub(f32x4.add(a1, a5), f32x4.mul(c425, a3));
    const aeven2 = f32x4.sub(f32x4.add(a6, f32x4.mul(quarter, a2)), f32x4.mul(c125, a4));
    const aodd2 = f32x4.add(f32x4.sub(f32x4.mul(half, a1), f32x4.mul(c250, a3)), f32x4.mul(two, a5));
    const aeven3 = f32x4.sub(f32x4.add(a6, f32x4.mul(four, a2)), f32x4.mul(five, a4));
    const aodd3 = f32x4.add(f32x4.sub(f32x4.mul(two, a1), f32x4.mul(c250, a3)), f32x4.mul(half, a5));
    const beven1 = f32x4.sub(f32x4.add(b2, b6), f32x4.mul(c425, b4));
    const bodd1 = f32x4.sub(f32x4.add(b1, b5), f32x4.mul(c425, b3));
    const beven2 = f32x4.sub(f32x4.add(b6, f32x4.mul(quarter, b2)), f32x4.mul(c125, b4));
    const bodd2 = f32x4.add(f32x4.sub(f32x4.mul(half, b1), f32x4.mul(c250, b3)), f32x4.mul(two, b5));
    const beven3 = f32x4.sub(f32x4.add(b6, f32x4.mul(four, b2)), f32x4.mul(five, b4));
    const bodd3 = f32x4.add(f32x4.sub(f32x4.mul(two, b1), f32x4.mul(c250, b3)), f32x4.mul(half, b5));
    v128.store(to, f32x4.add(f32x4.sub(b0, b6), f32x4.mul(c525, f32x4.sub(b4, b2))), 16);
    v128.store(to, f32x4.add(f32x4.sub(a0, a6), f32x4.mul(c525, f32x4.sub(a4, a2))));
    v128.store(to, f32x4.add(beven1, bodd1), 272);
    v128.store(to, f32x4.add(aeven1, aodd1), 256);
    v128.store(to, f32x4.sub(beven1, bodd1), 528);
    v128.store(to, f32x4.sub(aeven1, aodd1), 512);
    v128.store(to, f32x4.add(beven2, bodd2), 784);
    v128.store(to, f32x4.add(aeven2, aodd2), 768);
    v128.store(to, f32x4.sub(beven2, bodd2), 1040);
    v128.store(to, f32x4.sub(aeven2, aodd2), 1024);
    v128.store(to, f32x4.add(beven3, bodd3), 1296);
    v128.store(to, f32x4.add(aeven3, aodd3), 1280);
    v128.store(to, f32x4.sub(beven3, bodd3), 1552);
    v128.store(to, f32x4.sub(aeven3, aodd3), 1536);
    v128.store(to, f32x4.add(f32x4.sub(b7, b1), f32x4.mul(c525, f32x4.sub(b3, b5))), 1808);
    v128.store(to, f32x4.add(f32x4.sub(a7, a1), f32x4.mul(c525, f32x4.sub(a3, a5))), 1792);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const five = f32x4.splat(5.0);
    const quarter = f32x4.splat(0.25);
    const half = f32x4.splat(0.5);
    const c525 = f32x4.splat(5.25);
    const c425 = f32x4.splat(4.25);
    const c250 = f32x4.splat(2.5);
    const c125 = f32x4.splat(1.25);
    const a0 = v128.load(from);
    const a1 = v128.load(from1);
    const a2 = v128.load(from2);
    const a3 = v128.load(from3);
    const a4 = v128.load(from4);
    const a5 = v128.load(from5);
    const a6 = v128.load(from6);
    const a7 = v128.load(from7);
    const aeven1 = f32x4.sub(f32x4.add(a2, a6), f32x4.mul(c425, a4));
    const aodd1 = f32x4.sub(f32x4.add(a1, a5), f32x4.mul(c425, a3));
    const aeven2 = f32x4.sub(f32x4.add(a6, f32x4.mul(quarter, a2)), f32x4.mul(c125, a4));
    const aodd2 = f32x4.add(f32x4.sub(f32x4.mul(half, a1), f32x4.mul(c250, a3)), f32x4.mul(two, a5));
    const aeven3 = f32x4.sub(f32x4.add(a6, f32x4.mul(four, a2)), f32x4.mul(five, a4));
    const aodd3 = f32x4.add(f32x4.sub(f32x4.mul(two, a1), f32x4.mul(c250, a3)), f32x4.mul(half, a5));
    v128.store(to, f32x4.add(f32x4.sub(a0, a6), f32x4.mul(c525, f32x4.sub(a4, a2))));
    v128.store(to, f32x4.add(aeven1, aodd1), 256);
    v128.store(to, f32x4.sub(aeven1, aodd1), 512);
    v128.store(to, f32x4.add(aeven2, aodd2), 768);
    v128.store(to, f32x4.sub(aeven2, aodd2), 1024);
    v128.store(to, f32x4.add(aeven3, aodd3), 1280);
    v128.store(to, f32x4.sub(aeven3, aodd3), 1536);
    v128.store(to, f32x4.add(f32x4.sub(a7, a1), f32x4.mul(c525, f32x4.sub(a3, a5))), 1792);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const b3 = v128.load(from3, 16);
    const b4 = v128.load(from4, 16);
    const b5 = v128.load(from5, 16);
    const b6 = v128.load(from6, 16);
    const b7 = v128.load(from7, 16);
    const beven1 = f32x4.sub(f32x4.add(b2, b6), f32x4.mul(c425, b4));
    const bodd1 = f32x4.sub(f32x4.add(b1, b5), f32x4.mul(c425, b3));
    const beven2 = f32x4.sub(f32x4.add(b6, f32x4.mul(quarter, b2)), f32x4.mul(c125, b4));
    const bodd2 = f32x4.add(f32x4.sub(f32x4.mul(half, b1), f32x4.mul(c250, b3)), f32x4.mul(two, b5));
    const beven3 = f32x4.sub(f32x4.add(b6, f32x4.mul(four, b2)), f32x4.mul(five, b4));
    const bodd3 = f32x4.add(f32x4.sub(f32x4.mul(two, b1), f32x4.mul(c250, b3)), f32x4.mul(half, b5));
    v128.store(to, f32x4.add(f32x4.sub(b0, b6), f32x4.mul(c525, f32x4.sub(b4, b2))), 16);
    v128.store(to, f32x4.add(beven1, bodd1), 272);
    v128.store(to, f32x4.sub(beven1, bodd1), 528);
    v128.store(to, f32x4.add(beven2, bodd2), 784);
    v128.store(to, f32x4.sub(beven2, bodd2), 1040);
    v128.store(to, f32x4.add(beven3, bodd3), 1296);
    v128.store(to, f32x4.sub(beven3, bodd3), 1552);
    v128.store(to, f32x4.add(f32x4.sub(b7, b1), f32x4.mul(c525, f32x4.sub(b3, b5))), 1808);
  }
}

/** One row of `temp`: 8 values → 8. */
// @ts-ignore: decorator
@inline
function input6Rows(from: usize, to: usize, step: usize, constants: usize): void {
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
    const a6 = v128.load(from, 192), b6 = v128.load(from, 208);
    const a7 = v128.load(from, 224), b7 = v128.load(from, 240);
    const two = v128.load32_splat(constants, 0);
    const four = v128.load32_splat(constants, 4);
    const five = v128.load32_splat(constants, 8);
    const quarter = v128.load32_splat(constants, 16);
    const half = v128.load32_splat(constants, 32);
    const c525 = v128.load32_splat(constants, 44);
    const c425 = v128.load32_splat(constants, 48);
    const c250 = v128.load32_splat(constants, 52);
    const c125 = v128.load32_splat(constants, 56);
    const aeven1 = f32x4.sub(f32x4.add(a2, a6), f32x4.mul(c425, a4));
    const aodd1 = f32x4.sub(f32x4.add(a1, a5), f32x4.mul(c425, a3));
    const aeven2 = f32x4.sub(f32x4.add(a6, f32x4.mul(quarter, a2)), f32x4.mul(c125, a4));
    const aodd2 = f32x4.add(f32x4.sub(f32x4.mul(half, a1), f32x4.mul(c250, a3)), f32x4.mul(two, a5));
    const aeven3 = f32x4.sub(f32x4.add(a6, f32x4.mul(four, a2)), f32x4.mul(five, a4));
    const aodd3 = f32x4.add(f32x4.sub(f32x4.mul(two, a1), f32x4.mul(c250, a3)), f32x4.mul(half, a5));
    const beven1 = f32x4.sub(f32x4.add(b2, b6), f32x4.mul(c425, b4));
    const bodd1 = f32x4.sub(f32x4.add(b1, b5), f32x4.mul(c425, b3));
    const beven2 = f32x4.sub(f32x4.add(b6, f32x4.mul(quarter, b2)), f32x4.mul(c125, b4));
    const bodd2 = f32x4.add(f32x4.sub(f32x4.mul(half, b1), f32x4.mul(c250, b3)), f32x4.mul(two, b5));
    const beven3 = f32x4.sub(f32x4.add(b6, f32x4.mul(four, b2)), f32x4.mul(five, b4));
    const bodd3 = f32x4.add(f32x4.sub(f32x4.mul(two, b1), f32x4.mul(c250, b3)), f32x4.mul(half, b5));
    v128.store(to, f32x4.add(f32x4.sub(b0, b6), f32x4.mul(c525, f32x4.sub(b4, b2))), 16);
    v128.store(to, f32x4.add(f32x4.sub(a0, a6), f32x4.mul(c525, f32x4.sub(a4, a2))));
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
    v128.store(to7, f32x4.add(f32x4.sub(b7, b1), f32x4.mul(c525, f32x4.sub(b3, b5))), 16);
    v128.store(to7, f32x4.add(f32x4.sub(a7, a1), f32x4.mul(c525, f32x4.sub(a3, a5))));
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const five = f32x4.splat(5.0);
    const quarter = f32x4.splat(0.25);
    const half = f32x4.splat(0.5);
    const c525 = f32x4.splat(5.25);
    const c425 = f32x4.splat(4.25);
    const c250 = f32x4.splat(2.5);
    const c125 = f32x4.splat(1.25);
    const a0 = v128.load(from);
    const a1 = v128.load(from, 32);
    const a2 = v128.load(from, 64);
    const a3 = v128.load(from, 96);
    const a4 = v128.load(from, 128);
    const a5 = v128.load(from, 160);
    const a6 = v128.load(from, 192);
    const a7 = v128.load(from, 224);
    const aeven1 = f32x4.sub(f32x4.add(a2, a6), f32x4.mul(c425, a4));
    const aodd1 = f32x4.sub(f32x4.add(a1, a5), f32x4.mul(c425, a3));
    const aeven2 = f32x4.sub(f32x4.add(a6, f32x4.mul(quarter, a2)), f32x4.mul(c125, a4));
    const aodd2 = f32x4.add(f32x4.sub(f32x4.mul(half, a1), f32x4.mul(c250, a3)), f32x4.mul(two, a5));
    const aeven3 = f32x4.sub(f32x4.add(a6, f32x4.mul(four, a2)), f32x4.mul(five, a4));
    const aodd3 = f32x4.add(f32x4.sub(f32x4.mul(two, a1), f32x4.mul(c250, a3)), f32x4.mul(half, a5));
    v128.store(to, f32x4.add(f32x4.sub(a0, a6), f32x4.mul(c525, f32x4.sub(a4, a2))));
    v128.store(to1, f32x4.add(aeven1, aodd1));
    v128.store(to2, f32x4.sub(aeven1, aodd1));
    v128.store(to3, f32x4.add(aeven2, aodd2));
    v128.store(to4, f32x4.sub(aeven2, aodd2));
    v128.store(to5, f32x4.add(aeven3, aodd3));
    v128.store(to6, f32x4.sub(aeven3, aodd3));
    v128.store(to7, f32x4.add(f32x4.sub(a7, a1), f32x4.mul(c525, f32x4.sub(a3, a5))));
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const b3 = v128.load(from, 112);
    const b4 = v128.load(from, 144);
    const b5 = v128.load(from, 176);
    const b6 = v128.load(from, 208);
    const b7 = v128.load(from, 240);
    const beven1 = f32x4.sub(f32x4.add(b2, b6), f32x4.mul(c425, b4));
    const bodd1 = f32x4.sub(f32x4.add(b1, b5), f32x4.mul(c425, b3));
    const beven2 = f32x4.sub(f32x4.add(b6, f32x4.mul(quarter, b2)), f32x4.mul(c125, b4));
    const bodd2 = f32x4.add(f32x4.sub(f32x4.mul(half, b1), f32x4.mul(c250, b3)), f32x4.mul(two, b5));
    const beven3 = f32x4.sub(f32x4.add(b6, f32x4.mul(four, b2)), f32x4.mul(five, b4));
    const bodd3 = f32x4.add(f32x4.sub(f32x4.mul(two, b1), f32x4.mul(c250, b3)), f32x4.mul(half, b5));
    v128.store(to, f32x4.add(f32x4.sub(b0, b6), f32x4.mul(c525, f32x4.sub(b4, b2))), 16);
    v128.store(to1, f32x4.add(beven1, bodd1), 16);
    v128.store(to2, f32x4.sub(beven1, bodd1), 16);
    v128.store(to3, f32x4.add(beven2, bodd2), 16);
    v128.store(to4, f32x4.sub(beven2, bodd2), 16);
    v128.store(to5, f32x4.add(beven3, bodd3), 16);
    v128.store(to6, f32x4.sub(beven3, bodd3), 16);
    v128.store(to7, f32x4.add(f32x4.sub(b7, b1), f32x4.mul(c525, f32x4.sub(b3, b5))), 16);
  }
}

/** V = Bᵀ x B: eight channels of an 8×8 window of the input → 64 values. (i, j) at from + i·fromRow + j·fromColumn → (i, j) at to + i·toRow + j·toColumn. */
export function transformInput6(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, toRow: usize, toColumn: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 8; j++) {
    input6Columns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 8; i++) input6Rows(temp + <usize>i * 256, to + <usize>i * toRow, toColumn, constants);
}
