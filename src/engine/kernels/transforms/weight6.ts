/**
 * Gᵀ S G: 64 sums → eight output channels of the gradient of a 3×3 filter.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 8 values `step` bytes apart → 3 in `temp`. */
// @ts-ignore: decorator
@inline
function weight6Columns(from: usize, step: usize, to: usize, constants: usize): void {
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
    const ninths = v128.load32_splat(constants, 60);
    const part90 = v128.load32_splat(constants, 64);
    const part45 = v128.load32_splat(constants, 68);
    const part180 = v128.load32_splat(constants, 72);
    const two45 = v128.load32_splat(constants, 76);
    const asum1 = f32x4.mul(ninths, f32x4.add(a1, a2));
    const asum2 = f32x4.add(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    const bsum1 = f32x4.mul(ninths, f32x4.add(b1, b2));
    const bsum2 = f32x4.add(b3, b4);
    const bsum3 = f32x4.add(b5, b6);
    v128.store(to, f32x4.add(f32x4.sub(b0, bsum1), f32x4.add(f32x4.mul(part90, bsum2), f32x4.mul(part45, bsum3))), 16);
    v128.store(to, f32x4.add(f32x4.sub(a0, asum1), f32x4.add(f32x4.mul(part90, asum2), f32x4.mul(part45, asum3))));
    v128.store(to, f32x4.sub(f32x4.add(f32x4.mul(part45, f32x4.sub(b3, b4)), f32x4.mul(part90, f32x4.sub(b5, b6))), f32x4.mul(ninths, f32x4.sub(b1, b2))), 272);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.mul(part45, f32x4.sub(a3, a4)), f32x4.mul(part90, f32x4.sub(a5, a6))), f32x4.mul(ninths, f32x4.sub(a1, a2))), 256);
    v128.store(to, f32x4.add(f32x4.add(f32x4.mul(two45, bsum2), f32x4.mul(part180, bsum3)), f32x4.sub(b7, bsum1)), 528);
    v128.store(to, f32x4.add(f32x4.add(f32x4.mul(two45, asum2), f32x4.mul(part180, asum3)), f32x4.sub(a7, asum1)), 512);
  } else {
    const ninths = f32x4.splat(2.0 / 9.0);
    const part90 = f32x4.splat(1.0 / 90.0);
    const part45 = f32x4.splat(1.0 / 45.0);
    const part180 = f32x4.splat(1.0 / 180.0);
    const two45 = f32x4.splat(2.0 / 45.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from1);
    const a2 = v128.load(from2);
    const a3 = v128.load(from3);
    const a4 = v128.load(from4);
    const a5 = v128.load(from5);
    const a6 = v128.load(from6);
    const a7 = v128.load(from7);
    const asum1 = f32x4.mul(ninths, f32x4.add(a1, a2));
    const asum2 = f32x4.add(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    v128.store(to, f32x4.add(f32x4.sub(a0, asum1), f32x4.add(f32x4.mul(part90, asum2), f32x4.mul(part45, asum3))));
    v128.store(to, f32x4.sub(f32x4.add(f32x4.mul(part45, f32x4.sub(a3, a4)), f32x4.mul(part90, f32x4.sub(a5, a6))), f32x4.mul(ninths, f32x4.sub(a1, a2))), 256);
    v128.store(to, f32x4.add(f32x4.add(f32x4.mul(two45, asum2), f32x4.mul(part180, asum3)), f32x4.sub(a7, asum1)), 512);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const b3 = v128.load(from3, 16);
    const b4 = v128.load(from4, 16);
    const b5 = v128.load(from5, 16);
    const b6 = v128.load(from6, 16);
    const b7 = v128.load(from7, 16);
    const bsum1 = f32x4.mul(ninths, f32x4.add(b1, b2));
    const bsum2 = f32x4.add(b3, b4);
    const bsum3 = f32x4.add(b5, b6);
    v128.store(to, f32x4.add(f32x4.sub(b0, bsum1), f32x4.add(f32x4.mul(part90, bsum2), f32x4.mul(part45, bsum3))), 16);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.mul(part45, f32x4.sub(b3, b4)), f32x4.mul(part90, f32x4.sub(b5, b6))), f32x4.mul(ninths, f32x4.sub(b1, b2))), 272);
    v128.store(to, f32x4.add(f32x4.add(f32x4.mul(two45, bsum2), f32x4.mul(part180, bsum3)), f32x4.sub(b7, bsum1)), 528);
  }
}

