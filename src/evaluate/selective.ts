/**
 * Answering only when sure: how the error falls when the least sure answers are withheld (risk–coverage curve, El-Yaniv &
 * Wiener 2010), and from which confidence on the rest is as accurate as is wished.
 */
import { DataError, UsageError } from '../util/errors.js';
import { type Rate, wilson } from './interval.js';
import { argmax, assertFinite, softmax } from './logits.js';

/** "Every answer with at least this confidence is given." */
export interface CoveragePoint {
  readonly threshold: number;
  /** Share of images that get an answer, 0–1. */
  readonly coverage: number;
  /** Share of those answers that are wrong, 0–1. */
  readonly risk: number;
}

export interface SelectiveAnswers {
  /** By falling confidence, one a distinct confidence. */
  readonly curve: readonly CoveragePoint[];
  /** Area under the curve: the mean risk over all coverages (AURC, Geifman & El-Yaniv 2017). Smaller is better. */
  readonly area: number;
}

interface Answers {
  /** Rows by falling confidence. */
  readonly order: Uint32Array;
  readonly confidence: Float64Array;
  readonly right: Uint8Array;
}

/**
 * @param logits [n, classes]
 * @param labels [n] class codes
 * @throws DataError without images; ModelError when a logit is not finite
 */
export function riskCoverage(logits: Float32Array, labels: Uint8Array, k: number): SelectiveAnswers {
  const answers = answersOf(logits, labels, k);
  const { order, confidence } = answers;
  const n = order.length;
  const curve: CoveragePoint[] = [];
  let area = 0;
  let wrong = 0;
  order.forEach((row, i) => {
    wrong += 1 - answers.right[row];
    area += wrong / (i + 1) / n;
    // Equal confidences are answered together or not at all.
    if (i + 1 < n && confidence[order[i + 1]] === confidence[row]) return;
    curve.push({ threshold: confidence[row], coverage: (i + 1) / n, risk: wrong / (i + 1) });
  });
  return { curve, area };
}

export interface Threshold {
  /** Answer from this confidence on, else say "not sure". */
  readonly threshold: number;
  readonly coverage: number;
  /** Of the answers given, with its Wilson interval. */
  readonly accuracy: Rate;
  readonly answered: number;
}

/**
 * The lowest threshold whose answers are at least `wished` accurate on these images.
 * @param wished accuracy, above 0, at most 1
 * @returns null when no share of the answers is that accurate
 * @throws UsageError for an impossible accuracy; DataError without images; ModelError when a logit is not finite
 * @example
 * thresholdFor(logits, labels, 7, 0.8)?.coverage; // share of faces that then get an answer
 */
export function thresholdFor(
  logits: Float32Array,
  labels: Uint8Array,
  k: number,
  wished: number,
): Threshold | null {
  if (!(wished > 0 && wished <= 1)) {
    throw new UsageError(`An accuracy of ${wished} cannot be wished for: give a share above 0, at most 1.`);
  }
  const { curve } = riskCoverage(logits, labels, k);
  const best = curve.findLast(({ risk }) => 1 - risk >= wished);
  if (!best) return null;
  const answered = Math.round(best.coverage * labels.length);
  const hits = Math.round((1 - best.risk) * answered);
  return {
    threshold: best.threshold,
    coverage: best.coverage,
    accuracy: wilson(hits, answered),
    answered,
  };
}

function answersOf(logits: Float32Array, labels: Uint8Array, k: number): Answers {
  if (labels.length === 0)
    throw new DataError('There are no images to answer for: choose a split that has rows.');
  assertFinite(logits, k);
  const probabilities = softmax(logits, k);
  const chosen = argmax(logits, k);
  const confidence = Float64Array.from(chosen, (answer, row) => probabilities[row * k + answer]);
  const right = Uint8Array.from(chosen, (answer, row) => Number(answer === labels[row]));
  const order = Uint32Array.from(labels, (_label, row) => row);
  order.sort((a, b) => confidence[b] - confidence[a] || a - b);
  return { order, confidence, right };
}
