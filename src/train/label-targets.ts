/** Targets that `vultus labels` made, for training on the very rows it asked about. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readProbabilities } from '../data/read-probabilities.js';
import type { Dataset } from '../data/types.js';
import { DataError, UsageError } from '../util/errors.js';
import { hasShare, type TrainConfig, validationText } from './config.js';
import { type FoldsRecord, foldFiles, requireFinished, requireSameData } from './folds-record.js';
import { chooseRows, drawnBy, rowsAsked } from './rows.js';

/** Estimates laid over a data set. */
export interface LabelTargets {
  /** [count, classes] probabilities; zeros in rows without an estimate, which keep their label. */
  readonly answers: Float32Array;
  /** Rows that train and have an estimate, and all that train. */
  readonly estimated: number;
  readonly training: number;
  /** The command line that made them, where it is known. */
  readonly command?: string;
}

/**
 * The estimates in a directory of `vultus labels`, for a training with this configuration.
 * @param record what the directory was made for, as `readFolds` gives it
 * @throws ModelError when they were made of other data or are not there yet; DataError when they cannot be read or hold none of
 *   the training images; UsageError when the networks behind them learned from images that the training does not learn from,
 *   because it measures on them or on their copies
 * @example
 * const record = await readFolds('labels');
 * const targets = record && (await labelTargets('labels', record, dataset, completeConfig({ model: 'resnet-s' })));
 */
export async function labelTargets(
  directory: string,
  record: FoldsRecord,
  dataset: Dataset,
  config: TrainConfig,
): Promise<LabelTargets> {
  const { targets: path } = foldFiles(directory);
  requireLabels(directory, dataset, config);
  requireSameData(directory, record, dataset);
  requireSameSplit(directory, record, config);
  requireNothingUnseen(directory, record, dataset, config);
  requireFinished(directory, path);
  const { rows, table } = await readProbabilities(path, dataset);
  const { train } = chooseRows(dataset, config);
  const named = new Set(rows);
  const estimated = train.filter((row) => named.has(row)).length;
  if (estimated > 0) {
    const command = await commandBehind(directory);
    return { answers: table, estimated, training: train.length, command };
  }
  throw new DataError(`${path} names none of the images that train: make it anew, or leave --teacher out.`);
}

/** As `issues.json` keeps it; for the record alone, so that whatever is amiss there stops nothing. */
async function commandBehind(directory: string): Promise<string | undefined> {
  try {
    const about: unknown = JSON.parse(await readFile(join(directory, 'issues.json'), 'utf8'));
    return z.object({ command: z.string() }).parse(about).command;
  } catch {
    return undefined;
  }
}

/** @throws UsageError when votes stand in place of the labels that a directory of `vultus labels` is about */
export function requireLabels(
  directory: string,
  dataset: Dataset,
  { votes }: Pick<TrainConfig, 'votes'>,
): void {
  if (votes === 'none' || votes === 'soft') return;
  throw new UsageError(
    `${directory} is about the labels that ${dataset.source} has, which votes as ${votes} replace: leave --votes-as out.`,
  );
}

function requireSameSplit(directory: string, record: FoldsRecord, { trainSplit }: TrainConfig): void {
  if (record.split === trainSplit) return;
  throw new UsageError(
    `${directory} was made of split ${record.split}, and ${trainSplit} trains: run npx vultus labels with --split ${trainSplit}.`,
  );
}

/** The words that make `labels` or `train` leave the same images out. */
export function cutWords({
  validation,
  seed,
  keepDuplicates,
}: Pick<FoldsRecord, 'validation' | 'seed' | 'keepDuplicates'>): string[] {
  return [
    ...(validation === undefined ? [] : ['--validation', validationText(validation)]),
    ...(validation !== undefined && hasShare({ validation }) ? ['--seed', String(seed)] : []),
    ...(keepDuplicates ? ['--keep-duplicates'] : []),
  ];
}

/** The words with which `labels` leaves out what a training does. */
export function cutWordsOf(config: TrainConfig): string {
  const { validation, dropStraddlers } = config;
  return cutWords({ validation, seed: drawnBy(config), keepDuplicates: !dropStraddlers }).join(' ');
}

/** Whatever the networks behind the estimates learned, the estimates may tell. */
function requireNothingUnseen(
  directory: string,
  record: FoldsRecord,
  dataset: Dataset,
  config: TrainConfig,
): void {
  const own = new Set(chooseRows(dataset, { ...config, dropRows: undefined }).train);
  const others = rowsAsked(dataset, config, record).filter((row) => !own.has(row)).length;
  if (others === 0) return;
  throw new UsageError(
    `${directory} was made with ${others} images that this training measures on, or that are copies of such: run npx vultus labels with ${cutWordsOf(config)}, or train on what labels.json there says.`,
  );
}
