/**
 * Out-of-sample answers to every image: the rows are cut into folds, and each fold is answered by a network trained on the
 * others. Every fold is a run in a directory of its own, so that what was done stays when the work is stopped, and the
 * same call goes on with the rest.
 */
import { existsSync } from 'node:fs';
import { defaultAugment } from '../augment/index.js';
import { sha256 } from '../data/fingerprint.js';
import { stratifiedFolds } from '../data/folds.js';
import type { Dataset } from '../data/types.js';
import {
  type Answers,
  evaluateLogits,
  predictSplit,
  type Rate,
  type SplitRequest,
  softmax,
  type View,
} from '../evaluate/index.js';
import { loadModelDirectory } from '../export/index.js';
import { type ConfigInput, completeConfig, type TrainConfig } from './config.js';
import type { TrainEvent } from './events.js';
import { FOLD_SPLITS, foldDataset } from './fold-data.js';
import { foldFiles } from './folds-record.js';
import { train } from './loop.js';
import { runFiles } from './run-directory.js';

/** An event of the training of one fold. */
export interface FoldEvent {
  /** From 1. */
  readonly fold: number;
  readonly folds: number;
  readonly event: TrainEvent;
}

export interface CrossValidationOptions {
  readonly dataset: Dataset;
  /** The rows to divide; the others are not looked at. */
  readonly rows: Uint32Array;
  /** 2 to 20. */
  readonly folds: number;
  /** Made by `foldConfig`; its seed also draws the folds. */
  readonly config: TrainConfig;
  /** Holds `fold-1`, `fold-2`, … */
  readonly directory: string;
  /** How each image is looked at when its network is asked, the mean logits counting; the image alone unless given. */
  readonly views?: readonly View[];
  /** They change no bit. */
  readonly threads: number;
  /** Stops between two steps; the fold under way writes a checkpoint. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FoldEvent) => void;
}

/** One fold's training. */
export interface FoldResult {
  readonly directory: string;
  /** SHA-256 of its weights. */
  readonly hash: string;
  /** Images it was asked about. */
  readonly count: number;
  /** On them, with its 95 % Wilson interval. */
  readonly accuracy: Rate;
}

export interface OutOfSample {
  /** [rows, classes] probabilities by the network that did not train on the row. */
  readonly probabilities: Float32Array;
  /** [rows] the fold of each row, from 0. */
  readonly foldOf: Uint8Array;
  readonly folds: readonly FoldResult[];
  /** Over all rows. */
  readonly accuracy: Rate;
}

/**
 * What suits a few epochs better than a recipe for forty: one cycle of the rate in small batches, little augmentation, no
 * smoothing, and no average, whose memory would be as long as the training.
 */
const QUICK: Omit<ConfigInput, 'model'> = {
  ...{ batchSize: 64, labelSmoothing: 0, mixup: 0, adaptiveTargets: 'none', teacher: 'none', ema: 0 },
  schedule: { kind: 'one-cycle' },
  augment: defaultAugment,
};

/**
 * A configuration for the trainings of the folds: nothing is validated and the last epoch is taken, for whatever chose
 * an epoch would have seen the labels in question.
 * @throws UsageError naming the first setting that cannot be used
 * @example
 * foldConfig({ model: 'resnet-s', epochs: 8, seed: 1 });
 */
export function foldConfig(input: ConfigInput): TrainConfig {
  const fixed = { validation: 'none', choose: 'last', earlyStopping: 0, votes: 'none' } as const;
  // Copies stand in one fold, so none is left to drop.
  return completeConfig({ ...QUICK, ...input, ...fixed, trainSplit: FOLD_SPLITS[0], dropStraddlers: false });
}

/**
 * Trains every fold that is not trained yet and asks its network about the images held out. The same data, rows, number
 * of folds and configuration give the same bits, however often the work was stopped.
 * @returns undefined when the signal stopped it; the same call goes on
 * @throws UsageError or DataError when the rows cannot be divided; ModelError when a fold's directory holds another run;
 *   OutputError and TrainingError as `train`
 * @example
 * const rows = rowsOfSplit(dataset, 'Training');
 * const config = foldConfig({ model: 'resnet-s', epochs: 8 });
 * const answers = await crossValidate({ dataset, rows, folds: 4, config, directory: 'labels', threads: 2 });
 */
export async function crossValidate(options: CrossValidationOptions): Promise<OutOfSample | undefined> {
  const { dataset, rows, folds, config } = options;
  const k = dataset.classes.length;
  const foldOf = stratifiedFolds(dataset, rows, folds, config.seed);
  const pixelsHash = sha256(dataset.pixels);
  const logits = new Float32Array(rows.length * k);
  const results: FoldResult[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const part = foldDataset(dataset, rows, foldOf, fold, pixelsHash);
    const held = Uint32Array.from(rows.keys()).filter((i) => foldOf[i] === fold);
    const hash = await trainFold(options, part, fold);
    const answers =
      hash &&
      (await askFold(
        options,
        held.map((i) => rows[i]),
        fold,
      ));
    if (!answers) return undefined;
    held.forEach((i, at) => {
      logits.set(answers.logits.subarray(at * k, (at + 1) * k), i * k);
    });
    const { accuracy } = evaluateLogits(answers.logits, answers.labels, dataset.classes);
    results.push({ directory: foldFiles(options.directory).run(fold), hash, count: held.length, accuracy });
  }
  const labels = Uint8Array.from(rows, (row) => dataset.labels[row]);
  const { accuracy } = evaluateLogits(logits, labels, dataset.classes);
  return { probabilities: softmax(logits, k), foldOf, folds: results, accuracy };
}

/** @returns the hash of the weights, undefined when the signal stopped it */
async function trainFold(
  options: CrossValidationOptions,
  dataset: Dataset,
  fold: number,
): Promise<string | undefined> {
  const { config, folds, threads, signal, onEvent } = options;
  const directory = foldFiles(options.directory).run(fold);
  const { finished, hash } = await train({
    ...{ config, dataset, directory, threads, signal },
    // A finished run is opened, checked, and left as it is.
    resume: existsSync(runFiles(directory).config),
    onEvent: (event) => onEvent?.({ fold: fold + 1, folds, event }),
  });
  return finished ? hash : undefined;
}

/** What the network of one fold, from 0, answers. */
export async function askNetwork(
  directory: string,
  fold: number,
  asking: Omit<SplitRequest, 'model' | 'weights'>,
): Promise<Answers> {
  const { model, weights } = await loadModelDirectory(runFiles(foldFiles(directory).run(fold)).model);
  return await predictSplit({ ...asking, model, weights });
}

async function askFold(options: CrossValidationOptions, rows: Uint32Array, fold: number) {
  const { dataset, config, views, threads, signal } = options;
  const { batchSize } = config;
  try {
    return await askNetwork(options.directory, fold, { dataset, rows, batchSize, threads, views, signal });
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}
