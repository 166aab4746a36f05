/** An evaluation as plain rows of text, for a terminal or a file. */
import { formatPercent } from '../util/format.js';
import type { Analysis } from './analysis.js';
import type { Evaluation } from './evaluate.js';
import type { Rate } from './interval.js';
import { meanOf } from './numbers.js';
import type { ScaledTrust } from './scaled.js';

/** Column heads and rows of cells; every row is as long as `head`. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Three decimals, and a minus sign instead of a hyphen. */
function fixed(value: number): string {
  const text = value.toFixed(3);
  return text.replace('-', Number(text) === 0 ? '' : '−');
}

/** `61.6 %`; a dash for a share that is not defined. */
export function percentText(share: number | null | undefined): string {
  return formatPercent(share ?? Number.NaN, 1);
}

/** `60.0–63.2`: a 95 % interval in percent. */
export function intervalText({ low, high }: Rate): string {
  return `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}`;
}

/** `61.6 % (60.0–63.2)`: the share and its 95 % interval. */
export function rateText(rate: Rate | null): string {
  if (rate === null) return '–';
  return `${percentText(rate.value)} (${intervalText(rate)})`;
}

/**
 * One row a class, then the means: class, images, precision, recall, F1.
 * @example
 * evaluationTable(evaluation).rows[0]; // ['angry', '467', '52.1 % (47.6–56.5)', …]
 */
export function evaluationTable(evaluation: Evaluation): TextTable {
  const rows = evaluation.perClass.map((score) => [
    score.name,
    String(score.support),
    rateText(score.precision),
    rateText(score.recall),
    percentText(score.f1),
  ]);
  rows.push([
    'mean',
    String(evaluation.count),
    percentText(meanOf(evaluation.perClass.map((score) => score.precision?.value))),
    percentText(evaluation.balancedAccuracy),
    percentText(evaluation.macroF1),
  ]);
  return { head: ['class', 'images', 'precision', 'recall', 'F1'], rows };
}

/** Rows are true classes, columns are answers, cells are images. */
export function confusionTable(evaluation: Evaluation): TextTable {
  return {
    head: ['true \\ predicted', ...evaluation.classes],
    rows: evaluation.confusion.map((row, c) => [evaluation.classes[c], ...row.map(String)]),
  };
}

/** One row a score that is not of one class, with its 95 % interval. */
export function scoreTable({ metrics, calibration }: Analysis): TextTable {
  const { intervals, kappa, macroRocArea, macroAveragePrecision, top2 } = metrics;
  const plain = (value: number | null): string => (value === null ? '–' : fixed(value));
  const ranged = (rate: Rate | null): string =>
    rate === null ? '–' : `${plain(rate.value)} (${plain(rate.low)}–${plain(rate.high)})`;
  return {
    head: ['score', 'value'],
    rows: [
      ['right class among the first two', rateText(top2)],
      ['balanced accuracy', rateText(intervals.balancedAccuracy)],
      ['macro F1', rateText(intervals.macroF1)],
      ['Cohen’s kappa', kappa === null ? '–' : ranged(intervals.kappa)],
      ['log loss (nats)', ranged(intervals.loss)],
      ['area under ROC, mean of classes', plain(macroRocArea)],
      ['average precision, mean of classes', plain(macroAveragePrecision)],
      ['expected calibration error', plain(calibration.ece)],
      ['confidence minus accuracy', plain(calibration.overconfidence)],
      ['Brier score (0–2)', plain(calibration.brier)],
    ],
  };
}

/** One row a wished accuracy: from which confidence on answers reach it, and how many those are. */
export function thresholdTable({ selective }: Analysis): TextTable {
  return {
    head: ['wished accuracy', 'confidence from', 'images answered', 'right of these'],
    rows: selective.thresholds.map(({ accuracy, threshold }) => [
      percentText(accuracy),
      threshold === null ? '–' : threshold.threshold.toFixed(3),
      threshold === null ? 'none' : percentText(threshold.coverage),
      threshold === null ? '–' : rateText(threshold.accuracy),
    ]),
  };
}

/** One row a score that a temperature changes, before and after it. */
export function scaledTable({ metrics, calibration }: Analysis, scaled: ScaledTrust): TextTable {
  const after = scaled.calibration;
  const pairs: [string, number, number][] = [
    ['log loss (nats)', metrics.loss, scaled.loss],
    ['expected calibration error', calibration.ece, after.ece],
    ['confidence minus accuracy', calibration.overconfidence, after.overconfidence],
    ['Brier score (0–2)', calibration.brier, after.brier],
  ];
  return {
    head: ['score', 'as trained', `at temperature ${scaled.temperature.toFixed(2)}`],
    rows: pairs.map(([name, ...values]) => [name, ...values.map(fixed)]),
  };
}

/** One row a threshold that was chosen with the temperature: what it does on these images. */
export function triedTable({ tried }: ScaledTrust): TextTable {
  return {
    head: ['wished accuracy', 'confidence from', 'images answered', 'right of these'],
    rows: tried.map(({ accuracy, confidence, coverage, reached }) => [
      ...[percentText(accuracy), confidence.toFixed(3), percentText(coverage), rateText(reached)],
    ]),
  };
}
