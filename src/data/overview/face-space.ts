/**
 * How far each image lies from what most images of the set are made of: the distance from the space of their principal
 * components ("eigenfaces", Turk & Pentland 1991, "Eigenfaces for recognition", section on detecting faces).
 */

import type { Pace } from '../../util/pace.js';
import { type Eigen, symmetricEigen } from './eigen.js';
import { spreadOut } from './spread-out.js';
import { THUMB } from './thumbnails.js';

export interface FaceSpace {
  /** Principal components that make up the space. */
  readonly components: number;
  /** Share of the variance they hold, 0–1. */
  readonly explained: number;
  /** [count] squared distance from the space, 0 to about 1: the share of an image's contrast that it cannot show. */
  readonly distance: Float64Array;
}

/** The space holds this much of the images' variance. */
const EXPLAINED = 0.95;
/** Fewer images than twice the values of a thumbnail would be learned by heart. */
const LEAST_ROWS = 2 * THUMB;
/** More rows do not change the components to be seen: take them evenly spread. */
const MOST_ROWS = 16_384;

/**
 * @param thumbs [count, 16, 16] of `thumbnails`
 * @param rows different pictures, none of one gray, to learn the space from
 * @returns undefined for fewer than 512 rows
 */
export async function faceSpace(
  thumbs: Float32Array,
  rows: Uint32Array,
  pace: Pace,
): Promise<FaceSpace | undefined> {
  const count = thumbs.length / THUMB;
  if (rows.length < LEAST_ROWS) return undefined;
  const sample = spreadOut(rows, MOST_ROWS);
  const mean = meanThumb(thumbs, sample);
  const { values, vectors } = symmetricEigen(await covariance(thumbs, sample, mean, pace), THUMB);
  const { components, explained } = enough(values);
  const distance = new Float64Array(count);
  const centred = new Float64Array(THUMB);
  await pace.rows(count, (row) => {
    let left = 0;
    for (let i = 0; i < THUMB; i++) {
      centred[i] = thumbs[row * THUMB + i] - mean[i];
      left += centred[i] * centred[i];
    }
    for (let c = 0; c < components; c++) {
      const along = dot(vectors, c * THUMB, centred);
      left -= along * along;
    }
    distance[row] = Math.max(0, left);
  });
  return { components, explained, distance };
}

/** Four sums side by side: one alone would wait for each addition before it starts the next. */
function dot(vectors: Float64Array, start: number, thumb: Float64Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < THUMB; i += 4) {
    a += vectors[start + i] * thumb[i];
    b += vectors[start + i + 1] * thumb[i + 1];
    c += vectors[start + i + 2] * thumb[i + 2];
    d += vectors[start + i + 3] * thumb[i + 3];
  }
  return a + b + (c + d);
}

function meanThumb(thumbs: Float32Array, rows: readonly number[]): Float64Array {
  const mean = new Float64Array(THUMB);
  for (const row of rows) for (let i = 0; i < THUMB; i++) mean[i] += thumbs[row * THUMB + i];
  return mean.map((sum) => sum / rows.length);
}

/** [THUMB, THUMB] */
async function covariance(
  thumbs: Float32Array,
  rows: readonly number[],
  mean: Float64Array,
  pace: Pace,
): Promise<Float64Array> {
  const sums = new Float64Array(THUMB * THUMB);
  const centred = new Float64Array(THUMB);
  await pace.rows(rows.length, (at) => {
    const start = rows[at] * THUMB;
    for (let i = 0; i < THUMB; i++) centred[i] = thumbs[start + i] - mean[i];
    for (let i = 0; i < THUMB; i++) {
      const value = centred[i];
      for (let j = i; j < THUMB; j++) sums[i * THUMB + j] += value * centred[j];
    }
  });
  for (let i = 0; i < THUMB; i++) {
    for (let j = i; j < THUMB; j++) {
      sums[i * THUMB + j] /= rows.length;
      sums[j * THUMB + i] = sums[i * THUMB + j];
    }
  }
  return sums;
}

/** The fewest components that hold enough of the variance. */
function enough(values: Eigen['values']): { components: number; explained: number } {
  const all = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let held = 0;
  let components = 0;
  while (components < values.length && held < EXPLAINED * all) held += Math.max(0, values[components++]);
  return { components, explained: all === 0 ? 1 : held / all };
}
