/** Several runs in one chart: their curves by epoch, their scores and the differences between them with intervals. */
import type { CompareData, ComparedAnswers, ComparedRun } from '../compare-types.js';
import { COMMON, INK, MUTED, PAPER, percentText, plot } from './kit.js';

export interface RunRow {
  readonly run: string;
  readonly epoch: number;
  readonly value: number;
  readonly validated: boolean;
}

/** One row a run, epoch and split. */
export function runRows(runs: readonly ComparedRun[], measure: 'accuracy' | 'loss'): RunRow[] {
  return runs.flatMap(({ name: run, epochs }) =>
    epochs.flatMap(({ epoch, train, validation }) => [
      { run, epoch, value: train[measure], validated: false },
      ...(validation ? [{ run, epoch, value: validation[measure], validated: true }] : []),
    ]),
  );
}

/** What one run's line says at one epoch, of both splits. */
export function runText(
  rows: readonly RunRow[],
  { run, epoch }: RunRow,
  measure: 'accuracy' | 'loss',
): string {
  const lines = rows
    .filter((row) => row.run === run && row.epoch === epoch)
    .map(({ validated, value }) => {
      const text = measure === 'accuracy' ? percentText(value) : value.toFixed(4);
      return `${validated ? 'validation' : 'training'}: ${text}`;
    });
  return [`${run}, epoch ${epoch}`, ...lines].join('\n');
}

/** Colours that both schemes can carry, one a run. */
const runColours = (runs: readonly ComparedRun[]): object => ({
  domain: runs.map(({ name }) => name),
  scheme: 'observable10',
});

export function drawRuns(runs: readonly ComparedRun[], measure: 'accuracy' | 'loss', width: number): Element {
  const Plot = plot();
  const rows = runRows(runs, measure);
  const last = Math.max(...rows.map(({ epoch }) => epoch));
  const someValidated = rows.some(({ validated }) => validated);
  const line = (validated: boolean, dashed: boolean) =>
    Plot.lineY(
      rows.filter((row) => row.validated === validated),
      {
        x: 'epoch',
        y: 'value',
        z: 'run',
        stroke: 'run',
        strokeWidth: 2,
        strokeDasharray: dashed ? '3,3' : 'none',
      },
    );
  return Plot.plot({
    ...COMMON,
    width,
    height: Math.max(260, Math.min(380, width * 0.5)),
    marginBottom: 42,
    marginLeft: 44,
    marginTop: 28,
    x: {
      label: 'epoch',
      domain: last === 1 ? [0, 2] : [1, last],
      ticks: Math.max(1, Math.min(last - 1, Math.floor(width / 60))),
      tickFormat: (value: number) => (Number.isInteger(value) ? String(value) : ''),
    },
    y:
      measure === 'accuracy'
        ? { label: 'accuracy (%)', percent: true, grid: true, nice: true }
        : { label: 'loss (cross-entropy, nats)', grid: true, nice: true },
    color: { ...runColours(runs), legend: true },
    marks: [
      line(false, someValidated),
      line(true, false),
      last === 1 ? Plot.dot(rows, { x: 'epoch', y: 'value', fill: 'run', r: 3 }) : null,
      Plot.dot(
        rows,
        Plot.pointer({ x: 'epoch', y: 'value', fill: 'run', stroke: PAPER, strokeWidth: 1.5, r: 4.5 }),
      ),
      Plot.tip(
        rows,
        Plot.pointer({
          x: 'epoch',
          y: 'value',
          lineHeight: 1.3,
          title: (row: RunRow) => runText(rows, row, measure),
        }),
      ),
    ],
  });
}

/** Room for the names on the left: about seven pixels a letter, but never more than a third of the width. */
const nameMargin = (names: readonly string[], width: number): number =>
  Math.min(width / 3, 16 + 7 * Math.max(...names.map((name) => name.length)));

export function drawScores(
  { runs, paired }: CompareData & { paired: ComparedAnswers },
  width: number,
): Element {
  const Plot = plot();
  const rows = runs.map(({ name: run }, i) => ({ run, ...paired.comparison.accuracies[i] }));
  const names = rows.map(({ run }) => run);
  return Plot.plot({
    ...COMMON,
    width,
    height: 76 + 36 * rows.length,
    marginBottom: 42,
    marginLeft: nameMargin(names, width),
    marginRight: 16,
    x: { label: 'accuracy (%)', percent: true, grid: true, nice: true, ticks: Math.max(3, width / 90) },
    y: { label: null, domain: names, tickSize: 0 },
    color: runColours(runs),
    marks: [
      Plot.ruleY(rows, { y: 'run', x1: 'low', x2: 'high', stroke: 'run', strokeWidth: 2 }),
      Plot.dot(rows, {
        x: 'value',
        y: 'run',
        fill: 'run',
        r: 5,
        title: (row) =>
          `${row.run}\n${percentText(row.value, 2)} (${percentText(row.low)} to ${percentText(row.high)})`,
        tip: { lineHeight: 1.3 },
      }),
    ],
  });
}

/** One row a pair: the second's accuracy less the first's, in percentage points. */
export function differenceRows({ runs, paired }: CompareData & { paired: ComparedAnswers }) {
  return paired.comparison.pairs.map(({ first, second, difference }) => ({
    pair: `${runs[second].name} − ${runs[first].name}`,
    value: 100 * difference.value,
    low: 100 * difference.low,
    high: 100 * difference.high,
  }));
}

export function drawDifferences(data: CompareData & { paired: ComparedAnswers }, width: number): Element {
  const Plot = plot();
  const rows = differenceRows(data);
  return Plot.plot({
    ...COMMON,
    width,
    // The names stand above their intervals: pairs of names are too long for a margin.
    height: 76 + 44 * rows.length,
    marginBottom: 42,
    marginLeft: 16,
    marginRight: 16,
    x: { label: 'difference of accuracies (percentage points)', grid: true, nice: true, zero: true },
    y: { label: null, axis: null, domain: rows.map(({ pair }) => pair) },
    marks: [
      Plot.ruleX([0], { stroke: MUTED }),
      Plot.ruleY(rows, { y: 'pair', x1: 'low', x2: 'high', stroke: INK, strokeWidth: 2 }),
      Plot.text(rows, {
        y: 'pair',
        text: 'pair',
        frameAnchor: 'left',
        dy: -14,
        fill: MUTED,
        stroke: PAPER,
        strokeWidth: 4,
      }),
      Plot.dot(rows, {
        x: 'value',
        y: 'pair',
        fill: INK,
        r: 5,
        title: (row) =>
          `${row.pair}\n${row.value.toFixed(2)} points (${row.low.toFixed(2)} to ${row.high.toFixed(2)})`,
        tip: { lineHeight: 1.3 },
      }),
    ],
  });
}
