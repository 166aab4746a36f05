/**
 * What a temperature is good for: it is chosen, with thresholds for "don't know", on images that trained nothing, and
 * tried on others. It changes no answer, only how sure the network says it is.
 */
import { type Trust, trust } from './analysis.js';
import { confidences } from './confidence.js';
import { type Rate, wilson } from './interval.js';
import { rowCrossEntropy } from './logits.js';
import { levelsAbove, pointFor, riskCoverage } from './selective.js';
import type { Answers, WeighedAnswers } from './split.js';
import { fitTemperature, RANGE, type Temperature } from './temperature.js';

/** "Answer from this confidence on, else say that you do not know." */
export interface ConfidenceThreshold {
  /** Wished share of right answers, 0–1. */
  readonly accuracy: number;
  /** Of probabilities after the temperature, 0–1. */
  readonly confidence: number;
}

/** What makes of logits the probabilities to trust. */
export interface AppliedTemperature {
  /** Logits are divided by it. */
  readonly value: number;
  readonly thresholds: readonly ConfidenceThreshold[];
}

/** A temperature with the thresholds that the same images give, and what it did to their loss. */
export interface ChosenTemperature extends AppliedTemperature, Omit<Temperature, 'temperature'> {}

/**
 * Fits a temperature, and thresholds of the probabilities it gives.
 * @param answers to images that the network did not learn from, weighed where they are to stand for others (`surveyWeights`)
 * @returns null when the images do not tell: every answer is right, or the best temperature lies at an end of what is
 *   searched
 * @throws DataError without images; ModelError when a logit is not finite
 * @example
 * const answers = await predictSplit({ model, weights, dataset, rows: validation, batchSize: 64, threads: 2 });
 * chooseTemperature(answers, 7)?.value; // above 1: the network is too sure of itself
 */
export function chooseTemperature(answers: WeighedAnswers, k: number): ChosenTemperature | null {
  const { logits, labels, weights } = answers;
  const { temperature: value, ...fitted } = fitTemperature(logits, labels, k, weights);
  // Newton's steps end beside a bound, not on it.
  if (value < 1.05 * RANGE.low || value > 0.95 * RANGE.high) return null;
  // Losses that are all zero look fitted at any temperature.
  if (confidences(logits, labels, k).right.every((hit) => hit === 1)) return null;
  const { curve } = riskCoverage(scaleLogits(logits, value), labels, k, weights);
  const thresholds = levelsAbove(curve).flatMap((accuracy) => {
    const point = pointFor(curve, accuracy);
    return point ? [{ accuracy, confidence: point.threshold }] : [];
  });
  return { value, ...fitted, thresholds };
}

/** What a threshold that was chosen elsewhere does on these images. */
export interface TriedThreshold extends ConfidenceThreshold {
  /** Share of images that get an answer, 0–1. */
  readonly coverage: number;
  /** Of the answers given, with its Wilson interval; null when none is. */
  readonly reached: Rate | null;
}

/** How far the probabilities after a temperature can be trusted; plain JSON. */
export interface ScaledTrust extends Trust {
  readonly temperature: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  readonly tried: readonly TriedThreshold[];
}

/**
 * @param chosen on other images
 * @throws DataError without images; ModelError when a logit is not finite
 * @example
 * scaledTrust({ logits, labels }, 7, { value: 1.4, thresholds: [] }).calibration.ece;
 */
export function scaledTrust(
  { logits, labels }: Answers,
  k: number,
  { value, thresholds }: AppliedTemperature,
): ScaledTrust {
  const scaled = scaleLogits(logits, value);
  const { confidence, right } = confidences(scaled, labels, k);
  const n = labels.length;
  const loss = labels.reduce((sum, label, row) => sum + rowCrossEntropy(scaled, k, row, label), 0) / n;
  const tried = thresholds.map((wish) => {
    const given = right.filter((_hit, row) => confidence[row] >= wish.confidence);
    const hits = given.reduce((sum, hit) => sum + hit, 0);
    return {
      ...wish,
      coverage: given.length / n,
      reached: given.length === 0 ? null : wilson(hits, given.length),
    };
  });
  return { temperature: value, loss, ...trust(scaled, labels, k), tried };
}

/** The logits whose softmax are the probabilities after the temperature. */
export function scaleLogits(logits: Float32Array, temperature: number): Float32Array {
  return logits.map((logit) => logit / temperature);
}
