/** Asks a network about rows of a data set, with a bar, and puts what the answers are worth beside them. */
import type { Dataset } from '../data/types.js';
import {
  type Answers,
  accuracyOf,
  predictSplit,
  rateText,
  studySplit,
  type View,
} from '../evaluate/index.js';
import type { LoadedModel, ModelTemperature } from '../export/index.js';
import { isFittedOn } from '../report/temperature.js';
import type { Run } from '../train/index.js';
import { rowsWithoutCopies } from '../train/rows.js';
import { formatCounted } from '../util/format.js';
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
  /** How each image is looked at; as it is by default. */
  readonly views?: readonly View[];
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
  const honesty = judge(dataset, split, rows, run);
  const apart = honesty.role === 'mixed' && run ? scoreWithoutCopies(rows, answers, dataset, run) : undefined;
  return {
    ...{ split, rows, answers, ...honesty },
    ...(apart && { withoutCopies: apart, sentence: `${honesty.sentence} ${apartText(apart)}` }),
    fittedHere: isFittedOn(temperature, dataset, split),
    study: studySplit(answers, rows, dataset.classes, temperature),
  };
}

type Apart = NonNullable<MeasuredSplit['withoutCopies']>;

/** The accuracy on the images of which training saw no exact copy; undefined when it saw them all. */
function scoreWithoutCopies(
  rows: Uint32Array,
  answers: Answers,
  dataset: Dataset,
  run: Run,
): Apart | undefined {
  const clean = new Set(rowsWithoutCopies(dataset, rows, run.config));
  const images = [...rows.keys()].filter((i) => clean.has(rows[i]));
  if (images.length === 0) return undefined;
  return { accuracy: accuracyOf(answers, dataset.classes.length, images), count: images.length };
}

function apartText({ accuracy, count }: Apart): string {
  return `On the ${formatCounted(count, 'other')} the accuracy is ${rateText(accuracy)}.`;
}
