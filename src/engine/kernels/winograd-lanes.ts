/**
 * The whole backward pass of a 3×3 stride-1 convolution by Winograd with few channels, block of tiles after block: the
 * steps of winograd-gradient.ts, winograd-input.ts and winograd-weight.ts one after the other while the transformed tiles
 * are in the second-level cache. Where the sums of all points fit there too, that saves writing and reading each
 * transformed tile from afar; no thread waits for another.
 *
 * The batch is cut into `lanes` (their number is fixed, and with it the order of every sum): each lane has sums of its
 * own, sums [lanes][points][ys/8][xs][8] and bias sums [lanes][ys], which winogradGradientWeights adds. Threads share lanes.
 * dx may be 0: not wanted.
 */
import { prepareTemp, TEMP_BYTES } from './transforms/constants';
import { gradientTile, planeStep, rowStep } from './winograd-gradient';
import { BLOCK, carryBack, TEMP_AT } from './winograd-input';
import { addProducts, addRows, sumPoint } from './winograd-weight';

export function winogradBackwardLanes(
  x: usize, dy: usize, codes: usize, ut: usize, dx: usize, mask: usize, sums: usize, biasSums: usize,
  scratch: usize, scratchStride: i32, n: i32, lanes: i32,
  height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32,
  side: i32, tid: i32, threads: i32,
): void {
  const perImage = ((outW + side - 1) / side) * ((outH + side - 1) / side);
  const sumBytes = <usize>((side + 2) * (side + 2) * xs * ys) << 2;
  const biasBytes = <usize>ys << 2;
  const m = scratch + <usize>tid * <usize>scratchStride;
  prepareTemp(m + TEMP_AT);
  for (let lane = (lanes * tid) / threads; lane < (lanes * (tid + 1)) / threads; lane++) {
    const laneSums = sums + <usize>lane * sumBytes;
    const laneBias = biasSums + <usize>lane * biasBytes;
    memory.fill(laneSums, 0, sumBytes);
    memory.fill(laneBias, 0, biasBytes);
    const past = ((n * (lane + 1)) / lanes) * perImage;
    for (let start = ((n * lane) / lanes) * perImage; start < past; start += BLOCK) {
      backwardBlock(
        x, dy, codes, ut, dx, mask, laneSums, laneBias, start, min(BLOCK, past - start),
        height, width, xs, pad, outH, outW, ys, side, m,
      );
    }
  }
}

/** Tiles [firstTile, firstTile + count) of the batch. */
function backwardBlock(
  x: usize, dy: usize, codes: usize, ut: usize, dx: usize, mask: usize, sums: usize, biasSums: usize,
  firstTile: i32, count: i32, height: i32, width: i32, xs: i32, pad: i32, outH: i32, outW: i32, ys: i32, side: i32,
  m: usize,
): void {
  const across = (outW + side - 1) / side;
  const perImage = across * ((outH + side - 1) / side);
  const points = (side + 2) * (side + 2);
  const xImage = <usize>(height * width * xs) << 2;
  const yImage = <usize>((codes ? (outH >> 1) * (outW >> 1) : outH * outW) * ys) << 2;
  const vRow = rowStep(xs);
  const dRow = rowStep(ys);
  const vPlane = planeStep(BLOCK, xs);
  const dPlane = planeStep(BLOCK, ys);
  const temp = m + TEMP_AT;
  const v = temp + TEMP_BYTES + <usize>((points * max(xs, ys)) << 2);
  const d = v + <usize>points * vPlane;
  for (let t = 0; t < count; t++) {
    const image = <usize>((firstTile + t) / perImage);
    const place = (firstTile + t) % perImage;
    gradientTile(
      x + image * xImage, dy + image * yImage, codes ? codes + image * yImage : 0,
      v + <usize>t * vRow, vPlane, d + <usize>t * dRow, dPlane, (place / across) * side, (place % across) * side,
      height, width, xs, pad, outH, outW, ys, side, temp,
    );
  }
  if (dx) {
    const panels = (xs + 15) >> 4;
    carryBack(d, dRow, dPlane, firstTile, count, ut, 0, panels, dx, mask, height, width, xs, pad, outH, outW, ys, side, m);
  }
  const plane = <usize>(xs * ys) << 2;
  for (let p = 0; p < points; p++) {
    const b = d + <usize>p * dPlane;
    addProducts(v + <usize>p * vPlane, vRow, b, dRow, count, sums + <usize>p * plane, xs, ys, false);
    if (p == sumPoint(side)) addRows(b, dRow, count, biasSums, ys, false);
  }
}
