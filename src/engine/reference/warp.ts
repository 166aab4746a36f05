/** Naive float64 twin of `kernels/warp.ts`: util's definition of a warp, then the normalisation. For tests only. */
import { PIXELS } from '../../util/classes.js';
import { warpImage } from '../../util/warp.js';

/**
 * The whole batch: out = (warped − mean) / scale, where 1/scale is a float32 as in the kernel.
 * @param images [n, 48, 48]
 * @param warps [n, 16] records, or undefined for images as they are
 * @returns [n, 48, 48]
 */
export function warpBatch(
  images: Uint8Array,
  warps: Float32Array | undefined,
  mean: number,
  scale: number,
): Float64Array {
  const out = new Float64Array(images.length);
  const inverse = Math.fround(1 / Math.fround(scale));
  for (let i = 0; i < images.length / PIXELS; i++) {
    const image = images.subarray(i * PIXELS, (i + 1) * PIXELS);
    if (warps) warpImage(image, 0, warps, i * 16, out, i * PIXELS);
    else out.set(image, i * PIXELS);
  }
  if (warps)
    for (let i = 0; (i + 1) * PIXELS < out.length; i += 2) mixPair(out, i * PIXELS, warps[i * 16 + 14]);
  for (let i = 0; i < out.length; i++) out[i] = (out[i] - Math.fround(mean)) * inverse;
  return out;
}

/** The image at `at` and the one behind it, each with this share of the other. */
function mixPair(out: Float64Array, at: number, share: number): void {
  if (!(share > 0)) return;
  for (let i = at; i < at + PIXELS; i++) {
    const [own, other] = [out[i], out[i + PIXELS]];
    out[i] = own + share * (other - own);
    out[i + PIXELS] = other + share * (own - other);
  }
}
