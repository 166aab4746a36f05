/**
 * Gᵀ S G: 36 sums → eight output channels of the gradient of a 3×3 filter.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 6 values `step` bytes apart → 3 in `temp`. */
// @ts-ignore: decorator
@inline
function weightColumns(from: usize, step: usize, to: usize, constants: usize): void {
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
    const quarter = v128.load32_splat(constants, 16);
    const sixth = v128.load32_splat(constants, 20);
    const twelfth = v128.load32_splat(constants, 24);
    const part24 = v128.load32_splat(constants, 28);
    const asum1 = f32x4.mul(sixth, f32x4.add(a1, a2));
    const asum2 = f32x4.add(a3, a4);
    const bsum1 = f32x4.mul(sixth, f32x4.add(b1, b2));
    const bsum2 = f32x4.add(b3, b4);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, b0), bsum1), f32x4.mul(part24, bsum2)), 16);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, a0), asum1), f32x4.mul(part24, asum2)));
    v128.store(to, f32x4.add(f32x4.mul(sixth, f32x4.sub(b2, b1)), f32x4.mul(twelfth, f32x4.sub(b3, b4))), 208);
    v128.store(to, f32x4.add(f32x4.mul(sixth, f32x4.sub(a2, a1)), f32x4.mul(twelfth, f32x4.sub(a3, a4))), 192);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(sixth, bsum2), bsum1), b5), 400);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(sixth, asum2), asum1), a5), 384);
  } else {
    const quarter = f32x4.splat(0.25);
    const sixth = f32x4.splat(1.0 / 6.0);
    const twelfth = f32x4.splat(1.0 / 12.0);
    const part24 = f32x4.splat(1.0 / 24.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from1);
    const a2 = v128.load(from2);
    const a3 = v128.load(from3);
    const a4 = v128.load(from4);
    const a5 = v128.load(from5);
    const asum1 = f32x4.mul(sixth, f32x4.add(a1, a2));
    const asum2 = f32x4.add(a3, a4);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, a0), asum1), f32x4.mul(part24, asum2)));
    v128.store(to, f32x4.add(f32x4.mul(sixth, f32x4.sub(a2, a1)), f32x4.mul(twelfth, f32x4.sub(a3, a4))), 192);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(sixth, asum2), asum1), a5), 384);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const b3 = v128.load(from3, 16);
    const b4 = v128.load(from4, 16);
    const b5 = v128.load(from5, 16);
    const bsum1 = f32x4.mul(sixth, f32x4.add(b1, b2));
    const bsum2 = f32x4.add(b3, b4);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, b0), bsum1), f32x4.mul(part24, bsum2)), 16);
    v128.store(to, f32x4.add(f32x4.mul(sixth, f32x4.sub(b2, b1)), f32x4.mul(twelfth, f32x4.sub(b3, b4))), 208);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(sixth, bsum2), bsum1), b5), 400);
  }
}

/** One row of `temp`: 6 values → 3. */
// @ts-ignore: decorator
@inline
function weightRows(from: usize, to: usize, step: usize, constants: usize): void {
  const to1 = to + step;
  const to2 = to1 + step;
  if (WIDE) {
    const a0 = v128.load(from), b0 = v128.load(from, 16);
    const a1 = v128.load(from, 32), b1 = v128.load(from, 48);
    const a2 = v128.load(from, 64), b2 = v128.load(from, 80);
    const a3 = v128.load(from, 96), b3 = v128.load(from, 112);
    const a4 = v128.load(from, 128), b4 = v128.load(from, 144);
    const a5 = v128.load(from, 160), b5 = v128.load(from, 176);
    const quarter = v128.load32_splat(constants, 16);
    const sixth = v128.load32_splat(constants, 20);
    const twelfth = v128.load32_splat(constants, 24);
    const part24 = v128.load32_splat(constants, 28);
    const asum1 = f32x4.mul(sixth, f32x4.add(a1, a2));
    const asum2 = f32x4.add(a3, a4);
    const bsum1 = f32x4.mul(sixth, f32x4.add(b1, b2));
    const bsum2 = f32x4.add(b3, b4);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, b0), bsum1), f32x4.mul(part24, bsum2)), 16);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, a0), asum1), f32x4.mul(part24, asum2)));
    v128.store(to1, f32x4.add(f32x4.mul(sixth, f32x4.sub(b2, b1)), f32x4.mul(twelfth, f32x4.sub(b3, b4))), 16);
    v128.store(to1, f32x4.add(f32x4.mul(sixth, f32x4.sub(a2, a1)), f32x4.mul(twelfth, f32x4.sub(a3, a4))));
    v128.store(to2, f32x4.add(f32x4.sub(f32x4.mul(sixth, bsum2), bsum1), b5), 16);
    v128.store(to2, f32x4.add(f32x4.sub(f32x4.mul(sixth, asum2), asum1), a5));
  } else {
    const quarter = f32x4.splat(0.25);
    const sixth = f32x4.splat(1.0 / 6.0);
    const twelfth = f32x4.splat(1.0 / 12.0);
    const part24 = f32x4.splat(1.0 / 24.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from, 32);
    const a2 = v128.load(from, 64);
    const a3 = v128.load(from, 96);
    const a4 = v128.load(from, 128);
    const a5 = v128.load(from, 160);
    const asum1 = f32x4.mul(sixth, f32x4.add(a1, a2));
    const asum2 = f32x4.add(a3, a4);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, a0), asum1), f32x4.mul(part24, asum2)));
    v128.store(to1, f32x4.add(f32x4.mul(sixth, f32x4.sub(a2, a1)), f32x4.mul(twelfth, f32x4.sub(a3, a4))));
    v128.store(to2, f32x4.add(f32x4.sub(f32x4.mul(sixth, asum2), asum1), a5));
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const b3 = v128.load(from, 112);
    const b4 = v128.load(from, 144);
    const b5 = v128.load(from, 176);
    const bsum1 = f32x4.mul(sixth, f32x4.add(b1, b2));
    const bsum2 = f32x4.add(b3, b4);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(quarter, b0), bsum1), f32x4.mul(part24, bsum2)), 16);
    v128.store(to1, f32x4.add(f32x4.mul(sixth, f32x4.sub(b2, b1)), f32x4.mul(twelfth, f32x4.sub(b3, b4))), 16);
    v128.store(to2, f32x4.add(f32x4.sub(f32x4.mul(sixth, bsum2), bsum1), b5), 16);
  }
}

/** Gᵀ S G: 36 sums → eight output channels of the gradient of a 3×3 filter. (i, j) at from + i·fromRow + j·fromColumn → (i, j) at to + i·toRow + j·toColumn. */
export function transformWeight(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, toRow: usize, toColumn: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 6; j++) {
    weightColumns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 3; i++) weightRows(temp + <usize>i * 192, to + <usize>i * toRow, toColumn, constants);
}
