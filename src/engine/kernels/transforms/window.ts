/**
 * B N Bᵀ: 36 values → eight channels of the 6×6 window they are the gradient of, rows 192 bytes apart.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 6 values `step` bytes apart → 6 in `temp`. */
// @ts-ignore: decorator
@inline
function windowColumns(from: usize, step: usize, to: usize, constants: usize): void {
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
    const zero = f32x4.splat(0);
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.mul(two, f32x4.sub(a3, a4));
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.mul(two, f32x4.sub(b3, b4));
    v128.store(to, f32x4.mul(four, b0), 16);
    v128.store(to, f32x4.mul(four, a0));
    v128.store(to, f32x4.sub(f32x4.mul(four, f32x4.sub(b5, bdif1)), bdif2), 208);
    v128.store(to, f32x4.sub(f32x4.mul(four, f32x4.sub(a5, adif1)), adif2), 192);
    v128.store(to, f32x4.sub(zero, f32x4.add(f32x4.add(f32x4.mul(five, b0), f32x4.mul(four, bsum1)), bsum2)), 400);
    v128.store(to, f32x4.sub(zero, f32x4.add(f32x4.add(f32x4.mul(five, a0), f32x4.mul(four, asum1)), asum2)), 384);
    v128.store(to, f32x4.sub(f32x4.add(bdif1, bdif2), f32x4.mul(five, b5)), 592);
    v128.store(to, f32x4.sub(f32x4.add(adif1, adif2), f32x4.mul(five, a5)), 576);
    v128.store(to, f32x4.add(f32x4.add(b0, bsum1), bsum2), 784);
    v128.store(to, f32x4.add(f32x4.add(a0, asum1), asum2), 768);
    v128.store(to, b5, 976);
    v128.store(to, a5, 960);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const five = f32x4.splat(5.0);
    const zero = f32x4.splat(0);
    const a0 = v128.load(from);
    const a1 = v128.load(from1);
    const a2 = v128.load(from2);
    const a3 = v128.load(from3);
    const a4 = v128.load(from4);
    const a5 = v128.load(from5);
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.mul(two, f32x4.sub(a3, a4));
    v128.store(to, f32x4.mul(four, a0));
    v128.store(to, f32x4.sub(f32x4.mul(four, f32x4.sub(a5, adif1)), adif2), 192);
    v128.store(to, f32x4.sub(zero, f32x4.add(f32x4.add(f32x4.mul(five, a0), f32x4.mul(four, asum1)), asum2)), 384);
    v128.store(to, f32x4.sub(f32x4.add(adif1, adif2), f32x4.mul(five, a5)), 576);
    v128.store(to, f32x4.add(f32x4.add(a0, asum1), asum2), 768);
    v128.store(to, a5, 960);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const b3 = v128.load(from3, 16);
    const b4 = v128.load(from4, 16);
    const b5 = v128.load(from5, 16);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.mul(two, f32x4.sub(b3, b4));
    v128.store(to, f32x4.mul(four, b0), 16);
    v128.store(to, f32x4.sub(f32x4.mul(four, f32x4.sub(b5, bdif1)), bdif2), 208);
    v128.store(to, f32x4.sub(zero, f32x4.add(f32x4.add(f32x4.mul(five, b0), f32x4.mul(four, bsum1)), bsum2)), 400);
    v128.store(to, f32x4.sub(f32x4.add(bdif1, bdif2), f32x4.mul(five, b5)), 592);
    v128.store(to, f32x4.add(f32x4.add(b0, bsum1), bsum2), 784);
    v128.store(to, b5, 976);
  }
}

/** One row of `temp`: 6 values → 6. */
// @ts-ignore: decorator
@inline
function windowRows(from: usize, to: usize, constants: usize): void {
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
    const zero = f32x4.splat(0);
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.mul(two, f32x4.sub(a3, a4));
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.mul(two, f32x4.sub(b3, b4));
    v128.store(to, f32x4.mul(four, b0), 16);
    v128.store(to, f32x4.mul(four, a0));
    v128.store(to, f32x4.sub(f32x4.mul(four, f32x4.sub(b5, bdif1)), bdif2), 48);
    v128.store(to, f32x4.sub(f32x4.mul(four, f32x4.sub(a5, adif1)), adif2), 32);
    v128.store(to, f32x4.sub(zero, f32x4.add(f32x4.add(f32x4.mul(five, b0), f32x4.mul(four, bsum1)), bsum2)), 80);
    v128.store(to, f32x4.sub(zero, f32x4.add(f32x4.add(f32x4.mul(five, a0), f32x4.mul(four, asum1)), asum2)), 64);
    v128.store(to, f32x4.sub(f32x4.add(bdif1, bdif2), f32x4.mul(five, b5)), 112);
    v128.store(to, f32x4.sub(f32x4.add(adif1, adif2), f32x4.mul(five, a5)), 96);
    v128.store(to, f32x4.add(f32x4.add(b0, bsum1), bsum2), 144);
    v128.store(to, f32x4.add(f32x4.add(a0, asum1), asum2), 128);
    v128.store(to, b5, 176);
    v128.store(to, a5, 160);
  } else {
    const two = f32x4.splat(2.0);
    const four = f32x4.splat(4.0);
    const five = f32x4.splat(5.0);
    const zero = f32x4.splat(0);
    const a0 = v128.load(from);
    const a1 = v128.load(from, 32);
    const a2 = v128.load(from, 64);
    const a3 = v128.load(from, 96);
    const a4 = v128.load(from, 128);
    const a5 = v128.load(from, 160);
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.mul(two, f32x4.sub(a3, a4));
    v128.store(to, f32x4.mul(four, a0));
    v128.store(to, f32x4.sub(f32x4.mul(four, f32x4.sub(a5, adif1)), adif2), 32);
    v128.store(to, f32x4.sub(zero, f32x4.add(f32x4.add(f32x4.mul(five, a0), f32x4.mul(four, asum1)), asum2)), 64);
    v128.store(to, f32x4.sub(f32x4.add(adif1, adif2), f32x4.mul(five, a5)), 96);
    v128.store(to, f32x4.add(f32x4.add(a0, asum1), asum2), 128);
    v128.store(to, a5, 160);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const b3 = v128.load(from, 112);
    const b4 = v128.load(from, 144);
    const b5 = v128.load(from, 176);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.mul(two, f32x4.sub(b3, b4));
    v128.store(to, f32x4.mul(four, b0), 16);
    v128.store(to, f32x4.sub(f32x4.mul(four, f32x4.sub(b5, bdif1)), bdif2), 48);
    v128.store(to, f32x4.sub(zero, f32x4.add(f32x4.add(f32x4.mul(five, b0), f32x4.mul(four, bsum1)), bsum2)), 80);
    v128.store(to, f32x4.sub(f32x4.add(bdif1, bdif2), f32x4.mul(five, b5)), 112);
    v128.store(to, f32x4.add(f32x4.add(b0, bsum1), bsum2), 144);
    v128.store(to, b5, 176);
  }
}

/** B N Bᵀ: 36 values → eight channels of the 6×6 window they are the gradient of, rows 192 bytes apart. (i, j) at from + i·fromRow + j·fromColumn. */
export function transformWindow(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 6; j++) {
    windowColumns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 6; i++) windowRows(temp + <usize>i * 192, to + <usize>i * 192, constants);
}
