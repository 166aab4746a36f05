/** Whether the probabilities can be trusted: reliability, how sure the answers are, and answering only when sure. */
import type { ReliabilityBin } from '../../evaluate/calibration.js';
import type { ReportEvaluation } from '../types.js';
import { ACCENT, COMMON, countText, INK, MUTED, PAPER, percentText, plot, SOFT } from './kit.js';

/** Evaluations that have what these charts draw. */
export type JudgedEvaluation = ReportEvaluation & Required<Pick<ReportEvaluation, 'analysis'>>;

export interface ReliabilityRow extends ReliabilityBin {
  readonly series: string;
  readonly right: number;
  readonly low95: number;
  readonly high95: number;
}

/** Names of the two series in legends. */
export const AS_TRAINED = 'as trained';
export function scaledName(temperature: number): string {
  return `temperature ${temperature.toFixed(2)}`;
}

/** One row a bin, of the probabilities as trained and after the temperature. */
export function reliabilityRows({ analysis, scaled }: JudgedEvaluation): ReliabilityRow[] {
  const rowsOf = (bins: readonly ReliabilityBin[], series: string): ReliabilityRow[] =>
    bins.map((bin) => ({
      ...{ ...bin, series, right: bin.accuracy.value },
      ...{ low95: bin.accuracy.low, high95: bin.accuracy.high },
    }));
  const plain = rowsOf(analysis.calibration.bins, AS_TRAINED);
  return scaled ? [...plain, ...rowsOf(scaled.calibration.bins, scaledName(scaled.temperature))] : plain;
}

function seriesColours({ scaled }: JudgedEvaluation) {
  return scaled
    ? { domain: [AS_TRAINED, scaledName(scaled.temperature)], range: [SOFT, ACCENT], legend: true }
    : { domain: [AS_TRAINED], range: [ACCENT] };
}

/** Room for labels and names of axes, in pixels. */
const MARGINS = { marginBottom: 42, marginLeft: 44, marginTop: 28 };

export function drawReliability(entry: JudgedEvaluation, width: number): Element {
  const Plot = plot();
  const rows = reliabilityRows(entry);
  const way = { x: 'confidence', y: 'right' };
  const unit = { percent: true, domain: [0, 100], grid: true };
  const title = (row: ReliabilityRow): string =>
    [
      row.series,
      `said: ${percentText(row.confidence)} (${percentText(row.low)} to ${percentText(row.high)})`,
      `right: ${percentText(row.right)} (${percentText(row.low95)} to ${percentText(row.high95)})`,
      `${countText(row.count)} images`,
    ].join('\n');
  return Plot.plot({
    ...COMMON,
    ...MARGINS,
    width,
    height: Math.max(260, Math.min(400, width * 0.86)),
    x: { ...unit, label: 'confidence: the answer’s probability (%)' },
    y: { ...unit, label: 'right answers (%)' },
    color: seriesColours(entry),
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: MUTED, strokeDasharray: '3,4' },
      ),
      Plot.ruleX(rows, { x: 'confidence', y1: 'low95', y2: 'high95', stroke: 'series', strokeOpacity: 0.8 }),
      Plot.line(rows, { ...way, z: 'series', stroke: 'series', strokeWidth: 1.5 }),
      Plot.dot(rows, { ...way, fill: 'series', stroke: PAPER, r: 4 }),
      Plot.tip(rows, Plot.pointer({ ...way, lineHeight: 1.3, title })),
    ],
  });
}

/** Shares of all answers by confidence; the bars are what the model says now, the line what it said as trained. */
export function drawConfidences(entry: JudgedEvaluation, width: number): Element {
  const Plot = plot();
  const { analysis, scaled } = entry;
  const { count } = analysis.metrics;
  const bins = (scaled ?? analysis).calibration.histogram;
  const rows = bins.flatMap((bin) =>
    (['right', 'wrong'] as const).map((kind) => ({ ...bin, kind, share: bin[kind] / count })),
  );
  const before = analysis.calibration.histogram.flatMap((bin) =>
    [bin.low, bin.high].map((at) => ({ at, share: (bin.right + bin.wrong) / count })),
  );
  const range = { x1: 'low', x2: 'high' };
  return Plot.plot({
    ...COMMON,
    ...MARGINS,
    width,
    height: Math.max(260, Math.min(400, width * 0.86)),
    x: { percent: true, domain: [0, 100], label: 'confidence: the answer’s probability (%)' },
    y: { percent: true, grid: true, label: 'answers (% of the images)' },
    color: { domain: ['right', 'wrong'], range: [ACCENT, 'var(--tone-4)'], legend: true },
    marks: [
      Plot.rectY(rows, { ...range, y: 'share', fill: 'kind', insetLeft: 0.5, insetRight: 0.5 }),
      scaled ? Plot.line(before, { x: 'at', y: 'share', stroke: SOFT, strokeWidth: 1.5 }) : null,
      Plot.ruleY([0]),
      Plot.tip(
        bins,
        Plot.pointerX({
          x: (bin) => (bin.low + bin.high) / 2,
          y: (bin) => (bin.right + bin.wrong) / count,
          lineHeight: 1.3,
          title: (bin) =>
            `confidence ${percentText(bin.low, 0)} to ${percentText(bin.high, 0)}\n${countText(bin.right)} right, ${countText(bin.wrong)} wrong`,
        }),
      ),
    ],
  });
}

