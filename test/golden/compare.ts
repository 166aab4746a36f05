/** How far two tensors are apart. */

/** Largest |got − wanted| over the largest |wanted|; NaN when anything is NaN or the lengths differ. */
export function relativeError(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (got.length !== wanted.length) return Number.NaN;
  let difference = 0;
  let scale = 0;
  for (let i = 0; i < wanted.length; i++) {
    difference = Math.max(difference, Math.abs(got[i] - wanted[i])); // once NaN, always NaN
    scale = Math.max(scale, Math.abs(wanted[i]));
  }
  return difference === 0 ? 0 : difference / scale;
}

/** ‖got − wanted‖ / ‖wanted‖. */
export function normError(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (got.length !== wanted.length) return Number.NaN;
  let difference = 0;
  let scale = 0;
  for (let i = 0; i < wanted.length; i++) {
    difference += (got[i] - wanted[i]) ** 2;
    scale += wanted[i] ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / scale);
}
