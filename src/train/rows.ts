/** Which rows train, which validate, and what that makes of every split. */
import { removeStraddlers, requireEveryClass, rowsOfSplit, splitStratified } from '../data/index.js';
import type { Dataset } from '../data/types.js';
import type { TrainConfig } from './config.js';

/** What a split was used for; only an unseen one gives an unbiased score. */
export interface SplitRole {
  readonly split: string;
  readonly role: 'train' | 'chose the epoch' | 'chose the learning rate' | 'watched' | 'unseen';
}

export interface ChosenRows {
  readonly train: Uint32Array;
  /** Absent when nothing is validated. */
  readonly validation?: Uint32Array;
  /** Training images taken out because a validation image is their exact copy. */
  readonly straddlersRemoved: number;
  readonly roles: readonly SplitRole[];
}

/**
 * Cuts a data set as the configuration says.
 * @throws DataError when a split is unknown or empty, or lacks a class
 */
export function chooseRows(dataset: Dataset, config: TrainConfig): ChosenRows {
  const { trainSplit, validation: from } = config;
  const all = rowsOfSplit(dataset, trainSplit);
  requireEveryClass(dataset, all, `split ${trainSplit}`);
  if (from === 'none') {
    return { train: all, straddlersRemoved: 0, roles: splitRoles(dataset, config, undefined) };
  }
  let train = all;
  let validation: Uint32Array;
  let name: string;
  if ('split' in from) {
    name = from.split;
    validation = rowsOfSplit(dataset, name);
    if (config.dropStraddlers) train = removeStraddlers(dataset, all, validation).train;
  } else {
    name = `${Math.round(from.ratio * 1000) / 10} % of ${trainSplit}`;
    ({ train, validation } = splitStratified(dataset, all, from.ratio, config.seed));
  }
  requireEveryClass(dataset, validation, `validation split ${name}`);
  requireEveryClass(dataset, train, `split ${trainSplit} without the validation images`);
  const straddlersRemoved = 'split' in from ? all.length - train.length : 0;
  return { train, validation, straddlersRemoved, roles: splitRoles(dataset, config, name) };
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
