/**
 * Answering only when sure: how the error falls when the least sure answers are withheld (risk–coverage curve, El-Yaniv &
 * Wiener 2010), and from which confidence on the rest is as accurate as is wished.
 */
import { UsageError } from '../util/errors.js';
import { confidences } from './confidence.js';
import { type Rate, wilson } from './interval.js';

export const ACCURACY_LEVELS: readonly number[] = [0.7, 0.8, 0.9, 0.95, 0.99];

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
  /** Images. */
  readonly count: number;
}

/**
 * @param logits [n, classes]
 * @param labels [n] class codes
 * @param weights [n] above 0: how much each image counts; all alike unless given
 * @throws DataError without images; ModelError when a logit is not finite
 */
export function riskCoverage(
  logits: Float32Array,
  labels: Uint8Array,
  k: number,
  weights?: Float64Array,
): SelectiveAnswers {
  const { confidence, right } = confidences(logits, labels, k);
  const order = Uint32Array.from(labels, (_label, row) => row).sort((a, b) => confidence[b] - confidence[a]);
  const n = order.length;
  const curve: CoveragePoint[] = [];
  const all = weights ? order.reduce((sum, row) => sum + weights[row], 0) : n;
  let [wrong, area, answered, passed] = [0, 0, 0, 0];
  order.forEach((row, i) => {
    const weight = weights?.[row] ?? 1;
    wrong += weight * (1 - right[row]);
    passed += weight;
    // Equal confidences are answered together or not at all.
    if (i + 1 < n && confidence[order[i + 1]] === confidence[row]) return;
    const risk = wrong / passed;
    area += (risk * (passed - answered)) / all;
    answered = passed;
    curve.push({ threshold: confidence[row], coverage: answered / all, risk });
  });
  return { curve, area, count: n };
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
 * The point of a curve with the most answers of which a share of `wished` is right.
 * @throws UsageError for an impossible accuracy
 */
export function pointFor(curve: readonly CoveragePoint[], wished: number): CoveragePoint | undefined {
  if (wished > 0 && wished <= 1) return curve.findLast(({ risk }) => 1 - risk >= wished);
  throw new UsageError(`An accuracy of ${wished} cannot be wished for: give a share above 0, at most 1.`);
}

/** Levels of accuracy above that of all answers. */
export function levelsAbove(curve: readonly CoveragePoint[]): number[] {
  return ACCURACY_LEVELS.filter((accuracy) => accuracy > 1 - curve[curve.length - 1].risk);
}

/**
 * The lowest threshold whose answers are at least `wished` accurate on the images of the curve.
 * @param answers of images that count alike
 * @param wished accuracy, above 0, at most 1
 * @returns null when no share of the answers is that accurate
 * @throws UsageError for an impossible accuracy
 * @example
 * thresholdFor(riskCoverage(logits, labels, 7), 0.8)?.coverage; // share of faces that then get an answer
 */
export function thresholdFor({ curve, count }: SelectiveAnswers, wished: number): Threshold | null {
  const best = pointFor(curve, wished);
  if (!best) return null;
  const answered = Math.round(best.coverage * count);
  const hits = Math.round((1 - best.risk) * answered);
  return {
    threshold: best.threshold,
    coverage: best.coverage,
    accuracy: wilson(hits, answered),
    answered,
  };
}
