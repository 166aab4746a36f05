/** One class against the rest by its score: ROC and precision–recall curves with their areas. */
import { DataError } from '../util/errors.js';

/** A point is "everything scored `threshold` or more is called this class". */
export interface RocPoint {
  /** The first point's is Infinity: nothing is called this class. */
  readonly threshold: number;
  /** Share of the other classes' images that are called this class, 0–1. */
  readonly falsePositiveRate: number;
  /** Share of this class's images that are found, 0–1: the recall. */
  readonly truePositiveRate: number;
  /** Share of what is called this class that is right, 0–1; 1 where nothing is. */
  readonly precision: number;
}

/** Rows in falling order of score, equal scores in one group: what every curve and area is made from. */
export interface Ranking {
  /** [n] rows. */
  readonly order: Uint32Array;
  /** Where each group of equal scores ends in `order`. */
  readonly groupEnds: Uint32Array;
  /** [n] 1 for rows of the class. */
  readonly positive: Uint8Array;
  /** [n] */
  readonly scores: Float64Array;
}

/**
 * @param scores [n] finite; larger = more likely this class
 * @param positive [n] 1 for the rows of the class
 * @throws DataError when the lengths differ or a score is not a number
 */
export function rank(scores: ArrayLike<number>, positive: ArrayLike<number | boolean>): Ranking {
  if (scores.length !== positive.length) {
    throw new DataError(
      `${scores.length} scores do not fit ${positive.length} labels: give one score a label.`,
    );
  }
  const values = Float64Array.from(scores);
  const bad = values.findIndex(Number.isNaN);
  if (bad >= 0) throw new DataError(`Score ${bad} (counting from 0) is not a number: leave that row out.`);
  const order = Uint32Array.from(values, (_value, row) => row).sort((a, b) => values[b] - values[a] || a - b);
  const ends: number[] = [];
  for (let i = 1; i <= order.length; i++) {
    if (i === order.length || values[order[i]] !== values[order[i - 1]]) ends.push(i);
  }
  return {
    order,
    groupEnds: Uint32Array.from(ends),
    positive: Uint8Array.from(positive, Number),
    scores: values,
  };
}

/**
 * The points of both curves, one a distinct score, from calling nothing this class to calling everything so. The same as
 * scikit-learn's `roc_curve(drop_intermediate=False)`.
 * @returns null when the class has no rows, or all of them
 * @example
 * rocCurve(rank([0.9, 0.4, 0.6], [1, 0, 1])).at(1); // threshold 0.9, truePositiveRate 0.5, falsePositiveRate 0
 */
export function rocCurve(ranking: Ranking): RocPoint[] | null {
  const points: RocPoint[] = [
    { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0, precision: 1 },
  ];
  const { order, scores } = ranking;
  const total = countsOf(ranking);
  if (total.positives === 0 || total.negatives === 0) return null;
  walk(ranking, undefined, (end, positives, negatives) => {
    points.push({
      threshold: scores[order[end - 1]],
      falsePositiveRate: negatives / total.negatives,
      truePositiveRate: positives / total.positives,
      precision: positives / (positives + negatives),
    });
  });
  return points;
}

/**
 * The points a plot needs: every one that lies a hundredth or more from the last one kept, in either rate or in precision,
 * and the ends. Even steps by rank would leave a rare class, whose curve is over after few images, with two or three.
 */
export function plottedPoints(points: readonly RocPoint[]): readonly RocPoint[] {
  let kept = points[0];
  return points.filter((point, i) => {
    const moved = Math.max(
      point.falsePositiveRate - kept.falsePositiveRate,
      point.truePositiveRate - kept.truePositiveRate,
      Math.abs(point.precision - kept.precision),
    );
    if (i > 0 && i < points.length - 1 && moved < 0.01) return false;
    kept = point;
    return true;
  });
}

/** The two areas of one class; null where a curve does not exist. */
export interface Areas {
  /** Area under the ROC curve: how often a row of the class is scored above another (Hanley & McNeil 1982); ties count half. */
  readonly roc: number | null;
  /** Average precision, Σ (recallᵢ − recallᵢ₋₁)·precisionᵢ: the area under the precision–recall curve without interpolation. */
  readonly precision: number | null;
}

/**
 * scikit-learn's `roc_auc_score` and `average_precision_score`.
 * @param weights [n] how often each row counts (default: once), as in a bootstrap sample
 */
export function areas(ranking: Ranking, weights?: ArrayLike<number>): Areas {
  const total = countsOf(ranking, weights);
  if (total.positives === 0) return { roc: null, precision: null };
  let roc = 0;
  let precision = 0;
  let before = { positives: 0, negatives: 0 };
  walk(ranking, weights, (_end, positives, negatives) => {
    const found = positives - before.positives;
    roc += (negatives - before.negatives) * (before.positives + found / 2);
    if (found > 0) precision += (found * positives) / (positives + negatives);
    before = { positives, negatives };
  });
  return {
    roc: total.negatives === 0 ? null : roc / (total.positives * total.negatives),
    precision: precision / total.positives,
  };
}

/** Calls `visit` behind each group of equal scores with the rows of the class and the others so far. */
function walk(
  { order, groupEnds, positive }: Ranking,
  weights: ArrayLike<number> | undefined,
  visit: (end: number, positives: number, negatives: number) => void,
): void {
  let positives = 0;
  let negatives = 0;
  let at = 0;
  for (const end of groupEnds) {
    for (; at < end; at++) {
      const weight = weights ? weights[order[at]] : 1;
      if (positive[order[at]]) positives += weight;
      else negatives += weight;
    }
    visit(end, positives, negatives);
  }
}

function countsOf({ positive }: Ranking, weights?: ArrayLike<number>) {
  let [positives, negatives] = [0, 0];
  for (let row = 0; row < positive.length; row++) {
    const weight = weights ? weights[row] : 1;
    if (positive[row]) positives += weight;
    else negatives += weight;
  }
  return { positives, negatives };
}
