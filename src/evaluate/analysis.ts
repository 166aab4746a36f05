/** All that is said of a network's answers on one split: scores, calibration, answers withheld. */
import type { BootstrapOptions } from './bootstrap.js';
import { type Calibration, calibration } from './calibration.js';
import { type Metrics, measure } from './metrics.js';
import { thinned } from './numbers.js';
import { type CoveragePoint, levelsAbove, riskCoverage, type Threshold, thresholdFor } from './selective.js';

/** How far probabilities can be trusted; plain JSON. */
export interface Trust {
  readonly calibration: Calibration;
  readonly selective: {
    /** At most 200 points of the risk–coverage curve. */
    readonly curve: readonly CoveragePoint[];
    readonly area: number;
    /**
     * For some accuracies above that of all answers, the lowest confidence from which the rest reaches them on these very
     * images; a threshold for other images should come from a split that chose nothing else.
     */
    readonly thresholds: readonly { readonly accuracy: number; readonly threshold: Threshold | null }[];
  };
}

/** Plain JSON. */
export interface Analysis extends Trust {
  readonly metrics: Metrics;
}

/**
 * @param logits [n, classes]
 * @param labels [n] class codes
 * @throws DataError without images; ModelError when a logit is not finite
 * @example
 * const { logits, labels } = await predictSplit({ model, weights, dataset, rows, batchSize: 64, threads: 2 });
 * analyse(logits, labels, dataset.classes).calibration.ece;
 */
export function analyse(
  logits: Float32Array,
  labels: Uint8Array,
  classes: readonly string[],
  options: BootstrapOptions = {},
): Analysis {
  return { metrics: measure(logits, labels, classes, options), ...trust(logits, labels, classes.length) };
}

/**
 * The part of an analysis that a temperature changes.
 * @param logits [n, k]
 * @param labels [n] class codes
 * @throws DataError without images; ModelError when a logit is not finite
 */
export function trust(logits: Float32Array, labels: Uint8Array, k: number): Trust {
  const answers = riskCoverage(logits, labels, k);
  const { curve, area } = answers;
  const thresholds = levelsAbove(curve).map((accuracy) => ({
    accuracy,
    threshold: thresholdFor(answers, accuracy),
  }));
  return {
    calibration: calibration(logits, labels, k),
    selective: { curve: thinned(curve), area, thresholds },
  };
}
