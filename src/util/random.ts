/**
 * Counter-based random numbers: every value is a pure function of (seed, purpose, counters), so no draw depends
 * on how many others came before it, on threads, or on where a run was stopped.
 *
 * The generator is Philox-2x32 with 10 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"):
 * integer multiplies and xors only, hence the same bits on every machine.
 */

const MULTIPLIER = 0xd256d193;
const WEYL = 0x9e3779b9;

/** What a stream is for. Two purposes never share a stream. The numbers are part of the bit contract. */
export const Purpose = {
  initialise: 1,
  shuffle: 2,
  augment: 3,
  dropout: 4,
  split: 5,
  synthesise: 6,
  bootstrap: 7,
  folds: 8,
  corrupt: 9,
  mix: 10,
} as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** High and low word of an unsigned 32×32-bit product, by 16-bit halves (doubles hold only 53 bits). */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >>> 16);
  const middleLow = (middle & 0xffff) + a0 * b1;
  // middle can exceed 2^32: divide instead of shifting.
  return (a1 * b1 + Math.floor(middle / 65536) + Math.floor(middleLow / 65536)) >>> 0;
}

/**
 * One Philox-2x32-10 block.
 * @returns two unsigned 32-bit integers
 */
export function philox(counter0: number, counter1: number, key: number): [number, number] {
  let x0 = counter0 >>> 0;
  let x1 = counter1 >>> 0;
  let k = key >>> 0;
  for (let round = 0; round < 10; round++) {
    const high = multiplyHigh(MULTIPLIER, x0);
    const low = Math.imul(MULTIPLIER, x0) >>> 0;
    x0 = (high ^ k ^ x1) >>> 0;
    x1 = low;
    k = (k + WEYL) >>> 0;
  }
  return [x0, x1];
}

/** Folds any number of 32-bit words into one key; order matters. */
export function hashWords(...words: number[]): number {
  let key = 0x243f6a88;
  for (const word of words) key = philox(word, key, 0x85a308d3)[0];
  return key;
}

/**
 * A stream of random numbers named by seed, purpose and up to any number of counters.
 * @example
 * const random = new RandomStream(42, Purpose.augment, epoch, sample);
 * random.uniform(); // the same value whenever and wherever it is asked
 */
export class RandomStream {
  readonly #key: number;
  #counter = 0;
  #spare: number | undefined;
  constructor(seed: number, purpose: Purpose, ...counters: number[]) {
    const high = Math.floor(seed / 4294967296);
    this.#key = hashWords(seed >>> 0, high >>> 0, purpose, ...counters);
  }
  /** Unsigned 32-bit integer. */
  next(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    const [a, b] = philox(this.#counter++, 0, this.#key);
    this.#spare = b;
    return a;
  }
  /** Uniform in [low, high), 32 bits of resolution. */
  uniform(low = 0, high = 1): number {
    return low + (this.next() / 4294967296) * (high - low);
  }
  /** Integer in [0, n), without modulo bias (rejection). */
  integer(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    let value = this.next();
    while (value >= limit) value = this.next();
    return value % n;
  }
  /** True with probability p. */
  chance(p: number): boolean {
    return this.next() / 4294967296 < p;
  }
  /** Fisher–Yates shuffle in place. */
  shuffle<T extends { length: number; [index: number]: number }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }
}