/** One row of `temp`: 8 values → 3. */
// @ts-ignore: decorator
@inline
function weight6Rows(from: usize, to: usize, step: usize, constants: usize): void {
  const to1 = to + step;
  const to2 = to1 + step;
  if (WIDE) {
    const a0 = v128.load(from), b0 = v128.load(from, 16);
    const a1 = v128.load(from, 32), b1 = v128.load(from, 48);
    const a2 = v128.load(from, 64), b2 = v128.load(from, 80);
    const a3 = v128.load(from, 96), b3 = v128.load(from, 112);
    const a4 = v128.load(from, 128), b4 = v128.load(from, 144);
    const a5 = v128.load(from, 160), b5 = v128.load(from, 176);
    const a6 = v128.load(from, 192), b6 = v128.load(from, 208);
    const a7 = v128.load(from, 224), b7 = v128.load(from, 240);
    const ninths = v128.load32_splat(constants, 60);
    const part90 = v128.load32_splat(constants, 64);
    const part45 = v128.load32_splat(constants, 68);
    const part180 = v128.load32_splat(constants, 72);
    const two45 = v128.load32_splat(constants, 76);
    const asum1 = f32x4.mul(ninths, f32x4.add(a1, a2));
    const asum2 = f32x4.add(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    const bsum1 = f32x4.mul(ninths, f32x4.add(b1, b2));
    const bsum2 = f32x4.add(b3, b4);
    const bsum3 = f32x4.add(b5, b6);
    v128.store(to, f32x4.add(f32x4.sub(b0, bsum1), f32x4.add(f32x4.mul(part90, bsum2), f32x4.mul(part45, bsum3))), 16);
    v128.store(to, f32x4.add(f32x4.sub(a0, asum1), f32x4.add(f32x4.mul(part90, asum2), f32x4.mul(part45, asum3))));
    v128.store(to1, f32x4.sub(f32x4.add(f32x4.mul(part45, f32x4.sub(b3, b4)), f32x4.mul(part90, f32x4.sub(b5, b6))), f32x4.mul(ninths, f32x4.sub(b1, b2))), 16);
    v128.store(to1, f32x4.sub(f32x4.add(f32x4.mul(part45, f32x4.sub(a3, a4)), f32x4.mul(part90, f32x4.sub(a5, a6))), f32x4.mul(ninths, f32x4.sub(a1, a2))));
    v128.store(to2, f32x4.add(f32x4.add(f32x4.mul(two45, bsum2), f32x4.mul(part180, bsum3)), f32x4.sub(b7, bsum1)), 16);
    v128.store(to2, f32x4.add(f32x4.add(f32x4.mul(two45, asum2), f32x4.mul(part180, asum3)), f32x4.sub(a7, asum1)));
  } else {
    const ninths = f32x4.splat(2.0 / 9.0);
    const part90 = f32x4.splat(1.0 / 90.0);
    const part45 = f32x4.splat(1.0 / 45.0);
    const part180 = f32x4.splat(1.0 / 180.0);
    const two45 = f32x4.splat(2.0 / 45.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from, 32);
    const a2 = v128.load(from, 64);
    const a3 = v128.load(from, 96);
    const a4 = v128.load(from, 128);
    const a5 = v128.load(from, 160);
    const a6 = v128.load(from, 192);
    const a7 = v128.load(from, 224);
    const asum1 = f32x4.mul(ninths, f32x4.add(a1, a2));
    const asum2 = f32x4.add(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    v128.store(to, f32x4.add(f32x4.sub(a0, asum1), f32x4.add(f32x4.mul(part90, asum2), f32x4.mul(part45, asum3))));
    v128.store(to1, f32x4.sub(f32x4.add(f32x4.mul(part45, f32x4.sub(a3, a4)), f32x4.mul(part90, f32x4.sub(a5, a6))), f32x4.mul(ninths, f32x4.sub(a1, a2))));
    v128.store(to2, f32x4.add(f32x4.add(f32x4.mul(two45, asum2), f32x4.mul(part180, asum3)), f32x4.sub(a7, asum1)));
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const b3 = v128.load(from, 112);
    const b4 = v128.load(from, 144);
    const b5 = v128.load(from, 176);
    const b6 = v128.load(from, 208);
    const b7 = v128.load(from, 240);
    const bsum1 = f32x4.mul(ninths, f32x4.add(b1, b2));
    const bsum2 = f32x4.add(b3, b4);
    const bsum3 = f32x4.add(b5, b6);
    v128.store(to, f32x4.add(f32x4.sub(b0, bsum1), f32x4.add(f32x4.mul(part90, bsum2), f32x4.mul(part45, bsum3))), 16);
    v128.store(to1, f32x4.sub(f32x4.add(f32x4.mul(part45, f32x4.sub(b3, b4)), f32x4.mul(part90, f32x4.sub(b5, b6))), f32x4.mul(ninths, f32x4.sub(b1, b2))), 16);
    v128.store(to2, f32x4.add(f32x4.add(f32x4.mul(two45, bsum2), f32x4.mul(part180, bsum3)), f32x4.sub(b7, bsum1)), 16);
  }
}

/** Gᵀ S G: 64 sums → eight output channels of the gradient of a 3×3 filter. (i, j) at from + i·fromRow + j·fromColumn → (i, j) at to + i·toRow + j·toColumn. */
export function transformWeight6(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, toRow: usize, toColumn: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 8; j++) {
    weight6Columns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 3; i++) weight6Rows(temp + <usize>i * 256, to + <usize>i * toRow, toColumn, constants);
}
