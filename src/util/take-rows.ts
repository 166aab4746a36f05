/** Some rows of a table of bytes. */

/**
 * The rows at `index`, in its order, one after the other.
 * @param table [rows, width]
 * @returns [index.length, width]
 * @example
 * takeRows(Uint8Array.of(1, 2, 3, 4), Uint32Array.of(1, 0), 2); // [3, 4, 1, 2]
 */
export function takeRows(table: Uint8Array, index: Uint32Array, width: number): Uint8Array {
  const taken = new Uint8Array(index.length * width);
  index.forEach((from, to) => {
    taken.set(table.subarray(from * width, (from + 1) * width), to * width);
  });
  return taken;
}
