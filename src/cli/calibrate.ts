/** `evaluate --calibrate`: the temperature of a network, fitted anew on images that it did not learn from. */
import type { Option } from 'commander';
import type { ModelTemperature } from '../export/index.js';
import { fittedText, NOT_FITTED, untoldText } from '../report/temperature.js';
import { type FoldsRecord, readFolds } from '../train/folds-record.js';
import { calibrateModel } from '../train/index.js';
import { type LikeFolds, weighLikeFolds } from '../train/like-folds.js';
import { UsageError } from '../util/errors.js';
import { textFlag } from './flags.js';
import { type Asking, answersTo } from './measure.js';
import { showCount } from './progress.js';
import { judge, rowsToMeasure, type Trained } from './trained.js';

export interface CalibrateFlags {
  readonly calibrate?: string;
  readonly like?: string;
}

export const calibrateFlags = (): Option[] => [
  textFlag(
    '--calibrate <split>',
    'first fit the temperature on this split, which trained nothing, and keep it in the model',
  ),
  textFlag(
    '--like <folder>',
    'with --calibrate: weigh its images to be as hard as those that the networks of this folder of vultus labels were asked about',
  ),
];

/** The folder of `--like`, and what it was made for. */
export interface Like {
  readonly directory: string;
  readonly record: FoldsRecord;
}

/**
 * Opens the folder of `--like`; undefined without one.
 * @throws UsageError when there is nothing to weigh, or it is no such folder; ModelError when it is damaged
 */
export async function openLike({ calibrate, like }: CalibrateFlags): Promise<Like | undefined> {
  if (like === undefined) return undefined;
  if (calibrate === undefined) {
    throw new UsageError(`--like ${like} needs --calibrate SPLIT: it weighs the images of that split.`);
  }
  const record = await readFolds(like);
  if (record) return { directory: like, record };
  throw new UsageError(
    `--like ${like} is no folder of vultus labels: name one, or make it with npx vultus labels.`,
  );
}

interface Work extends Asking {
  readonly flags: Pick<CalibrateFlags, 'calibrate'>;
  readonly like?: Like;
  readonly trained: Trained;
}

/** The model's own temperature, or the one that is asked for now, and what to say of it. */
export async function temperatureOf(work: Work): Promise<{ temperature?: ModelTemperature; told: string }> {
  const { trained, dataset } = work;
  const { calibrate: split } = work.flags;
  if (split === undefined) {
    const { temperature } = trained;
    return { temperature, told: temperature ? fittedText(temperature) : NOT_FITTED.stored };
  }
  if (trained.shipped !== undefined) {
    throw new UsageError(
      `--calibrate ${split} would change ${trained.shipped}, which is shipped: make a copy with npx vultus export ${trained.shipped} --out DIR.`,
    );
  }
  const rows = rowsToMeasure(dataset, split, trained.run);
  if (judge(dataset, split, rows, trained.run).role === 'training') {
    throw new UsageError(
      `--calibrate ${split} cannot be used: the network learned from it and is surer there than elsewhere; name another split.`,
    );
  }
  const folds = await weigh(work, rows);
  const answers = await answersTo(work, rows);
  const from = { split, dataFingerprint: dataset.fingerprint, weighed: folds?.weighed };
  const fitted = await calibrateModel(trained.directory, { ...answers, weights: folds?.weights }, from);
  const temperature = fitted ?? undefined;
  return { temperature, told: temperature ? fittedText(temperature) : untoldText(rows.length, split) };
}

/** How much each image counts; undefined when all count alike. */
async function weigh(work: Work, rows: Uint32Array): Promise<LikeFolds | undefined> {
  const { like, trained, dataset, batchSize, threads, signal } = work;
  if (like === undefined) return undefined;
  const bar = showCount('weighing', process.stderr);
  return await weighLikeFolds(like.directory, like.record, {
    ...{ dataset, rows, batchSize, threads, signal, config: trained.run?.config },
    onProgress: bar.update,
  }).finally(bar.clear);
}
