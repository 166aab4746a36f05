/** Learning curves: accuracy and loss of both splits by epoch, and the learning rate. */
import type { ReportTraining } from '../types.js';
import { ACCENT, COMMON, INK, MUTED, PAPER, percentText, plot, SOFT } from './kit.js';

export interface CurveRow {
  readonly epoch: number;
  readonly split: string;
  readonly value: number | null;
}

/** One row a split and epoch; epochs without validation give none for it. */
export function curveRows(training: ReportTraining, measure: 'accuracy' | 'loss'): CurveRow[] {
  const [train, validation] = curveNames(training);
  return training.epochs.flatMap((record) => {
    const rows = [{ epoch: record.epoch, split: train, value: record.train[measure] }];
    if (record.validation) {
      rows.push({ epoch: record.epoch, split: validation, value: record.validation[measure] });
    }
    return rows;
  });
}

/** Legend texts of the two curves. */
export function curveNames(training: ReportTraining): [string, string] {
  const named = (role: string, split: string | undefined): string =>
    split === undefined || split.toLowerCase() === role ? role : `${role} (${split})`;
  return [named('training', training.trainSplit), named('validation', training.validationSplit)];
}

/** Room to the right of the last epoch, and whole numbers on the axis. */
function epochAxis(training: ReportTraining, width: number): object {
  const epochs = training.epochs.map((record) => record.epoch);
  const first = Math.min(...epochs);
  const last = Math.max(...epochs);
  const ticks = Math.max(1, Math.min(last - first, Math.floor(width / 60)));
  return {
    label: 'epoch',
    domain: first === last ? [first - 1, last + 1] : [first, last],
    ticks,
    tickFormat: (value: number) => (Number.isInteger(value) ? String(value) : ''),
  };
}

export function drawCurve(training: ReportTraining, measure: 'accuracy' | 'loss', width: number): Element {
  const Plot = plot();
  const rows = curveRows(training, measure);
  const names = curveNames(training);
  const text = measure === 'accuracy' ? (v: number) => percentText(v) : (v: number) => v.toFixed(4);
  const best = training.epochs.filter((record) => record.epoch === training.bestEpoch);
  const shared = training.epochs.some((record) => record.validation);
  return Plot.plot({
    ...COMMON,
    width,
    height: Math.max(240, Math.min(320, width * 0.62)),
    marginBottom: 42,
    marginLeft: 44,
    marginTop: 28,
    x: epochAxis(training, width),
    y:
      measure === 'accuracy'
        ? { label: 'accuracy (%)', percent: true, grid: true, nice: true }
        : { label: 'loss (cross-entropy, nats)', grid: true, nice: true },
    color: { domain: shared ? names : [names[0]], range: shared ? [SOFT, ACCENT] : [ACCENT], legend: true },
    marks: [
      Plot.ruleX(best, { x: 'epoch', stroke: MUTED, strokeDasharray: '2,3' }),
      Plot.text(best, {
        x: 'epoch',
        text: (record) => `kept: ${record.epoch}`,
        frameAnchor: 'top',
        dy: -14,
        fill: MUTED,
      }),
      Plot.lineY(rows, { x: 'epoch', y: 'value', z: 'split', stroke: 'split', strokeWidth: 2 }),
      rows.length <= 60 ? Plot.dot(rows, { x: 'epoch', y: 'value', fill: 'split', r: 2.5 }) : null,
      Plot.ruleX(rows, Plot.pointerX({ x: 'epoch', stroke: MUTED, strokeOpacity: 0.6 })),
      Plot.dot(
        rows,
        Plot.pointer({
          x: 'epoch',
          y: 'value',
          fill: 'split',
          stroke: PAPER,
          strokeWidth: 1.5,
          r: 4.5,
        }),
      ),
      Plot.tip(
        rows,
        Plot.pointer({
          x: 'epoch',
          y: 'value',
          lineHeight: 1.3,
          title: (row: CurveRow) => epochText(training, row.epoch, measure, text),
        }),
      ),
    ],
  });
}

/** Both splits' values at one epoch, so that one look compares them. */
export function epochText(
  training: ReportTraining,
  epoch: number,
  measure: 'accuracy' | 'loss',
  text: (value: number) => string,
): string {
  const lines = curveRows(training, measure)
    .filter((row) => row.epoch === epoch)
    .map((row) => `${row.split}: ${row.value === null ? 'not finite' : text(row.value)}`);
  return [`epoch ${epoch}`, ...lines].join('\n');
}

export function drawLearningRate(training: ReportTraining, width: number): Element {
  const Plot = plot();
  const rows = training.epochs;
  const top = Math.max(...rows.map((record) => record.learningRate));
  return Plot.plot({
    ...COMMON,
    width,
    height: 180,
    marginBottom: 42,
    marginLeft: 60,
    marginTop: 28,
    x: epochAxis(training, width),
    y: { label: 'learning rate', domain: [0, top * 1.08 || 1], ticks: 4, tickFormat: '~g', grid: true },
    marks: [
      Plot.areaY(rows, { x: 'epoch', y: 'learningRate', fill: INK, fillOpacity: 0.05 }),
      Plot.lineY(rows, { x: 'epoch', y: 'learningRate', stroke: INK, strokeWidth: 1.5 }),
      rows.length <= 60 ? Plot.dot(rows, { x: 'epoch', y: 'learningRate', fill: INK, r: 2 }) : null,
      Plot.tip(
        rows,
        Plot.pointerX({
          x: 'epoch',
          y: 'learningRate',
          lineHeight: 1.3,
          title: (record) =>
            `epoch ${record.epoch}\nlearning rate ${Number(record.learningRate.toPrecision(4))}`,
        }),
      ),
    ],
  });
}
