/** The step log as a report carries it: columns in place of records, which take a third of the room. */
import type { StepRecord } from '../train/events.js';
import type { ReportSteps } from './types.js';

/** Lines that a chart can show and a table can hold. */
const LINES = 1000;
const MEASURES = ['loss', 'accuracy', 'learningRate', 'gradientNorm', 'imagesPerSecond'] as const;

/**
 * Of a log with more than 1,000 lines, so many neighbours become one line (their mean) as bring it under that.
 * @param stepsPerEpoch of the run
 * @returns undefined for an empty log
 */
export function stepColumns(records: readonly StepRecord[], stepsPerEpoch: number): ReportSteps | undefined {
  if (records.length === 0) return undefined;
  const size = Math.ceil(records.length / LINES);
  const groups = Array.from({ length: Math.ceil(records.length / size) }, (_, i) =>
    records.slice(i * size, (i + 1) * size),
  );
  const column = (measure: (typeof MEASURES)[number]): number[] =>
    groups.map((group) => rounded(group.reduce((sum, record) => sum + record[measure], 0) / group.length));
  const [loss, accuracy, learningRate, gradientNorm, imagesPerSecond] = MEASURES.map(column);
  const update = groups.map((group) => group[group.length - 1].update);
  return { stepsPerEpoch, update, loss, accuracy, learningRate, gradientNorm, imagesPerSecond };
}

/** More digits than a chart or its table shows. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
