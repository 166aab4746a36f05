/**
 * B N Bᵀ: 64 values → eight channels of the 8×8 window they are the gradient of, rows 256 bytes apart.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 8 values `step` bytes apart → 8 in `temp`. */
// @ts-ignore: decorator
@inline
function window6Columns(from: usize, step: usize, to: usize, constants: usize): void {
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
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    const adif3 = f32x4.sub(a5, a6);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.sub(b3, b4);
    const bsum3 = f32x4.add(b5, b6);
    const bdif3 = f32x4.sub(b5, b6);
    v128.store(to, b0, 16);
    v128.store(to, a0);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bdif1, f32x4.mul(half, bdif2)), f32x4.mul(two, bdif3)), b7), 272);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(adif1, f32x4.mul(half, adif2)), f32x4.mul(two, adif3)), a7), 256);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bsum1, f32x4.mul(quarter, bsum2)), f32x4.mul(four, bsum3)), f32x4.mul(c525, b0)), 528);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(asum1, f32x4.mul(quarter, asum2)), f32x4.mul(four, asum3)), f32x4.mul(c525, a0)), 512);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, b7), f32x4.mul(c425, bdif1)), f32x4.mul(c250, f32x4.add(bdif2, bdif3))), 784);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, a7), f32x4.mul(c425, adif1)), f32x4.mul(c250, f32x4.add(adif2, adif3))), 768);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, b0), f32x4.mul(c425, bsum1)), f32x4.add(f32x4.mul(c125, bsum2), f32x4.mul(five, bsum3))), 1040);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, a0), f32x4.mul(c425, asum1)), f32x4.add(f32x4.mul(c125, asum2), f32x4.mul(five, asum3))), 1024);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bdif1, f32x4.mul(two, bdif2)), f32x4.mul(half, bdif3)), f32x4.mul(c525, b7)), 1296);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(adif1, f32x4.mul(two, adif2)), f32x4.mul(half, adif3)), f32x4.mul(c525, a7)), 1280);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bsum1, bsum2), bsum3), b0), 1552);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(asum1, asum2), asum3), a0), 1536);
    v128.store(to, b7, 1808);
    v128.store(to, a7, 1792);
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
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    const adif3 = f32x4.sub(a5, a6);
    v128.store(to, a0);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(adif1, f32x4.mul(half, adif2)), f32x4.mul(two, adif3)), a7), 256);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(asum1, f32x4.mul(quarter, asum2)), f32x4.mul(four, asum3)), f32x4.mul(c525, a0)), 512);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, a7), f32x4.mul(c425, adif1)), f32x4.mul(c250, f32x4.add(adif2, adif3))), 768);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, a0), f32x4.mul(c425, asum1)), f32x4.add(f32x4.mul(c125, asum2), f32x4.mul(five, asum3))), 1024);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(adif1, f32x4.mul(two, adif2)), f32x4.mul(half, adif3)), f32x4.mul(c525, a7)), 1280);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(asum1, asum2), asum3), a0), 1536);
    v128.store(to, a7, 1792);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from1, 16);
    const b2 = v128.load(from2, 16);
    const b3 = v128.load(from3, 16);
    const b4 = v128.load(from4, 16);
    const b5 = v128.load(from5, 16);
    const b6 = v128.load(from6, 16);
    const b7 = v128.load(from7, 16);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.sub(b3, b4);
    const bsum3 = f32x4.add(b5, b6);
    const bdif3 = f32x4.sub(b5, b6);
    v128.store(to, b0, 16);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bdif1, f32x4.mul(half, bdif2)), f32x4.mul(two, bdif3)), b7), 272);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bsum1, f32x4.mul(quarter, bsum2)), f32x4.mul(four, bsum3)), f32x4.mul(c525, b0)), 528);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, b7), f32x4.mul(c425, bdif1)), f32x4.mul(c250, f32x4.add(bdif2, bdif3))), 784);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, b0), f32x4.mul(c425, bsum1)), f32x4.add(f32x4.mul(c125, bsum2), f32x4.mul(five, bsum3))), 1040);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bdif1, f32x4.mul(two, bdif2)), f32x4.mul(half, bdif3)), f32x4.mul(c525, b7)), 1296);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bsum1, bsum2), bsum3), b0), 1552);
    v128.store(to, b7, 1808);
  }
}

