/** An evaluation as plain rows of text, for a terminal or a file. */
import type { Evaluation } from './evaluate.js';
import type { Rate } from './interval.js';

/** Column heads and rows of cells; every row is as long as `head`. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** `61.6 %`; a dash for a share that is not defined. */
export function percentText(share: number | null | undefined): string {
  return typeof share === 'number' ? `${(share * 100).toFixed(1)} %` : '–';
}

/** `61.6 % (60.0–63.2)`: the share and its 95 % interval. */
export function rateText(rate: Rate | null): string {
  if (rate === null) return '–';
  return `${percentText(rate.value)} (${(rate.low * 100).toFixed(1)}–${(rate.high * 100).toFixed(1)})`;
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
    percentText(averageOf(evaluation.perClass.map((score) => score.precision?.value))),
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

function averageOf(values: readonly (number | undefined)[]): number | null {
  const defined = values.filter((value) => value !== undefined);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
