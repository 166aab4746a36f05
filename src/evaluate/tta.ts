/**
 * Test-time augmentation: a network is asked about several views of each image, and the mean of its logits is the
 * answer. Views are warps that the engine carries out, so that they need no pixels of their own. The mean is one of
 * logits, not of probabilities: a temperature and every score then apply to it as to one view's.
 */
import { placeMap, WARP_FLOATS } from '../augment/index.js';
import { identityWarp } from '../augment/params.js';
import type { Engine, WeightSet } from '../engine/api.js';
import { UsageError } from '../util/errors.js';

/** How an image is looked at; what is absent is left as it is. Pixels beyond the edge repeat the nearest. */
export interface View {
  /** Left and right exchanged. */
  readonly flip?: boolean;
  /** Pixels to the right, −24 to 24. */
  readonly shiftX?: number;
  /** Pixels down, −24 to 24. */
  readonly shiftY?: number;
  /** 1.1 magnifies by a tenth about the centre, 0.5 to 2. */
  readonly scale?: number;
}

/** The image as it is. */
export const PLAIN: readonly View[] = [{}];

/** The image and its mirror: a face means the same both ways. */
export const MIRRORED: readonly View[] = [{}, { flip: true }];

/** The image, and the image shifted by two pixels to each side, each with its mirror. */
export const TEN_VIEWS: readonly View[] = [
  {},
  ...[-2, 2].map((shiftX): View => ({ shiftX })),
  ...[-2, 2].map((shiftY): View => ({ shiftY })),
].flatMap((view): View[] => [view, { ...view, flip: true }]);

/** Sets of views by name. */
export const VIEW_SETS = { mirror: MIRRORED, ten: TEN_VIEWS } as const;
export type ViewSet = keyof typeof VIEW_SETS;

/**
 * A view's warp, once for each of n images.
 * @returns [n, WARP_FLOATS]; undefined when the view changes nothing
 * @throws UsageError for a shift or a scale out of range
 * @example
 * viewWarps({ flip: true }, 1)?.slice(0, 3); // [-1, 0, 47]: output column x shows column 47 − x
 */
export function viewWarps(view: View, n: number): Float32Array | undefined {
  const { flip = false, shiftX = 0, shiftY = 0, scale = 1 } = view;
  if (!(Math.abs(shiftX) <= 24 && Math.abs(shiftY) <= 24 && scale >= 0.5 && scale <= 2)) {
    throw new UsageError(
      `The view ${JSON.stringify(view)} cannot be used: shift by at most 24 pixels and scale by 0.5 to 2.`,
    );
  }
  if (!flip && shiftX === 0 && shiftY === 0 && scale === 1) return undefined;
  const record = new Float32Array(WARP_FLOATS);
  identityWarp(record, 0);
  placeMap(record, 0, shiftX, shiftY, (flip ? -1 : 1) / scale, 1 / scale, 0);
  // The nearest pixel repeated (augment/types.ts).
  record[13] = 1;
  const warps = new Float32Array(n * WARP_FLOATS);
  for (let i = 0; i < n; i++) warps.set(record, i * WARP_FLOATS);
  return warps;
}

/**
 * The mean logits of the views of one batch, summed in the views' order.
 * @param indices [n] rows of the engine's images
 * @returns [n, classes]
 * @throws UsageError without views
 * @example
 * const logits = await inferViews(engine, Uint32Array.of(0, 1), MIRRORED);
 */
export async function inferViews(
  engine: Pick<Engine, 'infer'>,
  indices: Uint32Array,
  views: readonly View[],
  which?: WeightSet,
): Promise<Float32Array> {
  if (views.length === 0) throw new UsageError('There is no view to look at: give one or more.');
  let sum: Float32Array | undefined;
  for (const view of views) {
    const warps = viewWarps(view, indices.length);
    const logits = await engine.infer({ indices, ...(warps && { warps }) }, which);
    // A copy: the engine may reuse its buffer for the next view.
    if (sum) for (let i = 0; i < sum.length; i++) sum[i] += logits[i];
    else sum = logits.slice();
  }
  return (sum as Float32Array).map((total) => total / views.length);
}
