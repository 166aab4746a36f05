/** Asks a network about rows of a data set, with a bar, and puts what the answers are worth beside them. */
import type { Dataset } from '../data/types.js';
import { type Answers, predictSplit, studySplit } from '../evaluate/index.js';
import type { LoadedModel, ModelTemperature } from '../export/index.js';
import { isFittedOn } from '../report/temperature.js';
import type { Run } from '../train/index.js';
import type { MeasuredSplit } from './evaluation-page.js';
import { showCount } from './progress.js';
import { judge } from './trained.js';

/** Who is asked, about which images, and with what. */
export interface Asking {
  readonly trained: Pick<LoadedModel, 'model' | 'weights'>;
  readonly dataset: Dataset;
  readonly batchSize: number;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** The network's answers to these rows; the bar is gone when they are there. */
export function answersTo({ trained, ...asking }: Asking, rows: Uint32Array): Promise<Answers> {
  const { model, weights } = trained;
  const bar = showCount('evaluating', process.stderr);
  return predictSplit({ ...asking, model, weights, rows, onProgress: bar.update }).finally(bar.clear);
}

/** One split's answers, the scores and the trust they deserve. */
export function measuredSplit(
  { split, rows, answers }: Pick<MeasuredSplit, 'split' | 'rows' | 'answers'>,
  dataset: Dataset,
  run: Run | undefined,
  temperature: ModelTemperature | undefined,
): MeasuredSplit {
  return {
    ...{ split, rows, answers, ...judge(dataset, split, rows, run) },
    fittedHere: isFittedOn(temperature, dataset, split),
    study: studySplit(answers, rows, dataset.classes, temperature),
  };
}
