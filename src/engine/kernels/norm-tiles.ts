/** How batch norm walks memory: a few pixels at a time, all their channels, coefficients or sums in registers. */

/** Bytes of whole pixels, about 512: fewer would load and store what is kept too often, more leave memory's order. */
// @ts-ignore: decorator
@inline
export function tileBytes(cs: i32): usize {
  return <usize>(max(1, 128 / cs) * cs) << 2;
}
