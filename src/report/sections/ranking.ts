/** ROC and precision–recall curves of all classes, and what they say in numbers. */
import type { ClassCurves, Metrics } from '../../evaluate/metrics.js';
import { fixed, fixedInterval, percent } from '../format.js';
import { type Content, html } from '../markup.js';
import { chart, folded, table } from '../parts.js';

/** False-positive rates at which the table gives the recall. */
const RATES = [0.01, 0.05, 0.1, 0.2];

/** @param i number of the evaluation, in the charts' ids */
export function rankingCurves({ curves }: Metrics, i: number): Content {
  const missing = curves.filter(({ points }) => points === null).map(({ name }) => name);
  if (missing.length === curves.length) {
    return html`<p class="note">All images are of one class: there are no ROC and precision–recall curves.</p>`;
  }
  return [
    html`<div class="pair">${chart(`roc-${i}`, 'ROC curves', 'and their areas')}${chart(`precision-${i}`, 'Precision–recall curves', 'and their areas')}</div>`,
    missing.length > 0 &&
      html`<p class="note">No curve for ${missing.join(', ')}: the split has no image of it, or no other.</p>`,
    folded('The curves as a table', areaTable(curves)),
  ];
}

function areaTable(curves: readonly ClassCurves[]): Content {
  const number = (head: string) => ({ head, number: true });
  const area = (rate: ClassCurves['rocArea']): Content =>
    rate === null ? '–' : html`${fixed(rate.value, 3)} <small>${fixedInterval(rate, 3)}</small>`;
  return table(
    'Areas under the curves, and the recall at some false-positive rates',
    [
      { head: 'class' },
      number('ROC area'),
      number('average precision'),
      ...RATES.map((rate) => number(`recall at ${percent(rate, 0)} false alarms`)),
    ],
    curves.map(({ name, points, rocArea, averagePrecision }) => [
      name,
      area(rocArea),
      area(averagePrecision),
      ...RATES.map((rate) => percent(recallAt(points, rate), 0)),
    ]),
  );
}

/** Between two drawn points on the line from one to the other, as the ROC curve is drawn; null without a curve. */
export function recallAt(points: ClassCurves['points'], rate: number): number | null {
  if (points === null) return null;
  const after = points.findIndex(({ falsePositiveRate }) => falsePositiveRate > rate);
  // The last point of every curve calls everything so: its rate is 1.
  if (after < 0) return 1;
  const [a, b] = [points[after - 1], points[after]];
  const share = (rate - a.falsePositiveRate) / (b.falsePositiveRate - a.falsePositiveRate);
  return a.truePositiveRate + share * (b.truePositiveRate - a.truePositiveRate);
}
