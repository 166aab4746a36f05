/** From which confidence on an answer counts as sure: what the model stores, or what the caller wishes. */
import { ACCURACY_LEVELS } from '../evaluate/index.js';
import type { ModelTemperature } from '../export/index.js';
import { UsageError } from '../util/errors.js';
import { formatPercent } from '../util/format.js';
import type { ClassifierFacts, ClassifyOptions } from './types.js';

/** Four answers in five: few enough "not sure" to be of use, on faces whose labels people themselves dispute. */
export const DEFAULT_ACCURACY = 0.8;

const UNCALIBRATED =
  'The model holds no temperature, so its probabilities are as trained, usually too high (npx vultus evaluate --calibrate SPLIT fits one).';
const UNMARKED = 'No answer is marked as not sure.';

/**
 * @throws UsageError for a threshold outside 0–1, both wishes at once, an accuracy that no model stores, and one that this
 *   model has no threshold for
 */
export function suretyOf(
  temperature: ModelTemperature | undefined,
  { threshold, accuracy }: Pick<ClassifyOptions, 'threshold' | 'accuracy'>,
): Pick<ClassifierFacts, 'threshold' | 'accuracy' | 'warning'> {
  if (threshold !== undefined) {
    checkThreshold(threshold, accuracy);
    return { threshold, accuracy: null, ...(temperature ? {} : { warning: UNCALIBRATED }) };
  }
  if (accuracy !== undefined && !ACCURACY_LEVELS.includes(accuracy)) {
    throw new UsageError(
      `An accuracy of ${accuracy} has no stored threshold: give one of ${ACCURACY_LEVELS.join(', ')}.`,
    );
  }
  const wished = accuracy ?? DEFAULT_ACCURACY;
  const stored = temperature && storedThreshold(temperature, wished);
  if (stored !== undefined) return { threshold: stored, accuracy: wished };
  const none = temperature ? noneText(temperature, wished) : `${UNCALIBRATED} ${UNMARKED}`;
  if (accuracy !== undefined) {
    throw new UsageError(`The accuracy of ${accuracy} cannot be had. ${none}`);
  }
  return { threshold: null, accuracy: null, warning: none };
}

function checkThreshold(threshold: number, accuracy: number | undefined): void {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new UsageError(`A threshold of ${threshold} cannot be used: give a confidence from 0 to 1.`);
  }
  if (accuracy === undefined) return;
  throw new UsageError('A threshold and an accuracy exclude each other: give one of them.');
}

/**
 * Levels up to the accuracy of all answers need no threshold, and those that no answers reach have none. A higher level
 * that is stored tells the one from the other: its answers are accurate enough for the lower level too.
 */
function storedThreshold({ thresholds }: ModelTemperature, wished: number): number | undefined {
  const exact = thresholds.find(({ accuracy }) => accuracy === wished);
  if (exact) return exact.confidence;
  return thresholds.some(({ accuracy }) => accuracy > wished) ? 0 : undefined;
}

function noneText({ images, split }: ModelTemperature, wished: number): string {
  const share = formatPercent(wished, 0);
  return `The model stores no threshold from which ${share} of its answers are right: the ${images} images of ${split} did not tell one. ${UNMARKED}`;
}
