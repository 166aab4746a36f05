/** Examples that are typical: not the first of a list, but taken from all along it. */

/**
 * At most `most` items at equal steps.
 * @example
 * spreadOut([0, 1, 2, 3, 4, 5], 3); // [0, 2, 4]
 */
export function spreadOut<T>(items: ArrayLike<T>, most: number): T[] {
  const wanted = Math.min(most, items.length);
  return Array.from({ length: wanted }, (_, i) => items[Math.floor((i * items.length) / wanted)]);
}
