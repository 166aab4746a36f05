/** Loss over learning rate, with the suggested rates. */
import type { RangePoint, RangeTest } from '../../train/lr-find.js';
import { ACCENT, COMMON, MUTED, plot, SOFT } from './kit.js';

/** A batch's loss may be far above the line where it blows up: what lies above this is cut off. */
export function lossTop(points: readonly RangePoint[]): number {
  const smoothed = points.map((point) => point.smoothed);
  const first = smoothed[0];
  return Math.min(Math.max(...smoothed), 1.6 * Math.max(first, Math.min(...smoothed)));
}

export function rangeText({ learningRate, loss, smoothed }: RangePoint): string {
  return [
    `learning rate ${Number(learningRate.toPrecision(3))}`,
    `smoothed loss ${smoothed.toFixed(4)}`,
    `loss of the batch ${loss.toFixed(4)}`,
  ].join('\n');
}

export function drawRange({ points, suggestion }: RangeTest, width: number): Element {
  const Plot = plot();
  const top = lossTop(points);
  const bottom = Math.min(...points.map(({ smoothed, loss }) => Math.min(smoothed, loss)));
  // The smaller rate's name ends at its line and the larger one's begins there, so that neither hides the other.
  const [left, right] = [
    { rate: suggestion.steepest, text: 'steepest' },
    { rate: suggestion.tenthOfMinimum, text: 'minimum / 10' },
  ].sort((a, b) => a.rate - b.rate);
  const name = (mark: typeof left, textAnchor: 'start' | 'end', dx: number) =>
    Plot.text([mark], {
      ...{ x: 'rate', frameAnchor: 'top', dy: -10, fill: MUTED, textAnchor, dx },
      text: ({ rate, text }) => `${text}: ${Number(rate.toPrecision(3))}`,
    });
  return Plot.plot({
    ...COMMON,
    width,
    height: Math.max(280, Math.min(420, width * 0.55)),
    marginBottom: 42,
    marginLeft: 48,
    marginTop: 44,
    x: { type: 'log', label: 'learning rate', tickFormat: '~g', ticks: Math.max(3, width / 90) },
    y: { label: 'loss (cross-entropy, nats)', domain: [bottom, top], grid: true, nice: true, clamp: true },
    marks: [
      Plot.dot(points, { x: 'learningRate', y: 'loss', fill: SOFT, r: 1.6, fillOpacity: 0.6 }),
      Plot.lineY(points, { x: 'learningRate', y: 'smoothed', stroke: ACCENT, strokeWidth: 2 }),
      Plot.ruleX([left, right], { x: 'rate', stroke: MUTED, strokeDasharray: '3,3' }),
      name(left, 'end', 4),
      name(right, 'start', -4),
      Plot.tip(
        points,
        Plot.pointerX({ x: 'learningRate', y: 'smoothed', lineHeight: 1.3, title: rangeText }),
      ),
    ],
  });
}
