/** How evenly the classes are filled. */
import type { ClassCount, DataDescription } from '../describe.js';

export interface Balance {
  /** A split, or `all`. */
  readonly name: string;
  readonly largest: ClassCount;
  /** The smallest class that has images. */
  readonly smallest: ClassCount;
  /** Largest over smallest, 1 when the classes are equal. */
  readonly ratio: number;
  /** Classes without images. */
  readonly empty: readonly string[];
}

/** One entry a split that has images, then one for all. */
export function balances({ splits, classes }: Pick<DataDescription, 'splits' | 'classes'>): Balance[] {
  return [...splits, { name: 'all', classes }].flatMap(({ name, classes }) => {
    const filled = classes.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
    if (filled.length === 0) return [];
    const [largest] = filled;
    const smallest = filled[filled.length - 1];
    const empty = classes.filter(({ count }) => count === 0).map((one) => one.name);
    return [{ name, largest, smallest, ratio: largest.count / smallest.count, empty }];
  });
}
