/**
 * The first op of every plan: byte images → warped, normalised floats. Its definition is util/warp.ts; the record of
 * 16 floats is described in augment/types.ts.
 *
 *   out[i, y, x] = (v − mean) · (1/scale),   v = clamp(gain · bilinear(images[i], map(x, y)) + offset, 0, 255)
 *
 * and v = eraseValue inside the erased rectangle. 1/scale is rounded to float32 once, on every path.
 *
 * Coordinates are folded into [0, 47] before any address is made from them, by the same vector code on every path, so
 * no record whatever (huge, infinite, NaN) can read outside the image.
 *
 * Three paths, chosen by the record alone:
 * - no records: bytes to floats.
 * - no rotation (m1 = m3 = 0): separable. Four neighbouring columns read bytes that lie within 16 of each other, so one
 *   16-byte load and two byte shuffles give their left and right neighbours as four 32-bit integers each. All source
 *   rows in reach are interpolated across once, then output rows are interpolated between them.
 * - otherwise: each pixel's four neighbours are first laid side by side (one 32-bit word a pixel), so that a pixel costs
 *   one gathered load instead of four.
 *
 * Images are shared out by contiguous ranges of pairs, and an image's arithmetic does not depend on who does it. A pair is
 * mixed where it lies, by the thread that made both.
 */

// Scratch of one thread, in bytes from its start.
const ROWS = 0; // [48][48] f32: source rows interpolated across; or [48][48] u32: the four neighbours of a pixel
const COLUMN_LEFT = 9216; // [12][16] u8: shuffle that picks four columns' left neighbours from a 16-byte window
const COLUMN_RIGHT = 9408; // [12][16] u8: … their right neighbours
const COLUMN_WEIGHT = 9600; // [48] f32: weight of the right neighbour
const COLUMN_BASE = 9792; // [12] i32: where the window starts in a row
const ROW_INDEX = 9840; // [48] i32: upper source row
const ROW_WEIGHT = 10032; // [48] f32: weight of the lower source row
const COLUMN_INDEX = 10224; // [48] i32: left source column
const CONSTANT = 10416; // one f32 on its way into a register
const SCRATCH = 10432;

/** Bytes of scratch that each thread needs; the stride between threads' scratch is at least this, a multiple of 16. */
export function warpScratchBytes(): i32 {
  return SCRATCH;
}

/**
 * Coordinates folded into [0, 47]; NaN becomes 0. pmin and pmax are one instruction each on x64, where min and max take
 * several to order NaN and zeros; pmax(0, t) is 0 < t ? t : 0.
 */
// @ts-ignore: decorator
@inline
function fold(t: v128, nearest: bool): v128 {
  if (!nearest) {
    const v = f32x4.add(t, f32x4.splat(0.5));
    const turns = f32x4.floor(f32x4.mul(v, f32x4.splat(<f32>(1.0 / 96.0))));
    const shifted = f32x4.sub(v, f32x4.mul(f32x4.splat(96), turns));
    t = f32x4.sub(f32x4.pmin(shifted, f32x4.sub(f32x4.splat(96), shifted)), f32x4.splat(0.5));
  }
  return f32x4.pmin(f32x4.pmax(f32x4.splat(0), t), f32x4.splat(47));
}

/** The left (upper) of the two pixels around a folded coordinate, 0–46. */
// @ts-ignore: decorator
@inline
function lower(u: v128): v128 {
  return i32x4.min_s(i32x4.trunc_sat_f32x4_s(u), i32x4.splat(46));
}

/** Source indices and weights of the 48 pixels of one axis: scale·i + shift. */
function axisTable(scale: f32, shift: f32, nearest: bool, index: usize, weight: usize): void {
  let at = f32x4(0, 1, 2, 3);
  for (let i: usize = 0; i < 192; i += 16) {
    const u = fold(f32x4.add(f32x4.mul(f32x4.splat(scale), at), f32x4.splat(shift)), nearest);
    const low = lower(u);
    v128.store(index + i, low);
    v128.store(weight + i, f32x4.sub(u, f32x4.convert_i32x4_s(low)));
    at = f32x4.add(at, f32x4.splat(4));
  }
}

