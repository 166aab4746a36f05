/** One class against the rest by its probability: ROC and precision–recall curves of all classes in one chart each. */
import type { ClassCurves } from '../../evaluate/metrics.js';
import { COMMON, INK, MUTED, percentText, plot } from './kit.js';

export interface RankRow {
  readonly name: string;
  readonly recall: number;
  readonly falsePositiveRate: number;
  readonly precision: number;
  /** Null at the point where nothing is called this class (JSON has no infinity). */
  readonly threshold: number | null;
}

/** The points of all classes that have curves. */
export function rankRows(curves: readonly ClassCurves[]): RankRow[] {
  return curves.flatMap(({ name, points }) =>
    (points ?? []).map(({ threshold, falsePositiveRate, truePositiveRate, precision }) => ({
      ...{ name, falsePositiveRate, precision, recall: truePositiveRate },
      threshold: Number.isFinite(threshold) ? threshold : null,
    })),
  );
}

export function rankText(row: RankRow): string {
  const from = row.threshold === null ? 'nothing is called so' : `called so from ${row.threshold.toFixed(3)}`;
  return [
    `${row.name}, ${from}`,
    `recall: ${percentText(row.recall)}`,
    `precision: ${percentText(row.precision)}`,
    `false alarms: ${percentText(row.falsePositiveRate)} of the others`,
  ].join('\n');
}

/** What differs between the two charts. */
const KINDS = {
  roc: {
    x: { key: 'falsePositiveRate', label: 'false-positive rate (% of the others)' },
    y: { key: 'recall', label: 'true-positive rate = recall (%)' },
    area: 'rocArea',
    curve: 'linear',
  },
  precision: {
    x: { key: 'recall', label: 'recall (%)' },
    y: { key: 'precision', label: 'precision (%)' },
    area: 'averagePrecision',
    // Average precision is the area under these very steps.
    curve: 'step-before',
  },
} as const;

/** The legend names each class with its area. */
export function drawRanking(
  curves: readonly ClassCurves[],
  kind: keyof typeof KINDS,
  width: number,
): Element {
  const Plot = plot();
  const { x, y, area, curve } = KINDS[kind];
  const drawn = curves.filter(({ points }) => points !== null);
  const areas = new Map(drawn.map((entry) => [entry.name, entry[area]?.value.toFixed(3) ?? '–']));
  const rows = rankRows(drawn);
  const way = { x: x.key, y: y.key };
  const unit = { percent: true, domain: [0, 100], grid: true };
  return Plot.plot({
    ...COMMON,
    width,
    height: Math.max(260, Math.min(400, width * 0.86)),
    marginBottom: 42,
    marginLeft: 44,
    marginRight: 12,
    marginTop: 28,
    x: { ...unit, label: x.label },
    y: { ...unit, label: y.label },
    color: {
      domain: drawn.map(({ name }) => name),
      scheme: 'observable10',
      legend: true,
      tickFormat: (name: string) => `${name} ${areas.get(name)}`,
    },
    marks: [
      kind === 'roc'
        ? Plot.line(
            [
              [0, 0],
              [1, 1],
            ],
            { stroke: MUTED, strokeDasharray: '3,4' },
          )
        : null,
      Plot.line(rows, { ...way, z: 'name', stroke: 'name', strokeWidth: 1.75, curve }),
      Plot.dot(rows, Plot.pointer({ ...way, fill: 'name', stroke: INK, r: 4 })),
      Plot.tip(rows, Plot.pointer({ ...way, lineHeight: 1.3, title: rankText })),
    ],
  });
}
