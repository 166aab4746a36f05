/** The faces a report shows: some of each class, and what augmentation makes of some. */
import type { AugmentConfig } from '../augment/index.js';
import type { Dataset } from '../data/types.js';
import { PIXELS } from '../util/classes.js';
import { augmentedGrid, pngUri } from './grid.js';
import type { ReportSamples } from './types.js';

/** Images of each class. */
const OF_CLASS = 8;
/** Augmented variants beside each original; one original a class. */
const VARIANTS = 7;

/**
 * Draws the samples as PNGs.
 * @param how the run's augmentation and seed: the variants are those of its first epochs; without it there are none
 */
export async function gatherSamples(
  dataset: Dataset,
  how?: { readonly augment: AugmentConfig; readonly seed: number },
): Promise<ReportSamples> {
  const byClass = await Promise.all(
    dataset.classes.map(async (name, code) => ({
      name,
      images: await Promise.all(firstRows(dataset, code).map((row) => picture(dataset.pixels, row))),
    })),
  );
  if (how === undefined) return { byClass, augmented: [] };
  const grid = augmentedGrid(dataset, how.augment, how.seed, {
    rows: dataset.classes.length,
    variants: VARIANTS,
  });
  const pictures = await Promise.all(Array.from(grid.labels, (_label, index) => picture(grid.images, index)));
  const augmented: ReportSamples['augmented'][number][] = [];
  for (let start = 0; start < pictures.length; start += grid.columns) {
    const [original, ...variants] = pictures.slice(start, start + grid.columns);
    augmented.push({ name: grid.labels[start], original, variants });
  }
  return { byClass, augmented };
}

function firstRows(dataset: Dataset, code: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < dataset.count && rows.length < OF_CLASS; row++) {
    if (dataset.labels[row] === code) rows.push(row);
  }
  return rows;
}

function picture(images: Uint8Array, index: number): Promise<string> {
  return pngUri(images.subarray(index * PIXELS, (index + 1) * PIXELS));
}
