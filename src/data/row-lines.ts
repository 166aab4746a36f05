/** What the CSVs about rows of a data set have in common: named columns, and lines that each name a row. */
import { DataError } from '../util/errors.js';
import type { Dataset } from './types.js';

/**
 * Place of a column in a header.
 * @param advice what to give instead, for the message
 * @throws DataError when there is none of this name
 */
export function columnNamed(header: readonly string[], name: string, path: string, advice: string): number {
  const column = header.indexOf(name);
  if (column >= 0) return column;
  throw new DataError(`${path}, line 1: no column is named ${name}; ${advice}.`);
}

/**
 * The row a line names.
 * @param seen rows of earlier lines; this one is added
 * @param where file and line, for the message
 * @throws DataError when the text is no row number of the data set, or the row was named before
 */
export function takeRow(text: string, { count, source }: Dataset, seen: Set<number>, where: string): number {
  const row = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(row < count)) {
    throw new DataError(
      `${where}: "${text.slice(0, 40)}" is no row of ${source}; give a number from 0 to ${count - 1}.`,
    );
  }
  if (seen.has(row)) throw new DataError(`${where}: row ${row} stands there twice; leave one of them out.`);
  seen.add(row);
  return row;
}