/** Turns the column indices into windows and shuffles; false when four columns do not fit a 16-byte window. */
function columnShuffles(scratch: usize): bool {
  // Byte 0 of each lane carries the index; the other three are out of range, which the shuffle reads as 0.
  const rest = i32x4.splat(0xffffff00);
  for (let group: usize = 0; group < 12; group++) {
    const index = v128.load(scratch + COLUMN_INDEX + (group << 4));
    const a = i32x4.extract_lane(index, 0), b = i32x4.extract_lane(index, 1);
    const c = i32x4.extract_lane(index, 2), d = i32x4.extract_lane(index, 3);
    const base = min(min(min(a, b), min(c, d)), 32);
    if (max(max(a, b), max(c, d)) - base > 14) return false;
    const left = i32x4.sub(index, i32x4.splat(base));
    store<i32>(scratch + COLUMN_BASE + (group << 2), base);
    v128.store(scratch + COLUMN_LEFT + (group << 4), v128.or(left, rest));
    v128.store(scratch + COLUMN_RIGHT + (group << 4), v128.or(i32x4.add(left, i32x4.splat(1)), rest));
  }
  return true;
}

/** One source row, interpolated across at the 48 output columns. */
// @ts-ignore: decorator
@inline
function acrossRow(row: usize, scratch: usize, to: usize): void {
  for (let group: usize = 0; group < 12; group++) {
    const window = v128.load(row + <usize>load<i32>(scratch + COLUMN_BASE + (group << 2)));
    const at = scratch + (group << 4);
    const left = f32x4.convert_i32x4_s(v128.swizzle(window, v128.load(at + COLUMN_LEFT)));
    const right = f32x4.convert_i32x4_s(v128.swizzle(window, v128.load(at + COLUMN_RIGHT)));
    const weight = v128.load(at + COLUMN_WEIGHT);
    v128.store(to + (group << 4), f32x4.add(left, f32x4.mul(f32x4.sub(right, left), weight)));
  }
}

/** Gray value → network input. */
// @ts-ignore: decorator
@inline
function finish(value: v128, gain: v128, offset: v128, mean: v128, inverse: v128): v128 {
  const v = f32x4.add(f32x4.mul(gain, value), offset);
  const clamped = f32x4.pmin(f32x4.pmax(f32x4.splat(0), v), f32x4.splat(255));
  return f32x4.mul(f32x4.sub(clamped, mean), inverse);
}

/** No rotation; the tables are in scratch. */
function warpSeparable(
  image: usize, scratch: usize, out: usize, gain: v128, offset: v128, mean: v128, inverse: v128,
): void {
  let first = 46;
  let last = 0;
  for (let y: usize = 0; y < 48; y++) {
    const index = load<i32>(scratch + ROW_INDEX + (y << 2));
    first = min(first, index);
    last = max(last, index);
  }
  for (let row = first; row <= last + 1; row++) {
    acrossRow(image + <usize>(row * 48), scratch, scratch + ROWS + <usize>(row * 192));
  }
  for (let y: usize = 0; y < 48; y++) {
    const upper = scratch + ROWS + <usize>(load<i32>(scratch + ROW_INDEX + (y << 2)) * 192);
    const weight = v128.load32_splat(scratch + ROW_WEIGHT + (y << 2));
    for (let x: usize = 0; x < 192; x += 16) {
      const a = v128.load(upper + x);
      const b = v128.load(upper + x, 192);
      const value = f32x4.add(a, f32x4.mul(f32x4.sub(b, a), weight));
      v128.store(out + x, finish(value, gain, offset, mean, inverse));
    }
    out += 192;
  }
}

