/** How threads share a row of floats: by blocks of 8, so that no block's arithmetic depends on their number. */

/** First block of a thread, as a byte offset; `count` floats in all, a multiple of 8. */
// @ts-ignore: decorator
@inline
export function startOf(count: i32, tid: i32, threads: i32): usize {
  return <usize>((<i64>(count >> 3) * tid) / threads) << 5;
}
