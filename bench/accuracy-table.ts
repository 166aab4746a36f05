/** What expression models are worth on labelled faces, and the tables that say so. */
import { accuracyOf, evaluateLogits } from '../src/evaluate/index.js';
import type { Rate } from '../src/evaluate/interval.js';
import type { Classified } from './expression-peers.js';
import { percentile } from './statistics.js';

export interface Scored {
  readonly name: string;
  readonly version: string;
  readonly parameters: number;
  readonly accuracy: Rate;
  /** Over the faces that are no copies of training images. */
  readonly withoutCopies?: Rate;
  /** In the order of the classes; null for one without faces. */
  readonly recall: readonly (Rate | null)[];
  readonly medianMs: number;
  readonly p95Ms: number;
}

/**
 * @param labels [faces] class codes
 * @param own places of the faces that are no copies of training images
 */
export function score(
  { scores, times, name, version, parameters }: Classified,
  labels: Uint8Array,
  classes: readonly string[],
  own?: readonly number[],
): Scored {
  const { accuracy, perClass } = evaluateLogits(scores, labels, classes);
  return {
    ...{ name, version, parameters, accuracy },
    ...(own && { withoutCopies: accuracyOf({ logits: scores, labels }, classes.length, own) }),
    recall: perClass.map(({ recall }) => recall),
    medianMs: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
  };
}

/** `65.31 % (63.7–66.9)`. */
function rateText({ value, low, high }: Rate): string {
  return `${(100 * value).toFixed(2)} % (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
}

/** A line for each contender: accuracies, milliseconds, size; and below them the recall of each class in per cent. */
export function scoresText(scored: readonly Scored[], classes: readonly string[]): string {
  const copies = scored.some(({ withoutCopies }) => withoutCopies);
  const head = ['', 'accuracy', ...(copies ? ['without copies'] : []), 'ms a face', 'p95', 'parameters'];
  const rows = scored.map(({ name, accuracy, withoutCopies, medianMs, p95Ms, parameters }) => [
    name,
    rateText(accuracy),
    ...(copies ? [withoutCopies ? rateText(withoutCopies) : ''] : []),
    ...[medianMs.toFixed(2), p95Ms.toFixed(2), parameters.toLocaleString('en')],
  ]);
  const recalls = scored.map(({ name, recall }) => [
    name,
    ...recall.map((rate) => (rate ? (100 * rate.value).toFixed(1) : '–')),
  ]);
  return `${aligned([head, ...rows])}\n\n${aligned([['recall in %', ...classes], ...recalls])}`;
}

/** Columns two blanks apart: the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]);
  return rows.map((row) => row.map(pad).join('  ')).join('\n');
}
