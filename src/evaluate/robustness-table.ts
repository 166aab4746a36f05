/** A robustness measurement as plain rows of text, in 80 columns. */
import type { RobustnessSummary } from './robustness.js';
import { intervalText, percentText, type TextTable } from './table.js';

/** Two rows a corruption: the accuracy at each strength, and below it its 95 % interval. */
export function robustnessTable({ rows }: RobustnessSummary): TextTable {
  return {
    head: ['strength', '1', '2', '3', '4', '5', 'mean'],
    rows: rows.flatMap(({ name, accuracies, mean }) => [
      [name, ...accuracies.map((rate) => percentText(rate?.value)), percentText(mean)],
      ['', ...accuracies.map((rate) => (rate === null ? '' : intervalText(rate))), ''],
    ]),
  };
}

/** `blur: σ of the Gaussian, pixels: 0.5, 1, 1.5, 2, 3` */
export function strengthLines({ rows }: RobustnessSummary): string[] {
  return rows.map(({ name, measure, strengths }) => `${name}: ${measure}: ${strengths.join(', ')}`);
}
