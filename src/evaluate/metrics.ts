/** Every score of a network's answers on one split, each with its 95 % interval. */

import { type BootstrapOptions, bootstrap } from './bootstrap.js';
import { confusionScores } from './confusion.js';
import { type Evaluation, evaluateLogits } from './evaluate.js';
import { type Rate, wilson } from './interval.js';
import { argmax, rowCrossEntropy, softmax } from './logits.js';
import { meanOf } from './numbers.js';
import { areas, plottedPoints, type Ranking, type RocPoint, rank, rocCurve } from './ranking.js';

/** One class against the rest by its probability. */
export interface ClassCurves {
  readonly name: string;
  /** ROC and precision–recall points, some hundreds; null when the split has none or nothing but this class. */
  readonly points: readonly RocPoint[] | null;
  readonly rocArea: Rate | null;
  readonly averagePrecision: Rate | null;
}

/** What `Evaluation` says and more; plain JSON. */
export interface Metrics extends Evaluation {
  /** Share of images whose label is among the two most probable classes, with its Wilson interval. */
  readonly top2: Rate;
  /** Bootstrap intervals of the scores of that name. */
  readonly intervals: Readonly<Record<IntervalName, Rate | null>>;
  /**
   * Cohen's kappa: agreement beyond what labels and answers of these frequencies have by chance (Cohen 1960).
   * 1 = always right, 0 = no better than chance; null when chance alone would always be right.
   */
  readonly kappa: number | null;
  /** In the order of `classes`. */
  readonly curves: readonly ClassCurves[];
  /** Means over the classes that have curves; null without any. */
  readonly macroRocArea: number | null;
  readonly macroAveragePrecision: number | null;
}

type IntervalName = 'balancedAccuracy' | 'macroF1' | 'kappa' | 'loss';

/**
 * Scores logits against labels. The same numbers as scikit-learn's functions of these names; test/sklearn/ compares them.
 * @param logits [n, classes]
 * @param labels [n] class codes
 * @throws DataError without images; ModelError when a logit is not finite, as `evaluateLogits`
 * @example
 * const logits = new Float32Array([2, 0, 0, 1, 3, 0]); // three images, two classes
 * measure(logits, new Uint8Array([0, 1, 1]), ['sad', 'happy']).kappa; // 0.4
 */
export function measure(
  logits: Float32Array,
  labels: Uint8Array,
  classes: readonly string[],
  options: BootstrapOptions = {},
): Metrics {
  const evaluation = evaluateLogits(logits, labels, classes);
  const k = classes.length;
  const rankings = rankClasses(softmax(logits, k), labels, k);
  const found = bootstrap(labels.length, statisticsOf(logits, labels, k, rankings), options);
  const curves = classes.map((name, c) => ({
    name,
    points: plotted(rankings[c]),
    rocArea: found[`roc ${c}`],
    averagePrecision: found[`precision ${c}`],
  }));
  const { balancedAccuracy, macroF1, kappa, loss } = found;
  return {
    ...evaluation,
    top2: wilson(inTop(logits, labels, k, 2), labels.length),
    intervals: { balancedAccuracy, macroF1, kappa, loss },
    kappa: kappa?.value ?? null,
    curves,
    macroRocArea: meanOf(curves.map(({ rocArea }) => rocArea?.value)),
    macroAveragePrecision: meanOf(curves.map(({ averagePrecision }) => averagePrecision?.value)),
  };
}

/** Each class's rows in falling order of its probability. */
function rankClasses(probabilities: Float32Array, labels: Uint8Array, k: number): Ranking[] {
  return Array.from({ length: k }, (_, c) => {
    const scores = Float64Array.from(labels, (_label, row) => probabilities[row * k + c]);
    return rank(
      scores,
      Uint8Array.from(labels, (label) => Number(label === c)),
    );
  });
}

/** Everything that has a bootstrap interval, of rows that count so many times. */
function statisticsOf(logits: Float32Array, labels: Uint8Array, k: number, rankings: readonly Ranking[]) {
  const predicted = argmax(logits, k);
  const losses = Float64Array.from(labels, (label, row) => rowCrossEntropy(logits, k, row, label));
  return (weights: Uint16Array): Record<string, number | null> => {
    const confusion = Array.from({ length: k }, () => new Array<number>(k).fill(0));
    let loss = 0;
    for (let row = 0; row < labels.length; row++) {
      confusion[labels[row]][predicted[row]] += weights[row];
      loss += losses[row] * weights[row];
    }
    const byClass = rankings.flatMap((ranking, c) => {
      const { roc, precision } = areas(ranking, weights);
      return [
        [`roc ${c}`, roc],
        [`precision ${c}`, precision],
      ];
    });
    return { ...confusionScores(confusion), loss: loss / labels.length, ...Object.fromEntries(byClass) };
  };
}

function plotted(ranking: Ranking): readonly RocPoint[] | null {
  const points = rocCurve(ranking);
  return points && plottedPoints(points);
}

/** Rows whose label is among the `count` largest logits; of equal logits the lower class counts as the larger. */
function inTop(logits: Float32Array, labels: Uint8Array, k: number, count: number): number {
  let rows = 0;
  for (let row = 0; row < labels.length; row++) {
    const own = logits[row * k + labels[row]];
    let before = 0;
    for (let c = 0; c < k; c++) {
      const other = logits[row * k + c];
      if (other > own || (other === own && c < labels[row])) before++;
    }
    if (before < count) rows++;
  }
  return rows;
}
