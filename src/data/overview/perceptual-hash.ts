/**
 * 64 bits of what an image looks like: the signs of its 64 lowest frequencies (discrete cosine transform), after Zauner
 * 2010, "Implementation and benchmarking of perceptual image hash functions". Copies that were cropped anew, resized,
 * brightened or stamped keep most of the bits; two different faces share little more than half of them.
 */
import { sinCos } from '../../util/math.js';
import type { Pace } from '../../util/pace.js';
import { THUMB, THUMB_SIDE } from './thumbnails.js';

/** Bits of image i: 32 in `low[i]`, 32 in `high[i]`. */
export interface Hashes {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** The 64 lowest frequencies by their distance from (0, 0), which is the mean and left out. */
const FREQUENCIES = Array.from({ length: THUMB }, (_, i) => ({
  u: i % THUMB_SIDE,
  v: Math.floor(i / THUMB_SIDE),
}))
  .filter(({ u, v }) => u + v > 0)
  .sort((a, b) => a.u * a.u + a.v * a.v - b.u * b.u - b.v * b.v || a.v - b.v)
  .slice(0, 64);
const HIGHEST = 1 + Math.max(...FREQUENCIES.map(({ u, v }) => Math.max(u, v)));

/** Place of bit i: the four quarters of 16 bits, which `HammingIndex` looks up, each get every fourth frequency. */
const PLACES = FREQUENCIES.map((_, i) => 16 * (i % 4) + (i >> 2));

/** The bits that turn over when an image is mirrored left to right: those of odd horizontal frequencies. */
export const MIRROR = packBits((i) => FREQUENCIES[i].u % 2 === 1);

/** Words from bits in the order of the frequencies. */
function packBits(bit: (i: number) => boolean): { readonly low: number; readonly high: number } {
  let low = 0;
  let high = 0;
  for (let i = 0; i < 64; i++) {
    if (!bit(i)) continue;
    if (PLACES[i] < 32) low |= 1 << PLACES[i];
    else high |= 1 << (PLACES[i] - 32);
  }
  return { low: low >>> 0, high: high >>> 0 };
}

/** cos((2x + 1)uπ / 32), [HIGHEST, 16]. */
const COSINES = Float64Array.from({ length: HIGHEST * THUMB_SIDE }, (_, i) => {
  const u = Math.floor(i / THUMB_SIDE);
  return sinCos(((2 * (i % THUMB_SIDE) + 1) * u * Math.PI) / (2 * THUMB_SIDE))[1];
});

/**
 * @param thumbs [count, 16, 16] of `thumbnails`
 * @param rows whose hashes are wanted; hash i is that of `rows[i]`
 */
export async function perceptualHashes(thumbs: Float32Array, rows: Uint32Array, pace: Pace): Promise<Hashes> {
  const low = new Uint32Array(rows.length);
  const high = new Uint32Array(rows.length);
  const columns = new Float64Array(HIGHEST * THUMB_SIDE);
  await pace.rows(rows.length, (at) => {
    transformLines(thumbs, rows[at] * THUMB, columns);
    const bits = packBits((i) => coefficient(columns, FREQUENCIES[i].u, FREQUENCIES[i].v) > 0);
    low[at] = bits.low;
    high[at] = bits.high;
  });
  return { low, high };
}

/** @param columns receives [HIGHEST, 16]: the horizontal frequency u of line y at u · 16 + y */
function transformLines(thumbs: Float32Array, start: number, columns: Float64Array): void {
  for (let u = 0; u < HIGHEST; u++) {
    const cosine = u * THUMB_SIDE;
    for (let y = 0; y < THUMB_SIDE; y++) {
      const line = start + y * THUMB_SIDE;
      let sum = 0;
      for (let x = 0; x < THUMB_SIDE; x++) sum += COSINES[cosine + x] * thumbs[line + x];
      columns[cosine + y] = sum;
    }
  }
}

function coefficient(columns: Float64Array, u: number, v: number): number {
  let sum = 0;
  for (let y = 0; y < THUMB_SIDE; y++) sum += COSINES[v * THUMB_SIDE + y] * columns[u * THUMB_SIDE + y];
  return sum;
}
