/** A fold as a data set of its own, so that the one trainer trains it like any other. */
import { fingerprint } from '../data/index.js';
import type { Dataset } from '../data/types.js';

/** Split names of a fold's data set; the rows that are in no fold belong to the third. */
export const FOLD_SPLITS = ['trained on', 'held out', 'not used'] as const;

/**
 * The same images and labels with other splits: the fold is held out, the rest of `rows` trains.
 * @param rows the rows that the folds divide
 * @param foldOf [rows.length] the fold of each
 * @param pixelsHash SHA-256 of the pixels, which is the same for all folds
 */
export function foldDataset(
  dataset: Dataset,
  rows: Uint32Array,
  foldOf: Uint8Array,
  fold: number,
  pixelsHash: string,
): Dataset {
  const splits = new Uint8Array(dataset.count).fill(2);
  rows.forEach((row, i) => {
    splits[row] = foldOf[i] === fold ? 1 : 0;
  });
  const parts = { ...dataset, splits, splitNames: FOLD_SPLITS };
  return { ...parts, fingerprint: fingerprint(parts, pixelsHash) };
}
