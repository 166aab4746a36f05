/**
 * Where every buffer of a plan lies. Fixed buffers (weights, optimiser state, images) lie one after the other; arena
 * buffers are alive from the first op that touches them to the last and share memory with those alive at other times.
 * Greedy by size (as in Pisarchyk & Lee 2020, "Efficient memory management for deep neural net inference"): the largest
 * buffer first, each at the lowest address free for its whole life.
 */

/** Every buffer starts on a cache line. */
export const ALIGNMENT = 64;

export interface ArenaBuffer {
  readonly bytes: number;
  /** First and last op that read or write it, inclusive. */
  readonly first: number;
  readonly last: number;
}

/** @returns the offset of each buffer from the arena's start, and the arena's size, in bytes */
export function allocateArena(buffers: readonly ArenaBuffer[]): { offsets: number[]; bytes: number } {
  const order = buffers.map((_, index) => index);
  order.sort((a, b) => buffers[b].bytes - buffers[a].bytes || a - b);
  const offsets = new Array<number>(buffers.length).fill(0);
  const placed: number[] = []; // kept sorted by offset
  let bytes = 0;
  for (const index of order) {
    const buffer = buffers[index];
    const size = align(buffer.bytes);
    let offset = 0;
    for (const other of placed) {
      const { first, last } = buffers[other];
      if (last < buffer.first || first > buffer.last) continue;
      if (offset + size <= offsets[other]) break;
      offset = Math.max(offset, offsets[other] + align(buffers[other].bytes));
    }
    offsets[index] = offset;
    const at = placed.findIndex((other) => offsets[other] > offset);
    placed.splice(at < 0 ? placed.length : at, 0, index);
    bytes = Math.max(bytes, offset + size);
  }
  return { offsets, bytes };
}

/** Rounds up to a whole number of cache lines. */
export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
