/** One split looked at from every side: scores, trust before and after a temperature, image by image. */
import { type Analysis, analyse } from './analysis.js';
import type { BootstrapOptions } from './bootstrap.js';
import { type AppliedTemperature, type ScaledTrust, scaledTrust } from './scaled.js';
import type { Answers } from './split.js';
import { type ImageAnswers, worstFirst } from './worst.js';

export interface SplitStudy {
  readonly analysis: Analysis;
  /** Only with a temperature. */
  readonly scaled?: ScaledTrust;
  readonly images: ImageAnswers;
}

/**
 * @param rows of the data set, in the order of the answers
 * @param chosen temperature and thresholds, chosen on whatever images
 * @throws DataError without images; ModelError when a logit is not finite
 * @example
 * studySplit(await predictSplit({ model, weights, dataset, rows, … }), rows, dataset.classes).analysis.metrics.kappa;
 */
export function studySplit(
  answers: Answers,
  rows: Uint32Array,
  classes: readonly string[],
  chosen?: AppliedTemperature,
  options: BootstrapOptions = {},
): SplitStudy {
  const k = classes.length;
  const analysis = analyse(answers.logits, answers.labels, classes, options);
  const images = worstFirst(answers, rows, k);
  return { analysis, images, ...(chosen && { scaled: scaledTrust(answers, k, chosen) }) };
}
