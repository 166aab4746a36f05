/**
 * The transforms of Winograd convolution (Lavin & Gray 2016, "Fast algorithms for convolutional neural networks"),
 * F(4×4, 3×3) on the points 0, ±1, ±2, ∞ and F(6×6, 3×3) on these and ±1/2, and their transposes, which carry gradients
 * back through them (sizes of F(4×4), F(6×6)):
 *
 *   input    6×6, 8×8 window → 36, 64 points   V = Bᵀ x B       output   points → 4×4, 6×6 tile      Y = Aᵀ M A
 *   filter   3×3 → points                      U = G g Gᵀ       gradient tile → points               D = A e Aᵀ
 *   weight   points → 3×3                      Gᵀ S G           window   points → window             B N Bᵀ
 *
 * All work on eight channels at a time. A transform runs down the columns into `temp` (36 or 64 pairs of vectors that stay
 * in the first-level cache; registers do not hold them) and then along the rows.
 * This file gives `temp` its constants: the wide build reads them from memory.
 */

/** Bytes of `temp`: 64 pairs of vectors, the factors, the integers 1 … 4, eight zeros. */
export const TEMP_BYTES: i32 = 2304;
/** Where the factors stand in `temp`, in the order of scripts/make-transforms.mjs. */
export const CONSTANTS_AT: usize = 2048;
/** int32 1, 2, 3, 4. */
export const INTEGERS_AT: usize = 2176;
/** Eight zeros: the bias of a convolution that has none. */
export const ZEROS_AT: usize = 2192;

/** To be called once on a `temp` before any transform. */
export function prepareTemp(temp: usize): void {
  store<f32>(temp, 2.0, CONSTANTS_AT);
  store<f32>(temp, 4.0, CONSTANTS_AT + 4);
  store<f32>(temp, 5.0, CONSTANTS_AT + 8);
  store<f32>(temp, 8.0, CONSTANTS_AT + 12);
  store<f32>(temp, 0.25, CONSTANTS_AT + 16);
  store<f32>(temp, 1.0 / 6.0, CONSTANTS_AT + 20);
  store<f32>(temp, 1.0 / 12.0, CONSTANTS_AT + 24);
  store<f32>(temp, 1.0 / 24.0, CONSTANTS_AT + 28);
  store<f32>(temp, 0.5, CONSTANTS_AT + 32);
  store<f32>(temp, 16.0, CONSTANTS_AT + 36);
  store<f32>(temp, 32.0, CONSTANTS_AT + 40);
  store<f32>(temp, 5.25, CONSTANTS_AT + 44);
  store<f32>(temp, 4.25, CONSTANTS_AT + 48);
  store<f32>(temp, 2.5, CONSTANTS_AT + 52);
  store<f32>(temp, 1.25, CONSTANTS_AT + 56);
  store<f32>(temp, 2.0 / 9.0, CONSTANTS_AT + 60);
  store<f32>(temp, 1.0 / 90.0, CONSTANTS_AT + 64);
  store<f32>(temp, 1.0 / 45.0, CONSTANTS_AT + 68);
  store<f32>(temp, 1.0 / 180.0, CONSTANTS_AT + 72);
  store<f32>(temp, 2.0 / 45.0, CONSTANTS_AT + 76);
  for (let i = 0; i < 4; i++) store<i32>(temp + (<usize>i << 2), i + 1, INTEGERS_AT);
  memory.fill(temp + ZEROS_AT, 0, 32);
}
