/** Which images of one split are in another as well. */
import type { Dataset } from '../types.js';
import type { AlikePair } from './likeness.js';

/** Rows of one split whose picture is also in another. */
export interface Leak {
  readonly split: string;
  readonly other: string;
  /** Rows of `split`. */
  readonly of: number;
  /** Of them, with an exact copy in `other`; images of one gray are left out. */
  readonly exact: number;
  /** With an exact or a near copy. */
  readonly copies: number;
}

/**
 * For each split and each other one, how many of its rows are there too.
 * @param first [count] the first exact copy of each row
 * @param constant rows of one gray, which are no pictures
 * @param pairs near copies, named by the first of their exact copies
 */
export function countLeaks(
  { count, splits, splitNames }: Dataset,
  first: Uint32Array,
  constant: (row: number) => boolean,
  pairs: readonly AlikePair[],
): Leak[] {
  const width = splitNames.length;
  // By the first row of each picture: the splits that hold it, and those that hold a near copy of it.
  const holds = new Uint8Array(count * width);
  const near = new Uint8Array(count * width);
  for (let row = 0; row < count; row++) if (!constant(row)) holds[first[row] * width + splits[row]] = 1;
  for (const { a, b } of pairs) {
    for (let split = 0; split < width; split++) {
      near[a * width + split] |= holds[b * width + split];
      near[b * width + split] |= holds[a * width + split];
    }
  }
  const of = splitNames.map(() => 0);
  const exact = splitNames.map(() => splitNames.map(() => 0));
  const copies = splitNames.map(() => splitNames.map(() => 0));
  for (let row = 0; row < count; row++) {
    of[splits[row]]++;
    for (let split = 0; split < width; split++) {
      const at = first[row] * width + split;
      exact[splits[row]][split] += holds[at];
      copies[splits[row]][split] += holds[at] | near[at];
    }
  }
  return splitNames.flatMap((split, i) =>
    splitNames.flatMap((other, j) =>
      i === j ? [] : [{ split, other, of: of[i], exact: exact[i][j], copies: copies[i][j] }],
    ),
  );
}
