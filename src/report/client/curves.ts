/** Learning curves: accuracy and loss of both splits, learning rate, gradient norm and throughput, by epoch or by step. */
import type { ReportSteps, ReportTraining } from '../types.js';
import { ACCENT, COMMON, countText, INK, MUTED, numberText, PAPER, percentText, plot, SOFT } from './kit.js';

/** What stands on the horizontal axis. */
export type CurveAxis = 'epoch' | 'step';

export interface CurveRow {
  /** Epoch, or step of the whole run. */
  readonly at: number;
  readonly split: string;
  readonly value: number | null;
}

/** One row a split and place; epochs without validation give none for it. By step, it stands at its epoch's end. */
export function curveRows(
  training: ReportTraining,
  measure: 'accuracy' | 'loss',
  axis: CurveAxis = 'epoch',
): CurveRow[] {
  const [train, validation] = curveNames(training);
  const { steps, epochs } = training;
  const scale = axis === 'step' && steps ? steps.stepsPerEpoch : 1;
  const validated = epochs.flatMap((record) =>
    record.validation
      ? [{ at: record.epoch * scale, split: validation, value: record.validation[measure] }]
      : [],
  );
  const trained =
    axis === 'step' && steps
      ? steps.update.map((at, i) => ({ at, split: train, value: steps[measure][i] }))
      : epochs.map((record) => ({ at: record.epoch, split: train, value: record.train[measure] }));
  return [...trained, ...validated];
}

/** Legend texts of the two curves. */
export function curveNames(training: ReportTraining): [string, string] {
  const named = (role: string, split: string | undefined): string =>
    split === undefined || split.toLowerCase() === role ? role : `${role} (${split})`;
  return [named('training', training.trainSplit), named('validation', training.validationSplit)];
}

/** Whole numbers on the axis, and room when there is one place only. */
export function placeAxis(label: string, places: readonly number[], width: number): object {
  const first = Math.min(...places);
  const last = Math.max(...places);
  const ticks = Math.max(1, Math.min(last - first, Math.floor(width / 70)));
  return {
    label,
    domain: first === last ? [first - 1, last + 1] : [first, last],
    ticks,
    tickFormat: (value: number) => (Number.isInteger(value) ? countText(value) : ''),
  };
}

export function drawCurve(
  training: ReportTraining,
  measure: 'accuracy' | 'loss',
  width: number,
  axis: CurveAxis = 'epoch',
): Element {
  const Plot = plot();
  const rows = curveRows(training, measure, axis);
  const names = curveNames(training);
  const scale = axis === 'step' && training.steps ? training.steps.stepsPerEpoch : 1;
  const best = training.epochs.filter((record) => record.epoch === training.bestEpoch);
  const shared = training.epochs.some((record) => record.validation);
  return Plot.plot({
    ...COMMON,
    width,
    height: Math.max(240, Math.min(320, width * 0.62)),
    marginBottom: 42,
    marginLeft: 44,
    marginTop: 28,
    x: placeAxis(
      axis,
      rows.map(({ at }) => at),
      width,
    ),
    y:
      measure === 'accuracy'
        ? { label: 'accuracy (%)', percent: true, grid: true, nice: true }
        : { label: 'loss (cross-entropy, nats)', grid: true, nice: true },
    color: { domain: shared ? names : [names[0]], range: shared ? [SOFT, ACCENT] : [ACCENT], legend: true },
    marks: [
      Plot.ruleX(best, { x: (record) => record.epoch * scale, stroke: MUTED, strokeDasharray: '2,3' }),
      Plot.text(best, {
        x: (record) => record.epoch * scale,
        text: (record) => `kept: ${record.epoch}`,
        frameAnchor: 'top',
        // Near the right edge the words would be cut off.
        textAnchor: best[0]?.epoch > training.epochs.length / 2 ? 'end' : 'start',
        dy: -14,
        fill: MUTED,
      }),
      Plot.lineY(rows, {
        x: 'at',
        y: 'value',
        z: 'split',
        stroke: 'split',
        strokeWidth: axis === 'step' ? 1.3 : 2,
      }),
      rows.length <= 60 ? Plot.dot(rows, { x: 'at', y: 'value', fill: 'split', r: 2.5 }) : null,
      Plot.ruleX(rows, Plot.pointerX({ x: 'at', stroke: MUTED, strokeOpacity: 0.6 })),
      Plot.dot(
        rows,
        Plot.pointer({ x: 'at', y: 'value', fill: 'split', stroke: PAPER, strokeWidth: 1.5, r: 4.5 }),
      ),
      Plot.tip(
        rows,
        Plot.pointer({
          x: 'at',
          y: 'value',
          lineHeight: 1.3,
          title: (row: CurveRow) => placeText(rows, row.at, measure, axis),
        }),
      ),
    ],
  });
}

/** Both splits' values at one place, so that one look compares them. */
export function placeText(
  rows: readonly CurveRow[],
  at: number,
  measure: 'accuracy' | 'loss',
  axis: CurveAxis = 'epoch',
): string {
  const text = (value: number): string => (measure === 'accuracy' ? percentText(value) : value.toFixed(4));
  const lines = rows
    .filter((row) => row.at === at)
    .map((row) => `${row.split}: ${row.value === null ? 'not finite' : text(row.value)}`);
  return [`${axis} ${countText(at)}`, ...lines].join('\n');
}

/** What is one number a place. */
export type Track = 'learningRate' | 'gradientNorm' | 'imagesPerSecond';

const TRACKS: Readonly<Record<Track, { readonly label: string; readonly digits: number }>> = {
  learningRate: { label: 'learning rate', digits: 4 },
  gradientNorm: { label: 'gradient norm', digits: 4 },
  imagesPerSecond: { label: 'images/s', digits: 3 },
};

export interface TrackRow {
  readonly at: number;
  readonly value: number;
}

export function trackRows(training: ReportTraining, track: Track, axis: CurveAxis): TrackRow[] {
  const steps: ReportSteps | undefined = axis === 'step' ? training.steps : undefined;
  return steps
    ? steps.update.map((at, i) => ({ at, value: steps[track][i] }))
    : training.epochs.map((record) => ({ at: record.epoch, value: record[track] }));
}

export function drawTrack(
  training: ReportTraining,
  track: Track,
  width: number,
  axis: CurveAxis = 'epoch',
): Element {
  const Plot = plot();
  const { label, digits } = TRACKS[track];
  const rows = trackRows(training, track, axis);
  const top = Math.max(...rows.map(({ value }) => value));
  return Plot.plot({
    ...COMMON,
    width,
    height: 180,
    marginBottom: 42,
    marginLeft: 60,
    marginTop: 28,
    x: placeAxis(
      axis,
      rows.map(({ at }) => at),
      width,
    ),
    y: { label, domain: [0, top * 1.08 || 1], ticks: 4, tickFormat: numberText, grid: true },
    marks: [
      Plot.areaY(rows, { x: 'at', y: 'value', fill: INK, fillOpacity: 0.05 }),
      Plot.lineY(rows, { x: 'at', y: 'value', stroke: INK, strokeWidth: axis === 'step' ? 1 : 1.5 }),
      rows.length <= 60 ? Plot.dot(rows, { x: 'at', y: 'value', fill: INK, r: 2 }) : null,
      Plot.tip(
        rows,
        Plot.pointerX({
          x: 'at',
          y: 'value',
          lineHeight: 1.3,
          title: ({ at, value }: TrackRow) =>
            `${axis} ${countText(at)}\n${label} ${Number(value.toPrecision(digits))}`,
        }),
      ),
    ],
  });
}
