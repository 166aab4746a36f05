/** How threads share work so that no element's arithmetic depends on their number. */

/** First block of 8 floats of a thread, as a byte offset; `count` floats in all, a multiple of 8. */
// @ts-ignore: decorator
@inline
export function startOf(count: i32, tid: i32, threads: i32): usize {
  return <usize>((<i64>(count >> 3) * tid) / threads) << 5;
}

/** Most parts that the sums over a batch are made in; contracts.ts' PARTS is the same number. */
// @ts-ignore: decorator
@inline
const PARTS: i32 = 32;

/** Sums over a batch of n images are made in this many parts (images in order), which sumParts adds up in order. */
// @ts-ignore: decorator
@inline
export function partsOf(n: i32): i32 {
  return min(n, PARTS);
}

/** The first image of a part. */
// @ts-ignore: decorator
@inline
export function firstOfPart(n: i32, part: i32): i32 {
  return (n * part) / partsOf(n);
}

/** to[i] = Σ over the parts of partial[part · stride + i], for `floats` elements (a multiple of 8). */
export function sumParts(
  partial: usize, to: usize, stride: i32, floats: i32, n: i32, tid: i32, threads: i32,
): void {
  const parts = partsOf(n);
  const step = <usize>stride << 2;
  const past = startOf(floats, tid + 1, threads);
  for (let at = startOf(floats, tid, threads); at < past; at += 32) {
    let from = partial + at;
    let s0 = v128.load(from), s1 = v128.load(from, 16);
    for (let part = 1; part < parts; part++) {
      from += step;
      s0 = f32x4.add(s0, v128.load(from));
      s1 = f32x4.add(s1, v128.load(from, 16));
    }
    v128.store(to + at, s1, 16);
    v128.store(to + at, s0);
  }
}
