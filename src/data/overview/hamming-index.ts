/**
 * Finds all hashes within 11 bits of one, without looking at most: multi-index hashing (Norouzi, Punjani & Fleet 2012,
 * "Fast search in Hamming space with multi-index hashing"). Of four quarters of 16 bits at least one differs in two bits or
 * fewer when all 64 differ in 11 or fewer, so it is enough to look up each quarter with up to two bits turned over.
 */
import type { Hashes } from './perceptual-hash.js';

/** Largest distance in bits that is found: 4 quarters × (2 + 1) − 1. */
export const RADIUS = 11;
const QUARTERS = 4;
const TURNED = 2;

/** All ways to turn over up to two of 16 bits. */
const MASKS: readonly number[] = [
  0,
  ...Array.from({ length: 16 }, (_, i) => 1 << i),
  ...Array.from({ length: 256 }, (_, i) => ({ a: i >> 4, b: i & 15 }))
    .filter(({ a, b }) => a < b)
    .map(({ a, b }) => (1 << a) | (1 << b)),
];

/** Number of bits that are set in a 32-bit word. */
export function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Number of each hash by one quarter of its bits: those with key k stand from `starts[k]` on, ascending. */
interface Buckets {
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

/** @example new HammingIndex(hashes).after(0, hashes.low[0], hashes.high[0], (other) => console.log(other)); */
export class HammingIndex {
  readonly #hashes: Hashes;
  readonly #buckets: readonly Buckets[];
  /** Hashes looked at so far: the work done. */
  visited = 0;

  constructor(hashes: Hashes) {
    this.#hashes = hashes;
    this.#buckets = Array.from({ length: QUARTERS }, (_, quarter) => fillBuckets(hashes, quarter));
  }

  /** Visits every number above `least` whose hash differs from (low, high) in at most 11 bits, once. */
  after(least: number, low: number, high: number, visit: (other: number) => void): void {
    const hashes = this.#hashes;
    for (let quarter = 0; quarter < QUARTERS; quarter++) {
      const { starts, members } = this.#buckets[quarter];
      const key = quarterOf(low, high, quarter);
      for (const mask of MASKS) {
        const bucket = key ^ mask;
        const first = starts[bucket];
        for (let at = starts[bucket + 1] - 1; at >= first && members[at] > least; at--) {
          const other = members[at];
          this.visited++;
          const lowBits = (low ^ hashes.low[other]) >>> 0;
          const highBits = (high ^ hashes.high[other]) >>> 0;
          if (bitCount(lowBits) + bitCount(highBits) > RADIUS) continue;
          if (!foundBefore(lowBits, highBits, quarter)) visit(other);
        }
      }
    }
  }
}

function quarterOf(low: number, high: number, quarter: number): number {
  const word = quarter < 2 ? low : high;
  return quarter % 2 === 0 ? word & 0xffff : word >>> 16;
}

/** Whether an earlier quarter already led to a hash with these differing bits. */
function foundBefore(low: number, high: number, quarter: number): boolean {
  for (let earlier = 0; earlier < quarter; earlier++) {
    if (bitCount(quarterOf(low, high, earlier)) <= TURNED) return true;
  }
  return false;
}

/** Counting sort by key. */
function fillBuckets({ low, high }: Hashes, quarter: number): Buckets {
  const starts = new Uint32Array(65_537);
  for (let i = 0; i < low.length; i++) starts[quarterOf(low[i], high[i], quarter) + 1]++;
  for (let key = 0; key < 65_536; key++) starts[key + 1] += starts[key];
  const next = starts.slice();
  const members = new Uint32Array(low.length);
  for (let i = 0; i < low.length; i++) members[next[quarterOf(low[i], high[i], quarter)]++] = i;
  return { starts, members };
}
