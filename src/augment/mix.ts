/** Mixup: how much of its neighbour in the batch each pair of images takes on, and what the pair is then called. */
import { exp, log } from '../util/math.js';
import { Purpose, RandomStream } from '../util/random.js';
import { WARP_FLOATS } from './types.js';

/** Where a warp record holds its pair's share. */
const MIX = 14;

/**
 * The share of the other image for a pair: min(λ, 1 − λ), λ ~ Beta(alpha, alpha) (Zhang et al. 2018, "mixup: beyond
 * empirical risk minimization", equation 2). Each image of a pair takes it on, so that λ and 1 − λ make the same two.
 * λ is drawn by Jöhnk's method (1964), which suits alpha up to 1.
 * @param alpha 0–1; 0 = no mixing, 1 = uniform
 * @param row the pair's first image, a row of the data set
 * @returns 0–0.5, a pure function of its arguments
 */
export function sampleMix(alpha: number, seed: number, epoch: number, row: number): number {
  if (alpha === 0) return 0;
  const random = new RandomStream(seed, Purpose.mix, epoch, row);
  for (;;) {
    // 1 − uniform is above 0, so that it has a logarithm.
    const x = exp(log(1 - random.uniform()) / alpha);
    const y = exp(log(1 - random.uniform()) / alpha);
    const sum = x + y;
    if (sum > 0 && sum <= 1) return Math.min(x, y) / sum;
  }
}

/**
 * Draws the shares of a batch's pairs (images 2k and 2k + 1), writes them into their records, and mixes the targets and sample weights
 * alike. The last image of an odd number stays as it is.
 * @param rows [n] row numbers in the data set
 * @param records [n, WARP_FLOATS]
 * @param values each [n, any], changed in place
 */
export function mixBatch(
  alpha: number,
  seed: number,
  epoch: number,
  rows: Uint32Array,
  records: Float32Array,
  ...values: readonly Float32Array[]
): void {
  for (let i = 0; i + 1 < rows.length; i += 2) {
    // Rounded as the engine will read it, so that pixels and targets agree.
    const share = Math.fround(sampleMix(alpha, seed, epoch, rows[i]));
    records[i * WARP_FLOATS + MIX] = share;
    for (const table of values) mixRows(table, table.length / rows.length, i, share);
  }
}

/** Row i and the one behind it, each with this share of the other. */
function mixRows(table: Float32Array, width: number, i: number, share: number): void {
  for (let at = i * width; at < (i + 1) * width; at++) {
    const own = table[at];
    const other = table[at + width];
    table[at] = own + share * (other - own);
    table[at + width] = other + share * (own - other);
  }
}
