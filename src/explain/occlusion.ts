/**
 * Occlusion (Zeiler & Fergus 2014, "Visualizing and understanding convolutional networks", section 4.2): what the class
 * loses when a patch of the image is covered. It needs no gradient, only many answers.
 */
import type { Engine } from '../engine/api.js';
import type { Model } from '../model/index.js';
import { PIXELS, SIDE } from '../util/classes.js';
import { UsageError } from '../util/errors.js';
import { checkTargets, type ExplainRequest } from './batches.js';
import type { Grid, HeatMaps } from './maps.js';

export interface OcclusionRequest extends ExplainRequest {
  /** Side of the patch in pixels, 1–47; default 8. */
  readonly patch?: number;
  /** From one patch to the next in pixels; divides 48 − patch; default 4. */
  readonly stride?: number;
  /**
   * What is lost, from logits [n, classes] to scores of the same shape: `softmax` for probabilities. Default: the
   * logits themselves.
   */
  readonly score?: (logits: Float32Array, classes: number) => Float32Array;
}

/** Patches from edge to edge. @throws UsageError when they do not fit */
export function patchGrid(patch = 8, stride = 4): Grid {
  const whole = Number.isInteger(patch) && Number.isInteger(stride) && patch >= 1 && stride >= 1;
  if (!whole || patch >= SIDE || (SIDE - patch) % stride !== 0) {
    throw new UsageError(
      `Patches of ${patch} pixels every ${stride} do not reach from edge to edge: take a patch under ${SIDE} and a stride that divides ${SIDE} − patch.`,
    );
  }
  return { cells: (SIDE - patch) / stride + 1, start: patch / 2, step: stride };
}

/**
 * The score of the whole image minus that of the image with a patch in its own mean gray, for every place of the patch.
 * Negative where the patch had spoken against the class.
 * @param engine with its images and weights set
 * @throws UsageError for patches that do not fit
 * @example
 * const maps = await occlusion(engine, model, { rows, targets, batchSize: 64, score: softmax });
 */
export async function occlusion(engine: Engine, model: Model, request: OcclusionRequest): Promise<HeatMaps> {
  const { rows, targets, patch = 8, stride = 4, batchSize, signal, onProgress } = request;
  const grid = patchGrid(patch, stride);
  const classes = model.classes.length;
  checkTargets(rows, targets, classes);
  const places = grid.cells ** 2;
  const values = new Float32Array(rows.length * places);
  const scores = async (floats: Float32Array): Promise<Float32Array> => {
    signal?.throwIfAborted();
    const logits = await engine.infer({ indices: new Uint32Array(floats.length / PIXELS), floats });
    return request.score?.(logits, classes) ?? logits;
  };
  for (const [i, row] of rows.entries()) {
    const image = await engine.prepareOnly({ indices: Uint32Array.of(row) });
    const whole = (await scores(image))[targets[i]];
    for (let first = 0; first < places; first += batchSize) {
      const count = Math.min(batchSize, places - first);
      const covered = await scores(coverings(image, grid, patch, { first, count }));
      for (let j = 0; j < count; j++) {
        values[i * places + first + j] = whole - covered[j * classes + targets[i]];
      }
    }
    onProgress?.(i + 1, rows.length);
  }
  return { grid, values };
}

/** [count, 48, 48]: the image with its patch in the first, second, … of so many places. */
function coverings(
  image: Float32Array,
  { cells, step }: Grid,
  patch: number,
  { first, count }: { first: number; count: number },
): Float32Array {
  const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
  const covered = new Float32Array(count * PIXELS);
  for (let j = 0; j < count; j++) {
    covered.set(image, j * PIXELS);
    const top = Math.floor((first + j) / cells) * step;
    const left = ((first + j) % cells) * step;
    for (let y = top; y < top + patch; y++) {
      const from = j * PIXELS + y * SIDE + left;
      covered.fill(mean, from, from + patch);
    }
  }
  return covered;
}