/** Errors among the answers that are given when the least sure ones are withheld. */
export function drawCoverage(entry: JudgedEvaluation, width: number): Element {
  const Plot = plot();
  const { curve } = (entry.scaled ?? entry.analysis).selective;
  const wishes = apart(coverageMarks(entry));
  const labelled = wishes.filter(({ coverage }) => coverage >= 0.35).length;
  const way = { x: 'coverage', y: 'risk' };
  return Plot.plot({
    ...COMMON,
    ...MARGINS,
    width,
    height: Math.max(240, Math.min(320, width * 0.62)),
    marginRight: 16,
    x: { percent: true, domain: [0, 100], grid: true, label: 'images that get an answer (%)' },
    y: { percent: true, grid: true, nice: true, zero: true, ...only(curve), label: 'wrong of these (%)' },
    marks: [
      Plot.areaY(curve, { ...way, fill: ACCENT, fillOpacity: 0.08 }),
      Plot.line(curve, { ...way, stroke: ACCENT, strokeWidth: 2 }),
      Plot.dot(wishes, { ...way, fill: ACCENT, stroke: PAPER, r: 5 }),
      Plot.text(wishes.slice(0, labelled), {
        ...{ ...way, text: 'name', fill: INK, textAnchor: 'end', dy: -12, dx: -6 },
      }),
      // Left of these there is no room: their names stand below the curve.
      Plot.text(wishes.slice(labelled), {
        ...{ ...way, text: 'name', fill: INK, textAnchor: 'start', dx: 9, dy: -4 },
      }),
      Plot.ruleY([0]),
      Plot.tip(
        curve,
        Plot.pointerX({
          ...way,
          lineHeight: 1.3,
          title: (point) =>
            `answering from ${point.threshold.toFixed(3)} on\n${percentText(point.coverage)} of the images\n${percentText(1 - point.risk)} of these right`,
        }),
      ),
    ],
  });
}

/** An axis for a curve that lies at 0 throughout, which would otherwise have no length. */
function only(curve: JudgedEvaluation['analysis']['selective']['curve']): { domain?: [number, number] } {
  return curve.every(({ risk }) => risk === 0) ? { domain: [0, 100] } : {};
}

/** Marks whose names would lie over one another become one: `70 %, 80 % wished`. */
export function apart(marks: ReturnType<typeof coverageMarks>): ReturnType<typeof coverageMarks> {
  const kept: ReturnType<typeof coverageMarks> = [];
  for (const mark of marks) {
    const last = kept[kept.length - 1];
    const near =
      last && Math.abs(last.coverage - mark.coverage) < 0.03 && Math.abs(last.risk - mark.risk) < 0.02;
    if (near) last.name = last.name.replace(/( \D+)$/, `, ${mark.name}`);
    else kept.push({ ...mark });
  }
  return kept;
}

/** Where the thresholds of the table below lie on the curve. */
export function coverageMarks({ analysis, scaled }: JudgedEvaluation) {
  if (scaled && scaled.tried.length > 0) {
    return scaled.tried.flatMap(({ accuracy, coverage, reached }) =>
      reached ? [{ coverage, risk: 1 - reached.value, name: `${percentText(accuracy, 0)} wished` }] : [],
    );
  }
  return (scaled ?? analysis).selective.thresholds.flatMap(({ accuracy, threshold }) =>
    threshold
      ? [
          {
            ...{ coverage: threshold.coverage, risk: 1 - threshold.accuracy.value },
            name: `${percentText(accuracy, 0)} right`,
          },
        ]
      : [],
  );
}
