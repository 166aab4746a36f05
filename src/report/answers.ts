/** The network's answers to single images: packed for a page, and as a table for other programs. */
import type { ImageAnswers } from '../evaluate/worst.js';
import { csvField } from '../util/csv.js';
import type { ReportAnswers } from './types.js';

/** More faces than these make a page slow to open: it then holds those with the greatest loss. */
const MOST_SHOWN = 5000;

/**
 * Two bytes a probability instead of the seven or more of its digits.
 * @param images by falling loss
 * @param most images to keep, the first ones
 */
export function packAnswers(images: ImageAnswers, most = MOST_SHOWN): ReportAnswers {
  const n = Math.min(most, images.rows.length);
  const k = images.probabilities.length / images.rows.length;
  const shares = Uint16Array.from(images.probabilities.subarray(0, n * k), (p) => Math.round(65535 * p));
  return {
    rows: [...images.rows.subarray(0, n)],
    labels: base64(images.labels.subarray(0, n)),
    answers: base64(images.answers.subarray(0, n)),
    losses: base64(Float32Array.from(images.losses.subarray(0, n))),
    probabilities: base64(shares),
  };
}

function base64(values: Uint8Array | Uint16Array | Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/**
 * One line an image, by falling loss: `row,label,answer,loss,angry,disgust,…`, the classes' columns holding probabilities.
 * Rows count from 0.
 */
export function* errorsCsv(images: ImageAnswers, classes: readonly string[]): Generator<string> {
  const { rows, labels, answers, losses, probabilities } = images;
  const k = classes.length;
  const names = classes.map(csvField);
  yield `row,label,answer,loss,${names.join(',')}\n`;
  for (let i = 0; i < rows.length; i++) {
    const shares = Array.from(probabilities.subarray(i * k, (i + 1) * k), (p) => p.toFixed(6));
    yield `${rows[i]},${names[labels[i]]},${names[answers[i]]},${losses[i].toFixed(6)},${shares.join(',')}\n`;
  }
}
