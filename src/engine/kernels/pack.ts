/** Rearrangements of weights. */
import { transposePanel } from './transpose';

/**
 * The panels of a convolution become those of its input gradient, which is itself a convolution of dy
 * with the filters rotated by 180° and the channels swapped:
 *   from [ks/8][KH][KW][cs][8]  →  to [cp/8][KH][KW][ks][8],   to[c, KH−1−kh, KW−1−kw, k] = from[k, kh, kw, c]
 * cs may be 1 (gray input): then cp is 8 and the other seven channels are zeros.
 */
export function packTransposed(
  from: usize, to: usize, kh: i32, kw: i32, cs: i32, ks: i32, tid: i32, threads: i32,
): void {
  const taps = kh * kw;
  const inPanels = (cs + 7) >> 3;
  const units = inPanels * taps;
  const first = (units * tid) / threads;
  const past = (units * (tid + 1)) / threads;
  const panelBytes = <usize>(taps * cs) << 5;
  for (let unit = first; unit < past; unit++) {
    const panel = unit / taps;
    const tap = unit - panel * taps;
    const source = from + (<usize>(tap * cs + (panel << 3)) << 5);
    const target = to + (<usize>((panel * taps + (taps - 1 - tap)) * ks) << 5);
    if (cs < 8) spreadChannel(source, panelBytes, target, ks >> 3);
    else transposePanel(source, panelBytes, target, ks >> 3);
  }
}

/** The one channel of a gray input: its weights in lane 0, the other lanes 0. */
function spreadChannel(source: usize, panelBytes: usize, target: usize, panels: i32): void {
  const zero = f32x4.splat(0);
  for (let q = 0; q < panels; q++) {
    for (let k: usize = 0; k < 32; k += 4) {
      v128.store(target, zero, 16);
      v128.store(target, v128.load32_zero(source + k));
      target += 32;
    }
    source += panelBytes;
  }
}

/**
 * Zeroes the weights of a grouped convolution that join different groups (grouped layers other than depthwise run as
 * full convolutions whose other weights stay zero). w [ks/8][taps][cs][8]; channels beyond the real ones stay zero.
 */
export function maskGroups(
  w: usize, taps: i32, cs: i32, ks: i32, inPerGroup: i32, outPerGroup: i32, tid: i32, threads: i32,
): void {
  const panels = ks >> 3;
  const first = (panels * tid) / threads;
  const past = (panels * (tid + 1)) / threads;
  for (let panel = first; panel < past; panel++) {
    for (let tap = 0; tap < taps; tap++) {
      for (let c = 0; c < cs; c++) {
        const line = w + (<usize>((panel * taps + tap) * cs + c) << 5);
        for (let lane = 0; lane < 8; lane++) {
          if (c / inPerGroup != ((panel << 3) + lane) / outPerGroup) store<f32>(line + (<usize>lane << 2), 0);
        }
      }
    }
  }
}

/** y[i] = x[8·i]: the one real channel of an 8-channel tensor of `count` pixels. */
export function takeFirstChannel(x: usize, y: usize, count: i32, tid: i32, threads: i32): void {
  const first = <i32>((<i64>count * tid) / threads);
  const past = <i32>((<i64>count * (tid + 1)) / threads);
  for (let i = first; i < past; i++) store<f32>(y + (<usize>i << 2), load<f32>(x + (<usize>i << 5)));
}

/** y[8·i] = x[i], the other seven channels 0: a gray image for kernels that work on channel vectors. */
export function widenChannel(x: usize, y: usize, count: i32, tid: i32, threads: i32): void {
  const first = <i32>((<i64>count * tid) / threads);
  const past = <i32>((<i64>count * (tid + 1)) / threads);
  const zero = f32x4.splat(0);
  for (let i = first; i < past; i++) {
    v128.store(y + (<usize>i << 5), zero, 16);
    v128.store(y + (<usize>i << 5), v128.load32_zero(x + (<usize>i << 2)));
  }
}
