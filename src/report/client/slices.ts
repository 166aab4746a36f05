/** Accuracy by the values of one attribute, with intervals, beside that of all images. */
import type { SlicedAttribute, SliceReport } from '../../evaluate/slices.js';
import { ACCENT, COMMON, countText, MUTED, percentText, plot, SOFT } from './kit.js';

export interface SlicePoint {
  readonly value: string;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  /** Drawn faintly: nothing can be said of it. */
  readonly small: boolean;
  readonly title: string;
}

export function slicePoints({ slices }: SlicedAttribute): SlicePoint[] {
  return slices.map(({ value, count, accuracy, verdict }) => ({
    value,
    accuracy: accuracy.value,
    low: accuracy.low,
    high: accuracy.high,
    small: verdict === 'too small',
    title:
      `${value}: ${percentText(accuracy.value)}\n95 % interval ${percentText(accuracy.low)} to ${percentText(accuracy.high)}\n` +
      `${countText(count)} images${verdict === 'too small' ? ', too few to tell' : ''}`,
  }));
}

/** Percent from the lowest to the highest end of an interval: one scale for all charts, so that they can be compared. */
export function sliceDomain({ attributes }: SliceReport): [number, number] {
  const rates = attributes.flatMap(({ slices }) => slices.map(({ accuracy }) => accuracy));
  const low = Math.min(...rates.map((rate) => rate.low));
  const high = Math.max(...rates.map((rate) => rate.high));
  return [100 * low, 100 * high];
}

export function drawSlices(report: SliceReport, attribute: SlicedAttribute, width: number): Element {
  const all = report.accuracy.value;
  const Plot = plot();
  const points = slicePoints(attribute);
  const longest = Math.max(...points.map(({ value }) => value.length));
  const stroke = (point: SlicePoint): string => (point.small ? SOFT : ACCENT);
  return Plot.plot({
    ...COMMON,
    width,
    height: 62 + 26 * points.length,
    ...{
      marginLeft: Math.min(width * 0.42, 16 + 7 * longest),
      marginRight: 24,
      marginTop: 24,
      marginBottom: 40,
    },
    x: {
      label: 'accuracy (%)',
      percent: true,
      domain: sliceDomain(report),
      grid: true,
      nice: true,
      ticks: Math.max(3, width / 110),
    },
    y: { label: null, domain: points.map(({ value }) => value), tickSize: 0 },
    marks: [
      Plot.ruleX([all], { stroke: MUTED, strokeDasharray: '2,3' }),
      Plot.text([all], {
        x: (x: number) => x,
        text: () => 'all images',
        frameAnchor: 'top',
        dy: -14,
        fill: MUTED,
      }),
      Plot.ruleY(points, { y: 'value', x1: 'low', x2: 'high', stroke, strokeWidth: 2 }),
      Plot.dot(points, { x: 'accuracy', y: 'value', fill: stroke, r: 4 }),
      Plot.tip(points, Plot.pointerY({ x: 'accuracy', y: 'value', title: 'title', lineHeight: 1.3 })),
    ],
  });
}
