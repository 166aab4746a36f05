/** A network's heat maps on a split, as a report shows them. */
import type { Dataset } from '../data/types.js';
import { argmax, predictSplit, softmax } from '../evaluate/index.js';
import { assertFinite } from '../evaluate/logits.js';
import { type ExplainRowsRequest, explainRows } from '../explain/index.js';
import { gatherExplanation } from '../report/explanation.js';
import type { ReportExplanation } from '../report/types.js';
import { DataError } from '../util/errors.js';
import { requireSameClasses } from './trained.js';

export interface ExplanationRequest
  extends Omit<ExplainRowsRequest, 'pixels' | 'labels' | 'answers' | 'score'> {
  readonly dataset: Dataset;
  /** What the rows are called. */
  readonly split: string;
  /** [rows, classes] the network's answers, where they are known already. */
  readonly logits?: Float32Array;
}

/**
 * Chooses images of the rows, makes their maps, and checks them.
 * @throws ModelError when the network has other classes than the data, a layer gives no map, or its answers are not finite;
 *   DataError without rows; UsageError for patches that do not fit
 * @example
 * const explanation = await explainSplit({
 *   ...{ model, weights, dataset, split: 'PublicTest', rows, logits, images: 100, method: 'grad-cam' },
 *   ...{ threads: 2, batchSize: 64 },
 * });
 * const faces = await gatherFaces(dataset, explanation.images.map(({ row }) => row));
 */
export async function explainSplit(request: ExplanationRequest): Promise<ReportExplanation> {
  const { model, dataset, split, rows, method } = request;
  const { classes, pixels } = dataset;
  if (rows.length === 0) throw new DataError(`${split} has no images to explain: choose another split.`);
  requireSameClasses(model, dataset);
  const silent = { ...request, onProgress: undefined };
  const logits = request.logits ?? (await predictSplit(silent)).logits;
  assertFinite(logits, classes.length);
  const answers = argmax(logits, classes.length);
  const labels = Uint8Array.from(rows, (row) => dataset.labels[row]);
  const explained = await explainRows({ ...request, pixels, labels, answers, score: softmax });
  return gatherExplanation({
    ...{ dataset, model, split, method, rows, answers, explained },
    probabilities: softmax(logits, classes.length),
  });
}
