/** Targets that `vultus labels` made, for training on the very rows it asked about. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { plainFingerprint } from '../data/read-issues.js';
import { readProbabilities } from '../data/read-probabilities.js';
import type { Dataset } from '../data/types.js';
import { ModelError, UsageError } from '../util/errors.js';
import type { TrainConfig } from './config.js';
import { readFolds } from './folds-record.js';
import { chooseRows } from './rows.js';

/** The file with the estimates in a directory of `vultus labels`. */
export const targetsFile = (directory: string): string => join(directory, 'targets.csv');

/**
 * The estimates in a directory of `vultus labels`, laid over the data set.
 * @returns [count, classes] probabilities, zeros for rows without one; undefined when the directory is none of `vultus labels`
 * @throws ModelError when they were made of other data or are not there yet; DataError when they cannot be read; UsageError when
 *   the networks behind them learned from images of another split, or from those that the training sets aside
 * @example
 * const answers = await labelTargets('labels', dataset, completeConfig({ model: 'resnet-s' }));
 */
export async function labelTargets(
  directory: string,
  dataset: Dataset,
  config: TrainConfig,
): Promise<Float32Array | undefined> {
  const record = await readFolds(directory);
  if (!record) return undefined;
  if (record.fingerprint !== plainFingerprint(dataset)) {
    throw new ModelError(
      `${directory} was made of other data than ${dataset.source} (other rows, labels or splits): run npx vultus labels on this data.`,
    );
  }
  if (record.split !== config.trainSplit) {
    throw new UsageError(
      `${directory} was made of split ${record.split}, and ${config.trainSplit} trains: run npx vultus labels with --split ${config.trainSplit}.`,
    );
  }
  const path = targetsFile(directory);
  if (!existsSync(path)) {
    throw new ModelError(
      `${directory} is not finished, ${path} is missing: run the command that began it once more.`,
    );
  }
  const { rows, table } = await readProbabilities(path, dataset);
  const held = new Set(chooseRows(dataset, config).validation);
  const seen = rows.filter((row) => held.has(row)).length;
  if (seen === 0) return table;
  throw new UsageError(
    `${directory} was made with ${seen} of the images that this training sets aside to measure on: run npx vultus labels with the same --validation, --seed and --keep-duplicates, or train with another --validation.`,
  );
}