/** Lays each pixel's neighbours side by side: bytes (y, x), (y, x+1), (y+1, x), (y+1, x+1) for x, y in 0–46. */
function layNeighbours(image: usize, to: usize): void {
  for (let y = 0; y < 47; y++) {
    for (let x: usize = 0; x < 48; x += 16) {
      const a = v128.load(image + x);
      const c = v128.load(image + x, 48);
      // The right neighbours of the last 16 columns: shifted in registers, since a load would pass the image's end.
      const b = x < 32 ? v128.load(image + x, 1) : v128.shuffle<u8>(a, a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15);
      const d = x < 32 ? v128.load(image + x, 49) : v128.shuffle<u8>(c, c, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15);
      const ab0 = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const ab1 = v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const cd0 = v128.shuffle<u8>(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const cd1 = v128.shuffle<u8>(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      v128.store(to, v128.shuffle<u16>(ab0, cd0, 4, 12, 5, 13, 6, 14, 7, 15), 16);
      v128.store(to, v128.shuffle<u16>(ab0, cd0, 0, 8, 1, 9, 2, 10, 3, 11));
      v128.store(to, v128.shuffle<u16>(ab1, cd1, 4, 12, 5, 13, 6, 14, 7, 15), 48);
      v128.store(to, v128.shuffle<u16>(ab1, cd1, 0, 8, 1, 9, 2, 10, 3, 11), 32);
      to += 64;
    }
    image += 48;
  }
}

/** A constant in every lane, by way of memory (see warpGeneral). */
// @ts-ignore: decorator
@inline
function viaMemory(value: f32, scratch: usize): v128 {
  store<f32>(scratch, value);
  return v128.load32_splat(scratch);
}

/**
 * Any affine map. The loop's constants are read from memory once: written as literals, the compiler would build each
 * of them anew from integer registers for every four pixels, which costs more than the arithmetic they serve.
 */
function warpGeneral(
  image: usize, scratch: usize, record: usize, out: usize, nearest: bool,
  gain: v128, offset: v128, mean: v128, inverse: v128,
): void {
  const words = scratch + ROWS;
  layNeighbours(image, words);
  const m0 = v128.load32_splat(record), m3 = v128.load32_splat(record, 12);
  const spare = scratch + CONSTANT;
  const half = viaMemory(0.5, spare), period = viaMemory(96, spare), perPeriod = viaMemory(<f32>(1.0 / 96.0), spare);
  const end = viaMemory(47, spare), last = viaMemory(46, spare), four = viaMemory(4, spare);
  const row = viaMemory(192, spare), magic = viaMemory(8388608, spare), white = viaMemory(255, spare);
  const lowBits = viaMemory(reinterpret<f32>(0x7fffff), spare), byte = viaMemory(reinterpret<f32>(255), spare);
  const zero = f32x4.splat(0);
  for (let y = 0; y < 48; y++) {
    const rowX = f32x4.splat(load<f32>(record, 4) * <f32>y + load<f32>(record, 8));
    const rowY = f32x4.splat(load<f32>(record, 16) * <f32>y + load<f32>(record, 20));
    let at = f32x4(0, 1, 2, 3);
    for (let x: usize = 0; x < 192; x += 16) {
      let u = f32x4.add(f32x4.mul(m0, at), rowX);
      let v = f32x4.add(f32x4.mul(m3, at), rowY);
      at = f32x4.add(at, four);
      if (!nearest) {
        u = f32x4.add(u, half);
        v = f32x4.add(v, half);
        u = f32x4.sub(u, f32x4.mul(period, f32x4.floor(f32x4.mul(u, perPeriod))));
        v = f32x4.sub(v, f32x4.mul(period, f32x4.floor(f32x4.mul(v, perPeriod))));
        u = f32x4.sub(f32x4.pmin(u, f32x4.sub(period, u)), half);
        v = f32x4.sub(f32x4.pmin(v, f32x4.sub(period, v)), half);
      }
      u = f32x4.pmin(f32x4.pmax(zero, u), end);
      v = f32x4.pmin(f32x4.pmax(zero, v), end);
      const iu = f32x4.pmin(f32x4.floor(u), last), iv = f32x4.pmin(f32x4.floor(v), last);
      // Byte offsets 4·(48·iv + iu) as floats, exact below 2²³; adding 2²³ leaves them in the low bits. A saturating
      // conversion to integers would cost several instructions more.
      const offsets = f32x4.add(f32x4.mul(iv, row), f32x4.mul(iu, four));
      const word = v128.and(f32x4.add(offsets, magic), lowBits);
      let near = v128.load32_zero(words + <usize>i32x4.extract_lane(word, 0));
      near = v128.load_lane<u32>(words + <usize>i32x4.extract_lane(word, 1), near, 1);
      near = v128.load_lane<u32>(words + <usize>i32x4.extract_lane(word, 2), near, 2);
      near = v128.load_lane<u32>(words + <usize>i32x4.extract_lane(word, 3), near, 3);
      const a = f32x4.convert_i32x4_s(v128.and(near, byte));
      const b = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(near, 8), byte));
      const c = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(near, 16), byte));
      const d = f32x4.convert_i32x4_s(i32x4.shr_u(near, 24));
      const wu = f32x4.sub(u, iu);
      const wv = f32x4.sub(v, iv);
      const top = f32x4.add(a, f32x4.mul(f32x4.sub(b, a), wu));
      const bottom = f32x4.add(c, f32x4.mul(f32x4.sub(d, c), wu));
      const value = f32x4.add(f32x4.mul(gain, f32x4.add(top, f32x4.mul(f32x4.sub(bottom, top), wv))), offset);
      const clamped = f32x4.pmin(f32x4.pmax(zero, value), white);
      v128.store(out + x, f32x4.mul(f32x4.sub(clamped, mean), inverse));
    }
    out += 192;
  }
}

