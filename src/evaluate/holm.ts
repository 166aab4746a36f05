/** Many tests at once: p-values adjusted so that the family of them keeps its level. */

/**
 * Holm's correction (Holm 1979, "A simple sequentially rejective multiple test procedure"): when adjusted values of at most
 * 0.05 are called a difference, the chance that any such call is wrong is at most 5 %.
 * @returns adjusted p-values in the order given, 0–1, none smaller than it was
 * @example
 * holm([0.01, 0.04, 0.03]); // [0.03, 0.06, 0.06]
 */
export function holm(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
  const adjusted = new Array<number>(values.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * values[index]));
    adjusted[index] = largest;
  });
  return adjusted;
}
