/** Whether a network's probabilities can be trusted: reliability, calibration error, Brier score. */
import { confidences } from './confidence.js';
import { type Rate, wilson } from './interval.js';

/** Images whose confidence (probability of the answer) lies in one range. */
export interface ReliabilityBin {
  readonly count: number;
  /** Smallest and largest confidence in the bin, 0–1. */
  readonly low: number;
  readonly high: number;
  /** Mean confidence. */
  readonly confidence: number;
  /** Share of right answers, with its Wilson interval. */
  readonly accuracy: Rate;
}

/** Answers whose confidence is at least `low` and below `high`; the last range holds 1 too. */
export interface ConfidenceBin {
  readonly low: number;
  readonly high: number;
  readonly right: number;
  readonly wrong: number;
}

/** Plain JSON. */
export interface Calibration {
  /** Bins of equal numbers of images, by rising confidence. */
  readonly bins: readonly ReliabilityBin[];
  /** Answers in 20 ranges of confidence of equal width. */
  readonly histogram: readonly ConfidenceBin[];
  /**
   * Expected calibration error, 0–1: Σ count/n·|accuracy − confidence| over the bins (Naeini et al. 2015; bins of equal
   * mass as in Nixon et al. 2019, which empty or tiny bins cannot distort).
   */
  readonly ece: number;
  /** The largest |accuracy − confidence| of a bin. */
  readonly largestError: number;
  /** Mean over images of Σ over classes of (probability − truth)², 0–2 (Brier 1950, the original many-class form). */
  readonly brier: number;
  /** Mean confidence minus accuracy: above 0 the network is overconfident. */
  readonly overconfidence: number;
}

/**
 * @param logits [n, classes]
 * @param labels [n] class codes
 * @param k classes
 * @param binCount bins, at most n of which are used
 * @throws DataError without images; ModelError when a logit is not finite
 * @example
 * const logits = new Float32Array([4, 0, 4, 0, 0, 4]); // three sure answers
 * calibration(logits, new Uint8Array([0, 1, 1]), 2).overconfidence; // 0.982 − 2/3 = 0.315
 */
export function calibration(logits: Float32Array, labels: Uint8Array, k: number, binCount = 15): Calibration {
  const n = labels.length;
  const { probabilities, confidence, right } = confidences(logits, labels, k);
  const bins = equalMassBins(confidence, right, Math.min(binCount, n));
  const errors = bins.map((bin) => Math.abs(bin.accuracy.value - bin.confidence));
  const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);
  return {
    bins,
    histogram: histogramOf(confidence, right, 20),
    ece: bins.reduce((sum, bin, i) => sum + (bin.count / n) * errors[i], 0),
    largestError: Math.max(...errors),
    brier: brierScore(probabilities, labels, k),
    overconfidence: (total(confidence) - total(right)) / n,
  };
}

function equalMassBins(confidence: Float64Array, right: Uint8Array, count: number): ReliabilityBin[] {
  const n = confidence.length;
  const order = Uint32Array.from(confidence, (_value, row) => row);
  order.sort((a, b) => confidence[a] - confidence[b] || a - b);
  return Array.from({ length: count }, (_, bin) => {
    const rows = order.subarray(Math.floor((bin * n) / count), Math.floor(((bin + 1) * n) / count));
    let [sum, hits] = [0, 0];
    for (const row of rows) {
      sum += confidence[row];
      hits += right[row];
    }
    return {
      count: rows.length,
      low: confidence[rows[0]],
      high: confidence[rows[rows.length - 1]],
      confidence: sum / rows.length,
      accuracy: wilson(hits, rows.length),
    };
  });
}

function histogramOf(confidence: Float64Array, right: Uint8Array, count: number): ConfidenceBin[] {
  const bins = Array.from({ length: count }, () => ({ right: 0, wrong: 0 }));
  confidence.forEach((value, row) => {
    const bin = bins[Math.min(count - 1, Math.floor(value * count))];
    if (right[row]) bin.right++;
    else bin.wrong++;
  });
  return bins.map((bin, i) => ({ low: i / count, high: (i + 1) / count, ...bin }));
}

function brierScore(probabilities: Float32Array, labels: Uint8Array, k: number): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    for (let c = 0; c < k; c++) sum += (probabilities[row * k + c] - Number(labels[row] === c)) ** 2;
  }
  return sum / labels.length;
}