/** The image as it is. */
function copyImage(image: usize, out: usize, mean: v128, inverse: v128): void {
  for (let i: usize = 0; i < 2304; i += 8) {
    const words = v128.load_ext<u8>(image + i);
    const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words));
    const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words));
    v128.store(out + (i << 2), f32x4.mul(f32x4.sub(high, mean), inverse), 16);
    v128.store(out + (i << 2), f32x4.mul(f32x4.sub(low, mean), inverse));
  }
}

/** An edge of the erased rectangle as a pixel number 0–48. */
// @ts-ignore: decorator
@inline
function edgePixel(value: f32): i32 {
  return value > 0 ? <i32>min<f32>(value, 48) : 0;
}

/** Fills the erased rectangle, if there is one. */
function eraseRectangle(record: usize, out: usize, mean: f32, inverse: f32): void {
  const left = edgePixel(load<f32>(record, 32));
  const top = edgePixel(load<f32>(record, 36));
  const right = edgePixel(load<f32>(record, 32) + load<f32>(record, 40));
  const bottom = edgePixel(load<f32>(record, 36) + load<f32>(record, 44));
  const value = (load<f32>(record, 48) - mean) * inverse;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) store<f32>(out + (<usize>(y * 48 + x) << 2), value);
  }
}

/** One image by one record. */
function warpOne(image: usize, record: usize, out: usize, mean: f32, inverse: f32, scratch: usize): void {
  const nearest = load<f32>(record, 52) == 1;
  const gain = v128.load32_splat(record, 24), offset = v128.load32_splat(record, 28);
  const means = f32x4.splat(mean), inverses = f32x4.splat(inverse);
  let separable = load<f32>(record, 4) == 0 && load<f32>(record, 12) == 0;
  if (separable) {
    axisTable(load<f32>(record), load<f32>(record, 8), nearest, scratch + COLUMN_INDEX, scratch + COLUMN_WEIGHT);
    axisTable(load<f32>(record, 16), load<f32>(record, 20), nearest, scratch + ROW_INDEX, scratch + ROW_WEIGHT);
    separable = columnShuffles(scratch);
  }
  if (separable) warpSeparable(image, scratch, out, gain, offset, means, inverses);
  else warpGeneral(image, scratch, record, out, nearest, gain, offset, means, inverses);
  eraseRectangle(record, out, mean, inverse);
}

/** Mixup of the images at `a` and `b`: a + share·(b − a) and b − share·(b − a). */
function mixPair(a: usize, b: usize, share: f32): void {
  const part = f32x4.splat(share);
  for (let i: usize = 0; i < 9216; i += 16) {
    const own = v128.load(a + i);
    const other = v128.load(b + i);
    const moved = f32x4.mul(part, f32x4.sub(other, own));
    v128.store(a + i, f32x4.add(own, moved));
    v128.store(b + i, f32x4.sub(other, moved));
  }
}

/**
 * This thread's share of a batch.
 * @param images u8 [n, 48, 48]
 * @param warps f32 [n, 16]; 0 = images as they are
 * @param out f32 [n, 48, 48], 16-byte alignment not needed
 * @param scratch one area a thread, `scratchStride` bytes apart
 */
export function warpBatch(
  images: usize, warps: usize, out: usize, mean: f32, scale: f32,
  scratch: usize, scratchStride: i32, n: i32, tid: i32, threads: i32,
): void {
  const inverse: f32 = 1 / scale;
  const mine = scratch + <usize>tid * <usize>scratchStride;
  const pairs = (n + 1) >> 1;
  const first = <i32>((<i64>pairs * tid) / threads) << 1;
  const past = min(<i32>((<i64>pairs * (tid + 1)) / threads) << 1, n);
  for (let i = first; i < past; i++) {
    const image = images + <usize>i * 2304;
    const to = out + <usize>i * 9216;
    if (warps) warpOne(image, warps + (<usize>i << 6), to, mean, inverse, mine);
    else copyImage(image, to, f32x4.splat(mean), f32x4.splat(inverse));
    if (!warps || !(i & 1)) continue;
    const share = load<f32>(warps + (<usize>(i - 1) << 6), 56);
    if (share > 0) mixPair(to - 9216, to, share);
  }
}
