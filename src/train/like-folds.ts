/**
 * How hard images are: networks of `vultus labels`, which learned from none of them, are asked about them, and what they answered
 * to the images of their own folds says how hard images are on the whole. So a few held-out images can be weighed to stand for all.
 */
import { readProbabilities } from '../data/read-probabilities.js';
import { removeStraddlers } from '../data/split.js';
import type { Dataset } from '../data/types.js';
import { confidences } from '../evaluate/confidence.js';
import { argmax, type PredictOptions, surveyWeights, VIEW_SETS } from '../evaluate/index.js';
import type { Weighed } from '../export/index.js';
import { DataError, UsageError } from '../util/errors.js';
import type { TrainConfig } from './config.js';
import { askNetwork, foldConfig } from './cross-validate.js';
import { type FoldsRecord, foldFiles, requireFinished, requireSameData } from './folds-record.js';
import { cutWordsOf, requireLabels } from './label-targets.js';
import { rowsAsked } from './rows.js';
import { countClasses } from './targets.js';

export interface LikeFoldsRequest extends Pick<PredictOptions, 'onProgress' | 'signal'> {
  readonly dataset: Dataset;
  /** The images to weigh. */
  readonly rows: Uint32Array;
  readonly batchSize: number;
  /** They change no bit. */
  readonly threads: number;
  /** Of the training that set the images aside, where it is known: for what a refusal advises. */
  readonly config?: TrainConfig;
}

export interface LikeFolds {
  /** [rows] of sum 1 */
  readonly weights: Float64Array;
  /** What they were made by, as a model keeps it. */
  readonly weighed: Weighed;
}

/**
 * Weights with which images are as hard as those that a directory of `vultus labels` is about: its networks are as often right
 * on them, and as sure, as on the images of their folds, and the classes are as frequent (`surveyWeights`).
 * @param record what the directory was made for, as `readFolds` gives it
 * @throws ModelError when it was made of other data or is not finished; UsageError when its networks learned from some of
 *   the images or copies of them; DataError when its answers cannot be read, or the images are too few or too unlike to be weighed;
 *   the signal's reason once it is aborted
 * @example
 * const record = await readFolds('labels');
 * const like = record && (await weighLikeFolds('labels', record, { dataset, rows, batchSize: 64, threads: 2 }));
 * like?.weighed.accuracyHere; // above like.weighed.accuracy: the images happen to be easy
 */
export async function weighLikeFolds(
  directory: string,
  record: FoldsRecord,
  request: LikeFoldsRequest,
): Promise<LikeFolds> {
  const { dataset, rows, config } = request;
  if (config) requireLabels(directory, dataset, config);
  requireSameData(directory, record, dataset);
  const { epochs, seed } = record;
  // The network is of no account: only rows are asked for.
  const asked = rowsAsked(dataset, foldConfig({ model: 'tiny', epochs, seed }), record);
  requireNotLearned(directory, request, asked);
  const there = await answersOfFolds(directory, dataset, asked);
  const here = await answersOfAll(directory, record, request);
  // All classes but one: the last one's share follows.
  const shares = countClasses(dataset, asked).map((count) => count / asked.length);
  const width = 1 + shares.length;
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    values.set([here.right[i], here.confidence[i]], i * width);
    const label = dataset.labels[row];
    if (label > 0) values[i * width + 1 + label] = 1;
  });
  return {
    weights: surveyWeights(values, [there.right, there.confidence, ...shares.slice(1)]),
    weighed: { images: asked.length, accuracy: there.right, accuracyHere: mean(here.right) },
  };
}

function requireNotLearned(directory: string, request: LikeFoldsRequest, asked: Uint32Array): void {
  const { dataset, rows, config } = request;
  const known = removeStraddlers(dataset, rows, asked).removed;
  if (known === 0) return;
  const words = config === undefined ? '--validation' : cutWordsOf(config);
  throw new UsageError(
    `The networks of ${directory} learned from ${known} of these images or copies of them: give images they did not learn from, or make a folder by npx vultus labels with ${words}.`,
  );
}

/** How often, and how surely, images were answered rightly by the network that did not learn from them. */
async function answersOfFolds(directory: string, dataset: Dataset, asked: Uint32Array) {
  const { answers: path } = foldFiles(directory);
  requireFinished(directory, path);
  const { rows, table } = await readProbabilities(path, dataset);
  const named = new Set(rows);
  const missing = asked.filter((row) => !named.has(row)).length;
  if (missing > 0 || named.size !== asked.length) {
    throw new DataError(
      `${path} does not name just the ${asked.length} images that were asked about: bring it back, or make the folder anew.`,
    );
  }
  const k = dataset.classes.length;
  const said = argmax(table, k);
  let [right, confidence] = [0, 0];
  for (const row of asked) {
    right += Number(said[row] === dataset.labels[row]) / asked.length;
    confidence += table[row * k + said[row]] / asked.length;
  }
  return { right, confidence };
}

/** The means over all networks of how each image to weigh is answered, looked at as those of the folds were. */
async function answersOfAll(directory: string, { folds, tta }: FoldsRecord, request: LikeFoldsRequest) {
  const { onProgress, config: _, ...asking } = request;
  const right = new Float64Array(request.rows.length);
  const confidence = new Float64Array(request.rows.length);
  for (let fold = 0; fold < folds; fold++) {
    const { logits, labels } = await askNetwork(directory, fold, {
      ...asking,
      views: tta && VIEW_SETS[tta],
      onProgress: (done, total) => onProgress?.(fold * total + done, folds * total),
    });
    const answers = confidences(logits, labels, request.dataset.classes.length);
    for (const [i, hit] of answers.right.entries()) {
      right[i] += hit / folds;
      confidence[i] += answers.confidence[i] / folds;
    }
  }
  return { right, confidence };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
