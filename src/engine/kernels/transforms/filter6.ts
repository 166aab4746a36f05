/**
 * U = G g Gᵀ: eight output channels of a 3×3 filter → 64 values.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 3 values `step` bytes apart → 8 in `temp`. */
// @ts-ignore: decorator
@inline
function filter6Columns(from: usize, step: usize, to: usize, constants: usize): void {
  const from1 = from + step;
  const from2 = from1 + step;
  if (WIDE) {
    const a0 = v128.load(from), b0 = v128.load(from, 16);
    const a1 = v128.load(from1), b1 = v128.load(from1, 16);
    const a2 = v128.load(from2), b2 = v128.load(from2, 16);
    const ninths = v128.load32_splat(constants, 60);
    const part90 = v128.load32_splat(constants, 64);
    const part45 = v128.load32_splat(constants, 68);
    const part180 = v128.load32_splat(constants, 72);
    const two45 = v128.load32_splat(constants, 76);
    const zero = f32x4.splat(0);
    const aeven1 = f32x4.mul(ninths, f32x4.add(a0, a2));
    const aodd1 = f32x4.mul(ninths, a1);
    const aeven2 = f32x4.add(f32x4.mul(part90, a0), f32x4.mul(two45, a2));
    const aodd2 = f32x4.mul(part45, a1);
    const aeven3 = f32x4.add(f32x4.mul(part45, a0), f32x4.mul(part180, a2));
    const aodd3 = f32x4.mul(part90, a1);
    const beven1 = f32x4.mul(ninths, f32x4.add(b0, b2));
    const bodd1 = f32x4.mul(ninths, b1);
    const beven2 = f32x4.add(f32x4.mul(part90, b0), f32x4.mul(two45, b2));
    const bodd2 = f32x4.mul(part45, b1);
    const beven3 = f32x4.add(f32x4.mul(part45, b0), f32x4.mul(part180, b2));
    const bodd3 = f32x4.mul(part90, b1);
    v128.store(to, b0, 16);
    v128.store(to, a0);
    v128.store(to, f32x4.sub(zero, f32x4.add(beven1, bodd1)), 112);
    v128.store(to, f32x4.sub(zero, f32x4.add(aeven1, aodd1)), 96);
    v128.store(to, f32x4.sub(bodd1, beven1), 208);
    v128.store(to, f32x4.sub(aodd1, aeven1), 192);
    v128.store(to, f32x4.add(beven2, bodd2), 304);
    v128.store(to, f32x4.add(aeven2, aodd2), 288);
    v128.store(to, f32x4.sub(beven2, bodd2), 400);
    v128.store(to, f32x4.sub(aeven2, aodd2), 384);
    v128.store(to, f32x4.add(beven3, bodd3), 496);
    v128.store(to, f32x4.add(aeven3, aodd3), 480);
    v128.store(to, f32x4.sub(beven3, bodd3), 592);
    v128.store(to, f32x4.sub(aeven3, aodd3), 576);
    v128.store(to, b2, 688);
    v128.store(to, a2, 672);
  } else {
    const ninths = f32x4.splat(2.0 / 9.0);
    const part90 = f32x4.splat(1.0 / 90.0);
    const part45 = f32x4.splat(1.0 / 45.0);
    const part180 = f32x4.splat(1.0 / 180.0);
    const two45 = f32x4.splat(2.0 / 45.0);
    const zero = f32x4.splat(0);
    const a0 = v128.load(from);
    const a1 = v128.load(from1);
    const a2 = v128.load(from2);
    const aeven1 = f32x4.mul(ninths, f32x4.add(a0, a2));
    const aodd1 = f32x4.mul(ninths, a1);
    const aeven2 = f32x4.add(f32x4.mul(part90, a0), f32x4.mul(two45, a2));
    const aodd2 = f32x4.mul(part45, a1);
    const aeven3 = f32x4.add(f32x4.mul(part45, a0), f32x4.mul(part180, a2));
    const aodd3 = f32x4.mul(part90, a1);
    v128.store(to, a0);
    v128.store(to, f32x4.sub(zero, f32x4.add(aeven1, aodd1)), 96);
    v128.store(to, f32x4.sub(aodd1, aeven1), 192);
    v128.store(to, f32x4.add(aeven2, aodd2), 288);
    v128.store(to, f32x4.sub(aeven2, aodd2), 384);
    v128.store(to, f32x4.add(aeven3, aodd3), 480);
    v128.store(to, f32x4.sub(aeven3, aodd3), 576);
    v128.store(to, a2, 672);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const beven1 = f32x4.mul(ninths, f32x4.add(b0, b2));
    const bodd1 = f32x4.mul(ninths, b1);
    const beven2 = f32x4.add(f32x4.mul(part90, b0), f32x4.mul(two45, b2));
    const bodd2 = f32x4.mul(part45, b1);
    const beven3 = f32x4.add(f32x4.mul(part45, b0), f32x4.mul(part180, b2));
    const bodd3 = f32x4.mul(part90, b1);
    v128.store(to, b0, 16);
    v128.store(to, f32x4.sub(zero, f32x4.add(beven1, bodd1)), 112);
    v128.store(to, f32x4.sub(bodd1, beven1), 208);
    v128.store(to, f32x4.add(beven2, bodd2), 304);
    v128.store(to, f32x4.sub(beven2, bodd2), 400);
    v128.store(to, f32x4.add(beven3, bodd3), 496);
    v128.store(to, f32x4.sub(beven3, bodd3), 592);
    v128.store(to, b2, 688);
  }
}