/** One row of `temp`: 8 values → 8. */
// @ts-ignore: decorator
@inline
function window6Rows(from: usize, to: usize, constants: usize): void {
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
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    const adif3 = f32x4.sub(a5, a6);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.sub(b3, b4);
    const bsum3 = f32x4.add(b5, b6);
    const bdif3 = f32x4.sub(b5, b6);
    v128.store(to, b0, 16);
    v128.store(to, a0);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bdif1, f32x4.mul(half, bdif2)), f32x4.mul(two, bdif3)), b7), 48);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(adif1, f32x4.mul(half, adif2)), f32x4.mul(two, adif3)), a7), 32);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bsum1, f32x4.mul(quarter, bsum2)), f32x4.mul(four, bsum3)), f32x4.mul(c525, b0)), 80);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(asum1, f32x4.mul(quarter, asum2)), f32x4.mul(four, asum3)), f32x4.mul(c525, a0)), 64);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, b7), f32x4.mul(c425, bdif1)), f32x4.mul(c250, f32x4.add(bdif2, bdif3))), 112);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, a7), f32x4.mul(c425, adif1)), f32x4.mul(c250, f32x4.add(adif2, adif3))), 96);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, b0), f32x4.mul(c425, bsum1)), f32x4.add(f32x4.mul(c125, bsum2), f32x4.mul(five, bsum3))), 144);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, a0), f32x4.mul(c425, asum1)), f32x4.add(f32x4.mul(c125, asum2), f32x4.mul(five, asum3))), 128);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bdif1, f32x4.mul(two, bdif2)), f32x4.mul(half, bdif3)), f32x4.mul(c525, b7)), 176);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(adif1, f32x4.mul(two, adif2)), f32x4.mul(half, adif3)), f32x4.mul(c525, a7)), 160);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bsum1, bsum2), bsum3), b0), 208);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(asum1, asum2), asum3), a0), 192);
    v128.store(to, b7, 240);
    v128.store(to, a7, 224);
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
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    const adif3 = f32x4.sub(a5, a6);
    v128.store(to, a0);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(adif1, f32x4.mul(half, adif2)), f32x4.mul(two, adif3)), a7), 32);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(asum1, f32x4.mul(quarter, asum2)), f32x4.mul(four, asum3)), f32x4.mul(c525, a0)), 64);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, a7), f32x4.mul(c425, adif1)), f32x4.mul(c250, f32x4.add(adif2, adif3))), 96);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, a0), f32x4.mul(c425, asum1)), f32x4.add(f32x4.mul(c125, asum2), f32x4.mul(five, asum3))), 128);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(adif1, f32x4.mul(two, adif2)), f32x4.mul(half, adif3)), f32x4.mul(c525, a7)), 160);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(asum1, asum2), asum3), a0), 192);
    v128.store(to, a7, 224);
    const b0 = v128.load(from, 16);
    const b1 = v128.load(from, 48);
    const b2 = v128.load(from, 80);
    const b3 = v128.load(from, 112);
    const b4 = v128.load(from, 144);
    const b5 = v128.load(from, 176);
    const b6 = v128.load(from, 208);
    const b7 = v128.load(from, 240);
    const bsum1 = f32x4.add(b1, b2);
    const bdif1 = f32x4.sub(b1, b2);
    const bsum2 = f32x4.add(b3, b4);
    const bdif2 = f32x4.sub(b3, b4);
    const bsum3 = f32x4.add(b5, b6);
    const bdif3 = f32x4.sub(b5, b6);
    v128.store(to, b0, 16);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bdif1, f32x4.mul(half, bdif2)), f32x4.mul(two, bdif3)), b7), 48);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bsum1, f32x4.mul(quarter, bsum2)), f32x4.mul(four, bsum3)), f32x4.mul(c525, b0)), 80);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, b7), f32x4.mul(c425, bdif1)), f32x4.mul(c250, f32x4.add(bdif2, bdif3))), 112);
    v128.store(to, f32x4.sub(f32x4.sub(f32x4.mul(c525, b0), f32x4.mul(c425, bsum1)), f32x4.add(f32x4.mul(c125, bsum2), f32x4.mul(five, bsum3))), 144);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bdif1, f32x4.mul(two, bdif2)), f32x4.mul(half, bdif3)), f32x4.mul(c525, b7)), 176);
    v128.store(to, f32x4.sub(f32x4.add(f32x4.add(bsum1, bsum2), bsum3), b0), 208);
    v128.store(to, b7, 240);
  }
}

/** B N Bᵀ: 64 values → eight channels of the 8×8 window they are the gradient of, rows 256 bytes apart. (i, j) at from + i·fromRow + j·fromColumn. */
export function transformWindow6(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 8; j++) {
    window6Columns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 8; i++) window6Rows(temp + <usize>i * 256, to + <usize>i * 256, constants);
}
