/** Files of one JSON value a line, which grow at their end: what a kill cuts off is at most their last line. */
import { appendFile } from 'node:fs/promises';
import { outputError } from '../export/atomic.js';

/** Adds one line. @throws OutputError when it cannot be written */
export async function appendLine(path: string, value: unknown): Promise<void> {
  try {
    await appendFile(path, lineOf(value));
  } catch (error) {
    throw outputError(path, error);
  }
}

/** A value as a line of such a file. */
export function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** The whole lines of a text: one without its line break was cut off while it was written, and is left out. */
export function wholeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}