/** One row of `temp`: 3 values → 8. */
// @ts-ignore: decorator
@inline
function filter6Rows(from: usize, to: usize, step: usize, constants: usize): void {
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
    const ninths = v128.load32_splat(constants, 60);
    const part90 = v128.load32_splat(constants, 64);
    const part45 = v128.load32_splat(constants, 68);
    const part180 = v128.load32_splat(constants, 72);
    const two45 = v128.load32_splat(constants, 76);
    const zero = f32x4.splat(0);
    const aeven1 = f32x4.mul(ninths, f32x4.add(a0, a2));
    const aodd1 = f32x4.mul(ninths, a1);
    const aeven2 = f32x4.add(f32x4.mul(part90, a0), f32x4.mul(two45, a2));
    const aodd2 = f32x4.mul(part45, a1);
    const aeven3 = f32x4.add(f32x4.mul(part45, a0), f32x4.mul(part180, a2));
    const aodd3 = f32x4.mul(part90, a1);
    const beven1 = f32x4.mul(ninths, f32x4.add(b0, b2));
    const bodd1 = f32x4.mul(ninths, b1);
    const beven2 = f32x4.add(f32x4.mul(part90, b0), f32x4.mul(two45, b2));
    const bodd2 = f32x4.mul(part45, b1);
    const beven3 = f32x4.add(f32x4.mul(part45, b0), f32x4.mul(part180, b2));
    const bodd3 = f32x4.mul(part90, b1);
    v128.store(to, b0, 16);
    v128.store(to, a0);
    v128.store(to1, f32x4.sub(zero, f32x4.add(beven1, bodd1)), 16);
    v128.store(to1, f32x4.sub(zero, f32x4.add(aeven1, aodd1)));
    v128.store(to2, f32x4.sub(bodd1, beven1), 16);
    v128.store(to2, f32x4.sub(aodd1, aeven1));
    v128.store(to3, f32x4.add(beven2, bodd2), 16);
    v128.store(to3, f32x4.add(aeven2, aodd2));
    v128.store(to4, f32x4.sub(beven2, bodd2), 16);
    v128.store(to4, f32x4.sub(aeven2, aodd2));
    v128.store(to5, f32x4.add(beven3, bodd3), 16);
    v128.store(to5, f32x4.add(aeven3, aodd3));
    v128.store(to6, f32x4.sub(beven3, bodd3), 16);
    v128.store(to6, f32x4.sub(aeven3, aodd3));
    v128.store(to7, b2, 16);
    v128.store(to7, a2);
  } else {
    const ninths = f32x4.splat(2.0 / 9.0);
    const part90 = f32x4.splat(1.0 / 90.0);
    const part45 = f32x4.splat(1.0 / 45.0);
    const part180 = f32x4.splat(1.0 / 180.0);
    const two45 = f32x4.splat(2.0 / 45.0);
    const zero = f32x4.splat(0);
    const a0 = v128.load(from);
    const a1 = v128.load(from, 32);
    const a2 = v128.load(from, 64);
    const aeven1 = f32x4.mul(ninths, f32x4.add(a0, a2));
    const aodd1 = f32x4.mul(ninths, a1);
    const aeven2 = f32x4.add(f32x4.mul(part90, a0), f32x4.mul(two45, a2));
    const aodd2 = f32x4.mul(part45, a1);
    const aeven3 = f32x4.add(f32x4.mul(part45, a0), f32x4.mul(part180, a2));
    const aodd3 = f32x4.mul(part90, a1);
    v128.store(to, a0);
    v128.store(to1, f32x4.sub(zero, f32x4.add(aeven1, aodd1)));
    v128.store(to2, f32x4.sub(aodd1, aeven1));
    v128.store(to3, f32x4.add(aeven2, aodd2));
    v128.store(to4, f32x4.sub(aeven2, aodd2));
    v128.store(to5, f32x4.add(aeven3, aodd3));
    v128.store(to6, f32x4.sub(aeven3, aodd3));
    v128.store(to7, a2);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const beven1 = f32x4.mul(ninths, f32x4.add(b0, b2));
    const bodd1 = f32x4.mul(ninths, b1);
    const beven2 = f32x4.add(f32x4.mul(part90, b0), f32x4.mul(two45, b2));
    const bodd2 = f32x4.mul(part45, b1);
    const beven3 = f32x4.add(f32x4.mul(part45, b0), f32x4.mul(part180, b2));
    const bodd3 = f32x4.mul(part90, b1);
    v128.store(to, b0, 16);
    v128.store(to1, f32x4.sub(zero, f32x4.add(beven1, bodd1)), 16);
    v128.store(to2, f32x4.sub(bodd1, beven1), 16);
    v128.store(to3, f32x4.add(beven2, bodd2), 16);
    v128.store(to4, f32x4.sub(beven2, bodd2), 16);
    v128.store(to5, f32x4.add(beven3, bodd3), 16);
    v128.store(to6, f32x4.sub(beven3, bodd3), 16);
    v128.store(to7, b2, 16);
  }
}

/** U = G g Gᵀ: eight output channels of a 3×3 filter → 64 values. (i, j) at from + i·fromRow + j·fromColumn → (i, j) at to + i·toRow + j·toColumn. */
export function transformFilter6(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, toRow: usize, toColumn: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 3; j++) {
    filter6Columns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 8; i++) filter6Rows(temp + <usize>i * 96, to + <usize>i * toRow, toColumn, constants);
}
