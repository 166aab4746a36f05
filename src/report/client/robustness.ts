/** Accuracy by strength: one small chart a corruption, all with the same axes. */
import type { RobustnessSummary } from '../../evaluate/robustness.js';
import type { ReportRobustness } from '../types.js';
import { faceSource } from './faces.js';
import { ACCENT, COMMON, MUTED, percentText, plot } from './kit.js';
import { fillSlots } from './slots.js';

export interface RobustnessPoint {
  readonly corruption: string;
  /** 0 for the clean images, 1–5. */
  readonly level: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly title: string;
}

/** One point a measured cell, and one a corruption for the clean images. */
export function robustnessPoints({ clean, rows }: RobustnessSummary): RobustnessPoint[] {
  const range = ({ value, low, high }: { value: number; low: number; high: number }): string =>
    `${percentText(value)}\n95 % interval ${percentText(low)} to ${percentText(high)}`;
  return rows.flatMap(({ name, measure, strengths, accuracies }) => {
    const start = clean
      ? [{ corruption: name, level: 0, ...clean, title: `clean images\n${range(clean)}` }]
      : [];
    const points = accuracies.flatMap((rate, i) =>
      rate === null
        ? []
        : [
            {
              ...{ corruption: name, level: i + 1, ...rate },
              title: `${name}, strength ${i + 1}\n${measure}: ${strengths[i]}\n${range(rate)}`,
            },
          ],
    );
    return [...start, ...points];
  });
}

/** Charts side by side, as many as keep a readable width. */
function columnsOf(width: number): number {
  return width >= 620 ? 3 : 2;
}

export function drawRobustness(summary: RobustnessSummary, width: number): Element {
  const Plot = plot();
  const points = robustnessPoints(summary);
  const names: readonly string[] = summary.rows.map(({ name }) => name);
  const columns = columnsOf(width);
  const lines = Math.ceil(names.length / columns);
  const place = (name: string): { fx: number; fy: number } => {
    const i = names.indexOf(name);
    return { fx: i % columns, fy: Math.floor(i / columns) };
  };
  const facet = {
    fx: (point: { corruption: string }) => place(point.corruption).fx,
    fy: (point: { corruption: string }) => place(point.corruption).fy,
  };
  const titles = names.map((corruption) => ({ corruption, clean: summary.clean?.value }));
  return Plot.plot({
    ...COMMON,
    width,
    height: 56 + 150 * lines,
    ...{ marginLeft: 46, marginRight: 14, marginTop: 44, marginBottom: 40 },
    x: { label: 'strength (0: clean)', domain: [0, 5], ticks: 5, tickFormat: 'd', inset: 6 },
    y: { label: 'accuracy (%)', domain: [0, 100], percent: true, grid: true, ticks: 4 },
    fx: { axis: null, domain: Array.from({ length: columns }, (_, i) => i), padding: 0.12 },
    fy: { axis: null, domain: Array.from({ length: lines }, (_, i) => i), padding: 0.26 },
    marks: [
      summary.clean && Plot.ruleY(titles, { ...facet, y: 'clean', stroke: MUTED, strokeDasharray: '2,3' }),
      Plot.areaY(points, { ...facet, x: 'level', y1: 'low', y2: 'high', fill: ACCENT, fillOpacity: 0.18 }),
      Plot.lineY(points, { ...facet, x: 'level', y: 'value', stroke: ACCENT, strokeWidth: 2 }),
      Plot.dot(points, { ...facet, x: 'level', y: 'value', fill: ACCENT, r: 2.5 }),
      Plot.text(titles, {
        ...facet,
        text: 'corruption',
        frameAnchor: 'top-left',
        ...{ dy: -16, fontWeight: 600, fontSize: 13 },
      }),
      Plot.tip(points, Plot.pointer({ ...facet, x: 'level', y: 'value', title: 'title', lineHeight: 1.3 })),
    ],
  });
}

/** Puts each example face into its slot of the table; the rows of other sections are those of other pictures. */
export function fillDamagedFaces({ faces }: Pick<ReportRobustness, 'faces'>): void {
  const table = document.getElementById('robustness');
  if (faces && table) fillSlots(faceSource(faces), table);
}
