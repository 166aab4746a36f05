/** Some rows of a table. */

/**
 * The rows at `index`, in its order, one after the other.
 * @param table [rows, width]
 * @returns [index.length, width]
 * @example
 * takeRows(Uint8Array.of(1, 2, 3, 4), Uint32Array.of(1, 0), 2); // [3, 4, 1, 2]
 */
export function takeRows<Table extends Uint8Array | Float64Array>(
  table: Table,
  index: ArrayLike<number>,
  width: number,
): Table {
  const taken = new (table.constructor as new (length: number) => Table)(index.length * width);
  Array.prototype.forEach.call(index, (from, to) => {
    taken.set(table.subarray(from * width, (from + 1) * width), to * width);
  });
  return taken;
}
