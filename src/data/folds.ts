/** Cutting rows into folds for cross-validation: the same share of each class in every fold, copies never apart. */
import { DataError, UsageError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { groupsByClass } from './split.js';
import type { Dataset } from './types.js';

/** More folds than anyone needs: each is a training of its own. */
export const MOST_FOLDS = 20;

/**
 * Divides rows into folds, class by class. Rows with exactly the same pixels stand in one fold (they count as the class
 * of the first), so that a network is never asked about a copy of an image it was trained on.
 * @param folds 2 to 20
 * @param seed the same seed gives the same folds
 * @returns [rows.length] the fold of each row, from 0
 * @throws UsageError for an impossible number of folds; DataError when a class has fewer than two different images, one
 *   to train on and one to ask about, or a fold would stay empty
 * @example
 * const rows = rowsOfSplit(dataset, 'Training');
 * const fold = stratifiedFolds(dataset, rows, 4, 1);
 * const held = rows.filter((_, i) => fold[i] === 0);
 */
export function stratifiedFolds(
  dataset: Dataset,
  rows: Uint32Array,
  folds: number,
  seed: number,
): Uint8Array {
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= MOST_FOLDS)) {
    throw new UsageError(`${folds} folds are impossible: give a whole number from 2 to ${MOST_FOLDS}.`);
  }
  const foldOf = new Map<number, number>();
  const sizes = new Array<number>(folds).fill(0);
  for (const [code, groups] of groupsByClass(dataset, rows)) {
    if (groups.length < 2) {
      throw new DataError(
        `${dataset.source}: class ${dataset.classes[code]} has ${groups.length === 0 ? 'no image' : 'one image'} here, and folds need two different ones at least; add images of it or choose another split.`,
      );
    }
    const order = Uint32Array.from(groups.keys());
    new RandomStream(seed, Purpose.folds, code).shuffle(order);
    const ofClass = new Array<number>(folds).fill(0);
    for (const i of order) {
      const fold = smallest(ofClass, sizes);
      ofClass[fold] += groups[i].length;
      sizes[fold] += groups[i].length;
      for (const row of groups[i]) foldOf.set(row, fold);
    }
  }
  if (sizes.includes(0)) {
    throw new DataError(
      `${dataset.source}: ${rows.length} rows are too few for ${folds} folds; use more rows or fewer folds.`,
    );
  }
  return Uint8Array.from(rows, (row) => foldOf.get(row)!);
}

/** The fold with the fewest rows of the class; of equals the one with the fewest rows at all, then the first. */
function smallest(ofClass: readonly number[], sizes: readonly number[]): number {
  let best = 0;
  for (let fold = 1; fold < sizes.length; fold++) {
    const less = ofClass[fold] - ofClass[best] || sizes[fold] - sizes[best];
    if (less < 0) best = fold;
  }
  return best;
}
