/** Shipped models and predictions as plain rows of text, for a terminal of 80 columns or a file. */
import { rateText, type TextTable } from '../evaluate/index.js';
import { csvField } from '../util/csv.js';
import { formatBytes, formatCompact, formatCount, formatNumber, formatPercent } from '../util/format.js';
import type { ShippedModel } from './list-node.js';
import type { Classified, Prediction } from './types.js';

const COLUMNS = 80;
/** A file's name is never cut below this, whatever the classes are called. */
const LEAST_NAME = 16;

/** Of the list, the default marked by a star. Milliseconds are a face's share of 64. */
export function modelsTable(models: readonly ShippedModel[]): TextTable {
  const rows = models.map((model) => [
    model.default ? `${model.name} *` : model.name,
    String(model.classes.length),
    rateText(model.accuracy),
    formatBytes(model.bytes),
    formatCompact(model.parameters),
    formatNumber(model.macs / 1e6),
    model.milliseconds ? formatNumber(model.milliseconds.batch64) : '–',
  ]);
  return { head: ['model', 'classes', 'accuracy', 'size', 'params', 'MMACs', 'ms/face'], rows };
}

/** What the table has no room for: what the model is, and what its figures were measured on. */
export function modelNotes(model: ShippedModel): string[] {
  const { name, description, accuracy, milliseconds } = model;
  const notes = [`${name}${model.default ? ' (* the default)' : ''}: ${description}`];
  if (accuracy) {
    const { split, count, tta } = accuracy;
    const views = tta ? `, from ten views ${rateText(tta)}` : '';
    notes.push(`accuracy on the ${formatCount(count)} faces of ${split}${views}`);
  }
  if (milliseconds) {
    const { batch1, batch64 } = milliseconds;
    notes.push(`${formatNumber(batch64)} ms a face in a batch of 64, ${formatNumber(batch1)} ms alone`);
  }
  return notes;
}

/** Where and how the list was measured: once for all models that share it. */
export function measuredNotes(models: readonly ShippedModel[]): string[] {
  const told = models.flatMap(({ milliseconds: record }) =>
    record ? [`measured on ${record.hardware}, by ${record.command}`] : [],
  );
  return [...new Set(told)];
}

/** `happy`, or `not sure (happy?)` below the threshold. */
export function answerText({ label, sure }: Prediction): string {
  return sure === false ? `not sure (${label}?)` : label;
}

/**
 * One row a face that could be read: file, answer, confidence and the two next best guesses. What is too long for a
 * terminal loses the beginning of its path.
 */
export function predictionTable(results: readonly Classified<string>[]): TextTable {
  const head = ['file', 'answer', 'confidence', 'next best'];
  const cells = results.flatMap(({ image, prediction }) =>
    prediction
      ? [[image, answerText(prediction), formatPercent(prediction.confidence, 1), nextBest(prediction)]]
      : [],
  );
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lengths(cells.map((row) => row[column]))),
  );
  const others = widths.slice(1).reduce((sum, width) => sum + width + 2, 0);
  const room = Math.max(LEAST_NAME, COLUMNS - others);
  return { head, rows: cells.map(([file, ...rest]) => [shortened(file, room), ...rest]) };
}

/** The longest alone: hundreds of thousands of arguments are more than a call takes. */
function lengths(texts: readonly string[]): [number] {
  return [texts.reduce((most, { length }) => Math.max(most, length), 0)];
}

function nextBest({ label, probabilities }: Prediction): string {
  return Object.entries(probabilities)
    .filter(([name]) => name !== label)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 2)
    .map(([name, share]) => `${name} ${formatPercent(share, 0)}`)
    .join(', ');
}

function shortened(text: string, room: number): string {
  return text.length <= room ? text : `…${text.slice(text.length - room + 1)}`;
}

/** How often each answer was given, the most frequent first and "not sure" last. */
export function answerCounts(results: readonly Classified<string>[]): [answer: string, faces: number][] {
  const counts = new Map<string, number>();
  let unsure = 0;
  for (const { prediction } of results) {
    if (prediction?.sure === false) unsure++;
    else if (prediction) counts.set(prediction.label, (counts.get(prediction.label) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return unsure > 0 ? [...sorted, ['not sure', unsure]] : sorted;
}

/**
 * One line a file: `file,label,sure,confidence,angry,…,error`. The classes' columns hold probabilities; `sure` is empty
 * without a threshold, and `error` where there is a prediction.
 */
export function* predictionsCsv(
  results: readonly Classified<string>[],
  classes: readonly string[],
): Generator<string> {
  yield `file,label,sure,confidence,${classes.map(csvField).join(',')},error\n`;
  for (const { image, prediction, error } of results) {
    const cells = prediction
      ? [
          ...[csvField(prediction.label), String(prediction.sure ?? ''), prediction.confidence.toFixed(6)],
          ...classes.map((name) => prediction.probabilities[name].toFixed(6)),
          '',
        ]
      : [...['', '', ''], ...classes.map(() => ''), csvField(error.message)];
    yield `${csvField(image)},${cells.join(',')}\n`;
  }
}
