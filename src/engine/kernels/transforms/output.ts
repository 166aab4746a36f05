/**
 * Y = Aᵀ M A: 36 values → eight channels of a 4×4 tile of the output, rows 128 bytes apart.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 6 values `step` bytes apart → 4 in `temp`. */
// @ts-ignore: decorator
@inline
function outputColumns(from: usize, step: usize, to: usize, constants: usize): void {
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
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.sub(b3, b4);
    v128.store(to, f32x4.add(f32x4.add(b0, bsum1), bsum2), 16);
    v128.store(to, f32x4.add(f32x4.add(a0, asum1), asum2));
    v128.store(to, f32x4.add(bdif1, f32x4.mul(two, bdif2)), 208);
    v128.store(to, f32x4.add(adif1, f32x4.mul(two, adif2)), 192);
    v128.store(to, f32x4.add(bsum1, f32x4.mul(four, bsum2)), 400);
    v128.store(to, f32x4.add(asum1, f32x4.mul(four, asum2)), 384);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(eight, bdif2)), b5), 592);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(eight, adif2)), a5), 576);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const eight = f32x4.splat(8.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from1);
    const a2 = v128.load(from2);
    const a3 = v128.load(from3);
    const a4 = v128.load(from4);
    const a5 = v128.load(from5);
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    v128.store(to, f32x4.add(f32x4.add(a0, asum1), asum2));
    v128.store(to, f32x4.add(adif1, f32x4.mul(two, adif2)), 192);
    v128.store(to, f32x4.add(asum1, f32x4.mul(four, asum2)), 384);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(eight, adif2)), a5), 576);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const b3 = v128.load(from3, 16);
    const b4 = v128.load(from4, 16);
    const b5 = v128.load(from5, 16);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.sub(b3, b4);
    v128.store(to, f32x4.add(f32x4.add(b0, bsum1), bsum2), 16);
    v128.store(to, f32x4.add(bdif1, f32x4.mul(two, bdif2)), 208);
    v128.store(to, f32x4.add(bsum1, f32x4.mul(four, bsum2)), 400);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(eight, bdif2)), b5), 592);
  }
}

/** One row of `temp`: 6 values → 4. */
// @ts-ignore: decorator
@inline
function outputRows(from: usize, to: usize, constants: usize): void {
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
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.sub(b3, b4);
    v128.store(to, f32x4.add(f32x4.add(b0, bsum1), bsum2), 16);
    v128.store(to, f32x4.add(f32x4.add(a0, asum1), asum2));
    v128.store(to, f32x4.add(bdif1, f32x4.mul(two, bdif2)), 48);
    v128.store(to, f32x4.add(adif1, f32x4.mul(two, adif2)), 32);
    v128.store(to, f32x4.add(bsum1, f32x4.mul(four, bsum2)), 80);
    v128.store(to, f32x4.add(asum1, f32x4.mul(four, asum2)), 64);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(eight, bdif2)), b5), 112);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(eight, adif2)), a5), 96);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const eight = f32x4.splat(8.0);
    const a0 = v128.load(from);
    const a1 = v128.load(from, 32);
    const a2 = v128.load(from, 64);
    const a3 = v128.load(from, 96);
    const a4 = v128.load(from, 128);
    const a5 = v128.load(from, 160);
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    v128.store(to, f32x4.add(f32x4.add(a0, asum1), asum2));
    v128.store(to, f32x4.add(adif1, f32x4.mul(two, adif2)), 32);
    v128.store(to, f32x4.add(asum1, f32x4.mul(four, asum2)), 64);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(eight, adif2)), a5), 96);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const b3 = v128.load(from, 112);
    const b4 = v128.load(from, 144);
    const b5 = v128.load(from, 176);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.sub(b3, b4);
    v128.store(to, f32x4.add(f32x4.add(b0, bsum1), bsum2), 16);
    v128.store(to, f32x4.add(bdif1, f32x4.mul(two, bdif2)), 48);
    v128.store(to, f32x4.add(bsum1, f32x4.mul(four, bsum2)), 80);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(eight, bdif2)), b5), 112);
  }
}

/** Y = Aᵀ M A: 36 values → eight channels of a 4×4 tile of the output, rows 128 bytes apart. (i, j) at from + i·fromRow + j·fromColumn. */
export function transformOutput(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 6; j++) {
    outputColumns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 4; i++) outputRows(temp + <usize>i * 192, to + <usize>i * 128, constants);
}
