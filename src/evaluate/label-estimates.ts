/**
 * What the label of an image is likely to be, from networks that did not learn from it and, where there are any, from people's
 * votes on it. As targets these keep what is true of a label and lose most of its noise: the label is one draw, the estimate
 * what it is drawn from (votes as information that only training has: Lopez-Paz et al. 2016, "Unifying distillation and
 * privileged information").
 */
import { DataError } from '../util/errors.js';
import { log } from '../util/math.js';
import { Pace, type PaceOptions } from '../util/pace.js';
import { takeRows } from '../util/take-rows.js';
import type { Rate } from './interval.js';
import { type Features, fitLogistic, probabilitiesOf } from './logistic.js';
import { accuracyOf } from './right.js';

/** Weak: the rows are thousands and the coefficients a hundred. It keeps those of an answer that nobody gave finite. */
const PENALTY = 1;
/** A probability below it says no more than it. */
const LEAST = 1e-6;

export interface EstimateRequest extends PaceOptions {
  /** [n, classes] by networks that did not learn from the row. */
  readonly probabilities: Float32Array;
  /** [n] class codes */
  readonly labels: Uint8Array;
  readonly classes: number;
  /** [n] the fold of each row, from 0; of two at least. */
  readonly foldOf: Uint8Array;
  /** How often people chose each answer for each row. The answers need not be the classes. */
  readonly votes?: { readonly counts: Uint8Array; readonly answers: number };
}

export interface LabelEstimates {
  /** [n, classes] */
  readonly probabilities: Float32Array;
  /** Mean −log p(label), in nats. */
  readonly loss: number;
  /** Share of rows whose label is the likeliest class, with its 95 % Wilson interval. */
  readonly accuracy: Rate;
}

/**
 * A logistic regression of the label on the logarithms of the networks' probabilities and of the votes' shares, fitted for the
 * rows of every fold on all others, so that it was not fitted to the row's own label. A share is (votes + ½)/(all votes + ½·answers),
 * so that no vote is not minus infinity (Jeffreys' prior). Every answer people gave counts, "not a face" too.
 * @throws DataError when the sizes do not fit, or there are rows of one fold alone; the signal's reason once it is aborted
 * @example
 * const { probabilities, loss } = await estimateLabels({ ...answers, labels, classes: 7 });
 * loss; // below that of the networks' own probabilities, which are too sure
 */
export async function estimateLabels(request: EstimateRequest): Promise<LabelEstimates> {
  const { labels, classes, foldOf } = request;
  const features = featuresOf(request);
  const estimates = new Float32Array(labels.length * classes);
  const folds = new Set(foldOf);
  if (folds.size < 2) {
    throw new DataError(
      'Labels are estimated from rows of other folds, and there is only one: give two or more.',
    );
  }
  const pace = new Pace(folds.size, request);
  for (const fold of folds) {
    const inside = [...foldOf.keys()].filter((row) => foldOf[row] === fold);
    const others = [...foldOf.keys()].filter((row) => foldOf[row] !== fold);
    const known = Uint8Array.from(others, (row) => labels[row]);
    const weights = fitLogistic(of(features, others), known, classes, { penalty: PENALTY });
    const said = probabilitiesOf(of(features, inside), weights, classes);
    inside.forEach((row, i) => {
      estimates.set(said.subarray(i * classes, (i + 1) * classes), row * classes);
    });
    await pace.advance(1);
  }
  const loss = labels.reduce(
    (sum, label, row) => sum - log(estimates[row * classes + label]) / labels.length,
    0,
  );
  const accuracy = accuracyOf({ logits: estimates, labels }, classes, [...labels.keys()]);
  return { probabilities: estimates, loss, accuracy };
}

/** A one, the networks' part and the votes' part of each row. */
function featuresOf({ probabilities, labels, classes, foldOf, votes }: EstimateRequest): Features {
  const n = labels.length;
  const answers = votes?.answers ?? 0;
  if (
    probabilities.length !== n * classes ||
    foldOf.length !== n ||
    (votes && votes.counts.length !== n * answers)
  ) {
    throw new DataError(
      `The probabilities, folds or votes do not fit ${n} labels: give those of the same rows.`,
    );
  }
  const width = 1 + classes + answers;
  const values = new Float64Array(n * width);
  for (let row = 0; row < n; row++) {
    const own = values.subarray(row * width, (row + 1) * width);
    own[0] = 1;
    for (let c = 0; c < classes; c++) own[1 + c] = log(Math.max(LEAST, probabilities[row * classes + c]));
    if (votes)
      logShares(votes.counts.subarray(row * answers, (row + 1) * answers), own.subarray(1 + classes));
  }
  return { values, width };
}

function logShares(counts: Uint8Array, out: Float64Array): void {
  const all = counts.reduce((sum, count) => sum + count, 0) + counts.length / 2;
  for (const [answer, count] of counts.entries()) out[answer] = log((count + 0.5) / all);
}

function of({ values, width }: Features, rows: readonly number[]): Features {
  return { values: takeRows(values, rows, width), width };
}
