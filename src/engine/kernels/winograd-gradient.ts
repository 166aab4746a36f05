/**
 * The first step of a 3×3 stride-1 convolution's backward pass by Winograd: the tiles of a group of images, transformed.
 *
 *   v = Bᵀ x B (the forward's transformed input, made again)      d = A dy Aᵀ (the output's gradient)
 *
 * Both gradients start from d: Σ_tiles v ⊗ d is the weights' (winograd-weight.ts), d · Uᵀ the input's
 * (winograd-input.ts). They are the forward pass transposed step by step, so they use its tiles, whose number is
 * smaller than that of a convolution with rotated filters, and dy is read only here.
 *
 * v [points][tiles][xs], d [points][tiles][ys], points = (side + 2)² for tiles of side 4 or 6. Sums over tiles read a column of a plane: rows never lie a multiple of four cache
 * lines apart, which would crowd the column into few sets of the first-level cache. Planes lie an odd number apart.
 * Where a 2×2 max pool is fused into the convolution, dy is the pool's gradient [n, outH/2, outW/2, ys] and `codes` tell
 * where each maximum was; else codes is 0 and dy [n, outH, outW, ys].
 */
import { INTEGERS_AT, prepareTemp, TEMP_BYTES } from './transforms/constants';
import { transformGradient } from './transforms/gradient';
import { transformGradient6 } from './transforms/gradient6';
import { copyWindow, inputTile } from './winograd';

/** Bytes rounded up to an odd number of cache lines. */
// @ts-ignore: decorator
@inline
export function oddLines(bytes: usize): usize {
  return (((bytes + 63) >> 6) | 1) << 6;
}

/** Bytes from one tile's row of channels to the next: whole cache lines. */
// @ts-ignore: decorator
@inline
export function rowStep(channels: i32): usize {
  const lines = ((<usize>channels << 2) + 63) >> 6;
  return (lines + ((lines & 3) == 0 ? 1 : 0)) << 6;
}

/** Bytes from one point's plane to the next. */
// @ts-ignore: decorator
@inline
export function planeStep(tiles: i32, channels: i32): usize {
  return oddLines(<usize>tiles * rowStep(channels));
}

/** Eight channels of the 4×4 tile that two by two windows of a max pool cover: their gradients where the maxima were. */
function unpoolTile(
  dy: usize, codes: usize, pooledH: i32, pooledW: i32, pixel: usize, row: i32, column: i32, tile: usize, integers: usize,
): void {
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 2; j++) {
      const to = tile + (<usize>i << 8) + (<usize>j << 6);
      if (row + i >= pooledH || column + j >= pooledW) {
        memory.fill(to, 0, 64);
        memory.fill(to + 128, 0, 64);
        continue;
      }
      const at = <usize>((row + i) * pooledW + column + j) * pixel;
      const zero = i32x4.splat(0), one = v128.load32_splat(integers);
      const two = v128.load32_splat(integers, 4), three = v128.load32_splat(integers, 8);
      const c0 = v128.load(codes + at), c1 = v128.load(codes + at, 16);
      const g0 = v128.load(dy + at), g1 = v128.load(dy + at, 16);
      v128.store(to, v128.and(g1, i32x4.eq(c1, zero)), 16);
      v128.store(to, v128.and(g0, i32x4.eq(c0, zero)));
      v128.store(to, v128.and(g1, i32x4.eq(c1, one)), 48);
      v128.store(to, v128.and(g0, i32x4.eq(c0, one)), 32);
      v128.store(to, v128.and(g1, i32x4.eq(c1, two)), 144);
      v128.store(to, v128.and(g0, i32x4.eq(c0, two)), 128);
      v128.store(to, v128.and(g1, i32x4.eq(c1, three)), 176);
      v128.store(to, v128.and(g0, i32x4.eq(c0, three)), 160);
    }
  }
}

/** One tile: x, dy and codes are its image's, v and d where its rows of the planes go. */
export function gradientTile(
  x: usize, dy: usize, codes: usize, v: usize, vPlane: usize, d: usize, dPlane: usize, row: i32, column: i32,
  height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, side: i32, temp: usize,
): void {
  const window = temp + TEMP_BYTES;
  const pixel = <usize>ys << 2;
  inputTile(x, height, width, xs, row - pad, column - pad, side, v, vPlane, temp, window);
  if (codes) {
    for (let k: usize = 0; k < pixel; k += 32) {
      unpoolTile(dy + k, codes + k, outH >> 1, outW >> 1, pixel, row >> 1, column >> 1, window, temp + INTEGERS_AT);
      transformGradient(window, 128, 32, d + k, 6 * dPlane, dPlane, temp);
    }
    return;
  }
  let tile = dy + <usize>(row * outW + column) * pixel;
  let rowBytes = <usize>outW * pixel;
  if (row + side > outH || column + side > outW) {
    copyWindow(dy, outH, outW, ys, row, column, side, window);
    tile = window;
    rowBytes = <usize>side * pixel;
  }
  if (side == 4) {
    for (let k: usize = 0; k < pixel; k += 32) transformGradient(tile + k, rowBytes, pixel, d + k, 6 * dPlane, dPlane, temp);
  } else {
    for (let k: usize = 0; k < pixel; k += 32) transformGradient6(tile + k, rowBytes, pixel, d + k, 8 * dPlane, dPlane, temp);
  }
}

/** Images firstImage … firstImage + group − 1, as far as the batch of n has them. Threads share the tiles. */
export function winogradGradientTiles(
  x: usize, dy: usize, codes: usize, v: usize, d: usize, scratch: usize, scratchStride: i32,
  n: i32, firstImage: i32, group: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32,
  side: i32, tid: i32, threads: i32,
): void {
  const across = (outW + side - 1) / side;
  const perImage = across * ((outH + side - 1) / side);
  const total = max(0, min(group, n - firstImage)) * perImage;
  const first = (total * tid) / threads;
  const past = (total * (tid + 1)) / threads;
  const vRow = rowStep(xs);
  const dRow = rowStep(ys);
  const vPlane = planeStep(group * perImage, xs);
  const dPlane = planeStep(group * perImage, ys);
  const temp = scratch + <usize>tid * <usize>scratchStride;
  prepareTemp(temp);
  const xImage = <usize>(height * width * xs) << 2;
  const yImage = <usize>((codes ? (outH >> 1) * (outW >> 1) : outH * outW) * ys) << 2;
  for (let t = first; t < past; t++) {
    const image = <usize>(firstImage + t / perImage);
    const place = t % perImage;
    gradientTile(
      x + image * xImage, dy + image * yImage, codes ? codes + image * yImage : 0,
      v + <usize>t * vRow, vPlane, d + <usize>t * dRow, dPlane, (place / across) * side, (place % across) * side,
      height, width, xs, pad, outH, outW, ys, side, temp,
    );
  }
}
