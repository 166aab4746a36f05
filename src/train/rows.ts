/** Which rows train, which validate, and what that makes of every split. */
import { removeStraddlers, requireEveryClass, rowsOfSplit, splitStratified } from '../data/index.js';
import type { Dataset } from '../data/types.js';
import type { TrainConfig } from './config.js';
import { textToRows } from './drop-rows.js';

/** What a split was used for; only an unseen one gives an unbiased score. */
export interface SplitRole {
  readonly split: string;
  readonly role: 'train' | 'chose the epoch' | 'chose the learning rate' | 'watched' | 'unseen';
}

export interface ChosenRows {
  readonly train: Uint32Array;
  /** Absent when nothing is validated. */
  readonly validation?: Uint32Array;
  /** Images of the training split taken out because another split has an exact copy. */
  readonly straddlersRemoved: number;
  /** Training images left out because the configuration names them. */
  readonly dropped: number;
  readonly roles: readonly SplitRole[];
}

/**
 * Cuts a data set as the configuration says. Rows to drop are taken from training alone, after the validation images are
 * drawn: runs with and without them are measured on the same images.
 * @throws DataError when a split is unknown or empty, or lacks a class
 */
export function chooseRows(dataset: Dataset, config: TrainConfig): ChosenRows {
  const chosen = cutRows(dataset, config);
  if (config.dropRows === undefined) return { ...chosen, dropped: 0 };
  const named = textToRows(config.dropRows, dataset);
  const train = chosen.train.filter((row) => !named.has(row));
  requireEveryClass(dataset, train, `split ${config.trainSplit} without the dropped rows`);
  return { ...chosen, train, dropped: chosen.train.length - train.length };
}

function cutRows(dataset: Dataset, config: TrainConfig): Omit<ChosenRows, 'dropped'> {
  const { trainSplit, validation: from } = config;
  const all = rowsOfSplit(dataset, trainSplit);
  requireEveryClass(dataset, all, `split ${trainSplit}`);
  const own = config.dropStraddlers ? withoutStraddlers(dataset, all) : all;
  const straddlersRemoved = all.length - own.length;
  if (from === 'none') {
    requireEveryClass(dataset, own, `split ${trainSplit} without copies of other splits' images`);
    return { train: own, straddlersRemoved, roles: splitRoles(dataset, config, undefined) };
  }
  let train = own;
  let validation: Uint32Array;
  let name: string;
  if ('split' in from) {
    name = from.split;
    validation = rowsOfSplit(dataset, name);
  } else {
    name = `${Math.round(from.ratio * 1000) / 10} % of ${trainSplit}`;
    ({ train, validation } = splitStratified(dataset, own, from.ratio, drawnBy(config)));
  }
  requireEveryClass(dataset, validation, `validation split ${name}`);
  requireEveryClass(dataset, train, `split ${trainSplit} without the validation images`);
  return { train, validation, straddlersRemoved, roles: splitRoles(dataset, config, name) };
}

/** The seed that draws a share of the training split. */
export function drawnBy({ seed, splitSeed }: Pick<TrainConfig, 'seed' | 'splitSeed'>): number {
  return splitSeed ?? seed;
}

/** What a directory of `vultus labels` was made for, as far as it decides which rows were asked about. */
interface Asked {
  readonly split: string;
  readonly seed: number;
  readonly validation?: TrainConfig['validation'];
  readonly keepDuplicates?: boolean;
}

/**
 * The rows that `vultus labels` asks about, and whose labels its networks learn: those that a training with the same settings
 * would learn from, or without `validation` the whole split.
 * @param config any; what `asked` does not say is taken from it
 * @throws DataError as `chooseRows`
 */
export function rowsAsked(dataset: Dataset, config: TrainConfig, asked: Asked): Uint32Array {
  const { split, seed, validation, keepDuplicates } = asked;
  if (validation === undefined) return rowsOfSplit(dataset, split);
  const own = { trainSplit: split, seed, splitSeed: undefined, validation, dropRows: undefined };
  return chooseRows(dataset, { ...config, ...own, dropStraddlers: !keepDuplicates }).train;
}

/** The training split without exact copies of images of any other split: those are to stay unseen. */
function withoutStraddlers(dataset: Dataset, rows: Uint32Array): Uint32Array {
  const inside = new Set(rows);
  const others = rowsOfSplit(dataset, 'all').filter((row) => !inside.has(row));
  return removeStraddlers(dataset, rows, others).train;
}

/** Images among `rows` that are exact copies of images the run used, though no image itself stands on both sides. */
export interface Copies {
  /** Of training images. */
  readonly trained: number;
  /** Of images that chose the epoch or the learning rate. */
  readonly chose: number;
}

/** Counts the copies that `dropStraddlers: false`, or a validation split that others made, left in `rows`. */
export function countCopies(dataset: Dataset, rows: Uint32Array, config: TrainConfig): Copies {
  const { train, validation } = chooseRows(dataset, config);
  const copiesOf = (used: Uint32Array): number => removeStraddlers(dataset, rows, used).removed;
  const chooses = validation !== undefined && validationRole(config) !== 'watched';
  return { trained: copiesOf(train), chose: chooses ? copiesOf(validation) : 0 };
}

/** The rows that are no exact copies of images the run trained on, in their order. */
export function rowsWithoutCopies(dataset: Dataset, rows: Uint32Array, config: TrainConfig): Uint32Array {
  return removeStraddlers(dataset, rows, chooseRows(dataset, config).train).train;
}

function splitRoles(dataset: Dataset, config: TrainConfig, validation: string | undefined): SplitRole[] {
  const roles: SplitRole[] = [{ split: config.trainSplit, role: 'train' }];
  if (validation !== undefined) roles.push({ split: validation, role: validationRole(config) });
  const rest = config.trainSplit === 'all' ? 'train' : 'unseen';
  for (const split of dataset.splitNames) {
    if (split !== config.trainSplit && split !== validation) roles.push({ split, role: rest });
  }
  return roles;
}

function validationRole(config: TrainConfig): SplitRole['role'] {
  if (config.choose === 'best' || config.earlyStopping > 0) return 'chose the epoch';
  return config.schedule.kind === 'plateau' ? 'chose the learning rate' : 'watched';
}
