/** Targets that `vultus labels` made, for training on the very rows it asked about. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { plainFingerprint } from '../data/read-issues.js';
import { readProbabilities } from '../data/read-probabilities.js';
import type { Dataset } from '../data/types.js';
import { DataError, ModelError, UsageError } from '../util/errors.js';
import { hasShare, type TrainConfig, validationText } from './config.js';
import type { FoldsRecord } from './folds-record.js';
import { chooseRows, drawnBy, rowsAsked } from './rows.js';

/** The file with the estimates in a directory of `vultus labels`. */
export const targetsFile = (directory: string): string => join(directory, 'targets.csv');

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
  requireSameLabels(directory, record, dataset, config);
  requireNothingUnseen(directory, record, dataset, config);
  const path = targetsFile(directory);
  if (!existsSync(path)) {
    throw new ModelError(
      `${directory} is not finished, ${path} is missing: run the command that began it once more.`,
    );
  }
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

function requireSameLabels(
  directory: string,
  record: FoldsRecord,
  dataset: Dataset,
  config: TrainConfig,
): void {
  const { votes, trainSplit } = config;
  if (votes !== 'none' && votes !== 'soft') {
    throw new UsageError(
      `${directory} is about the labels that ${dataset.source} has, which votes as ${votes} replace: leave --votes-as out.`,
    );
  }
  if (record.fingerprint !== plainFingerprint(dataset)) {
    throw new ModelError(
      `${directory} was made of other data than ${dataset.source} (other rows, labels or splits): run npx vultus labels on this data.`,
    );
  }
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
  const { validation, dropStraddlers } = config;
  const flags = cutWords({ validation, seed: drawnBy(config), keepDuplicates: !dropStraddlers });
  throw new UsageError(
    `${directory} was made with ${others} images that this training measures on, or that are copies of such: run npx vultus labels with ${flags.join(' ')}, or train on what labels.json there says.`,
  );
}
