/**
 * Y = Aᵀ M A: 64 values → eight channels of a 6×6 tile of the output, rows 192 bytes apart.
 * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.
 */
import { CONSTANTS_AT } from './constants';

/** One column: 8 values `step` bytes apart → 6 in `temp`. */
// @ts-ignore: decorator
@inline
function output6Columns(from: usize, step: usize, to: usize, constants: usize): void {
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
    const eight = v128.load32_splat(constants, 12);
    const sixteen = v128.load32_splat(constants, 36);
    const thirtyTwo = v128.load32_splat(constants, 40);
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
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(b0, bsum1), bsum2), f32x4.mul(thirtyTwo, bsum3)), 16);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(a0, asum1), asum2), f32x4.mul(thirtyTwo, asum3)));
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(two, bdif2)), f32x4.mul(sixteen, bdif3)), 272);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(two, adif2)), f32x4.mul(sixteen, adif3)), 256);
    v128.store(to, f32x4.add(f32x4.add(bsum1, f32x4.mul(four, bsum2)), f32x4.mul(eight, bsum3)), 528);
    v128.store(to, f32x4.add(f32x4.add(asum1, f32x4.mul(four, asum2)), f32x4.mul(eight, asum3)), 512);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(eight, bdif2)), f32x4.mul(four, bdif3)), 784);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(eight, adif2)), f32x4.mul(four, adif3)), 768);
    v128.store(to, f32x4.add(f32x4.add(bsum1, f32x4.mul(sixteen, bsum2)), f32x4.mul(two, bsum3)), 1040);
    v128.store(to, f32x4.add(f32x4.add(asum1, f32x4.mul(sixteen, asum2)), f32x4.mul(two, asum3)), 1024);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(bdif1, f32x4.mul(thirtyTwo, bdif2)), bdif3), b7), 1296);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(adif1, f32x4.mul(thirtyTwo, adif2)), adif3), a7), 1280);
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
    const a6 = v128.load(from6);
    const a7 = v128.load(from7);
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    const adif3 = f32x4.sub(a5, a6);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(a0, asum1), asum2), f32x4.mul(thirtyTwo, asum3)));
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(two, adif2)), f32x4.mul(sixteen, adif3)), 256);
    v128.store(to, f32x4.add(f32x4.add(asum1, f32x4.mul(four, asum2)), f32x4.mul(eight, asum3)), 512);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(eight, adif2)), f32x4.mul(four, adif3)), 768);
    v128.store(to, f32x4.add(f32x4.add(asum1, f32x4.mul(sixteen, asum2)), f32x4.mul(two, asum3)), 1024);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(adif1, f32x4.mul(thirtyTwo, adif2)), adif3), a7), 1280);
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
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(b0, bsum1), bsum2), f32x4.mul(thirtyTwo, bsum3)), 16);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(two, bdif2)), f32x4.mul(sixteen, bdif3)), 272);
    v128.store(to, f32x4.add(f32x4.add(bsum1, f32x4.mul(four, bsum2)), f32x4.mul(eight, bsum3)), 528);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(eight, bdif2)), f32x4.mul(four, bdif3)), 784);
    v128.store(to, f32x4.add(f32x4.add(bsum1, f32x4.mul(sixteen, bsum2)), f32x4.mul(two, bsum3)), 1040);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(bdif1, f32x4.mul(thirtyTwo, bdif2)), bdif3), b7), 1296);
  }
}

/** One row of `temp`: 8 values → 6. */
// @ts-ignore: decorator
@inline
function output6Rows(from: usize, to: usize, constants: usize): void {
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
    const eight = v128.load32_splat(constants, 12);
    const sixteen = v128.load32_splat(constants, 36);
    const thirtyTwo = v128.load32_splat(constants, 40);
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
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(b0, bsum1), bsum2), f32x4.mul(thirtyTwo, bsum3)), 16);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(a0, asum1), asum2), f32x4.mul(thirtyTwo, asum3)));
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(two, bdif2)), f32x4.mul(sixteen, bdif3)), 48);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(two, adif2)), f32x4.mul(sixteen, adif3)), 32);
    v128.store(to, f32x4.add(f32x4.add(bsum1, f32x4.mul(four, bsum2)), f32x4.mul(eight, bsum3)), 80);
    v128.store(to, f32x4.add(f32x4.add(asum1, f32x4.mul(four, asum2)), f32x4.mul(eight, asum3)), 64);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(eight, bdif2)), f32x4.mul(four, bdif3)), 112);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(eight, adif2)), f32x4.mul(four, adif3)), 96);
    v128.store(to, f32x4.add(f32x4.add(bsum1, f32x4.mul(sixteen, bsum2)), f32x4.mul(two, bsum3)), 144);
    v128.store(to, f32x4.add(f32x4.add(asum1, f32x4.mul(sixteen, asum2)), f32x4.mul(two, asum3)), 128);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(bdif1, f32x4.mul(thirtyTwo, bdif2)), bdif3), b7), 176);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(adif1, f32x4.mul(thirtyTwo, adif2)), adif3), a7), 160);
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
    const a6 = v128.load(from, 192);
    const a7 = v128.load(from, 224);
    const asum1 = f32x4.add(a1, a2);
    const adif1 = f32x4.sub(a1, a2);
    const asum2 = f32x4.add(a3, a4);
    const adif2 = f32x4.sub(a3, a4);
    const asum3 = f32x4.add(a5, a6);
    const adif3 = f32x4.sub(a5, a6);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(a0, asum1), asum2), f32x4.mul(thirtyTwo, asum3)));
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(two, adif2)), f32x4.mul(sixteen, adif3)), 32);
    v128.store(to, f32x4.add(f32x4.add(asum1, f32x4.mul(four, asum2)), f32x4.mul(eight, asum3)), 64);
    v128.store(to, f32x4.add(f32x4.add(adif1, f32x4.mul(eight, adif2)), f32x4.mul(four, adif3)), 96);
    v128.store(to, f32x4.add(f32x4.add(asum1, f32x4.mul(sixteen, asum2)), f32x4.mul(two, asum3)), 128);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(adif1, f32x4.mul(thirtyTwo, adif2)), adif3), a7), 160);
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
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(b0, bsum1), bsum2), f32x4.mul(thirtyTwo, bsum3)), 16);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(two, bdif2)), f32x4.mul(sixteen, bdif3)), 48);
    v128.store(to, f32x4.add(f32x4.add(bsum1, f32x4.mul(four, bsum2)), f32x4.mul(eight, bsum3)), 80);
    v128.store(to, f32x4.add(f32x4.add(bdif1, f32x4.mul(eight, bdif2)), f32x4.mul(four, bdif3)), 112);
    v128.store(to, f32x4.add(f32x4.add(bsum1, f32x4.mul(sixteen, bsum2)), f32x4.mul(two, bsum3)), 144);
    v128.store(to, f32x4.add(f32x4.add(f32x4.add(bdif1, f32x4.mul(thirtyTwo, bdif2)), bdif3), b7), 176);
  }
}

/** Y = Aᵀ M A: 64 values → eight channels of a 6×6 tile of the output, rows 192 bytes apart. (i, j) at from + i·fromRow + j·fromColumn. */
export function transformOutput6(
  from: usize, fromRow: usize, fromColumn: usize, to: usize, temp: usize,
): void {
  const constants = temp + CONSTANTS_AT;
  for (let j = 0; j < 8; j++) {
    output6Columns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);
  }
  for (let i = 0; i < 6; i++) output6Rows(temp + <usize>i * 256, to + <usize>i * 192, constants);
}
