/** Small CSV files read whole: votes, attributes, label issues. */
import { readFile, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { DataError } from '../util/errors.js';
import { readError } from './file-errors.js';

/**
 * The text of a file.
 * @param limit bytes
 * @param advice what to do about a larger one
 * @throws DataError for a missing or unreadable file, and for a larger one
 */
export async function readText(path: string, limit: number, advice: string): Promise<string> {
  try {
    if ((await stat(path)).size <= limit) return await readFile(path, 'utf8');
  } catch (error) {
    throw readError(path, error);
  }
  throw new DataError(`${path} is larger than the limit of ${limit} bytes: ${advice}.`);
}

/**
 * Lines of fields, the header among them; empty lines are left out, and all others are as long as the first.
 * @param what the file should be: `csv of attributes`
 * @param advice what to do when it is not
 * @throws DataError for a line of another length or a quote without an end
 */
export function parseCsv(text: string, source: string, what: string, advice: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true }) as string[][];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${source} is no ${what} (${reason}): ${advice}.`, { cause });
  }
}
