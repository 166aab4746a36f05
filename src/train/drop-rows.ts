/** Rows left out of training by name, as a configuration keeps them: short enough to read, complete enough to resume. */
import type { Dataset } from '../data/types.js';
import { DataError } from '../util/errors.js';

/** What `rowsToText` writes. */
export const ROWS_TEXT = /^\d{1,15}(-\d{1,15})?(,\d{1,15}(-\d{1,15})?)*$/;

/** Row numbers in rising order, with runs of neighbours as ranges. @example rowsToText([7, 3, 4, 5]); // '3-5,7' */
export function rowsToText(rows: Iterable<number>): string {
  const sorted = [...new Set(rows)].sort((a, b) => a - b);
  const ranges: [first: number, last: number][] = [];
  for (const row of sorted) {
    const range = ranges.at(-1);
    if (range && range[1] === row - 1) range[1] = row;
    else ranges.push([row, row]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/**
 * The rows a text of `rowsToText` stands for.
 * @throws DataError when the data set has no such row
 */
export function textToRows(text: string, dataset: Pick<Dataset, 'count' | 'source'>): Set<number> {
  const rows = new Set<number>();
  for (const range of text.split(',')) {
    const [first, last = first] = range.split('-').map(Number);
    if (!(first <= last && last < dataset.count)) {
      throw new DataError(
        `${dataset.source} has no rows ${range} to leave out (it has ${dataset.count}); use the data that the rows were listed for.`,
      );
    }
    for (let row = first; row <= last; row++) rows.add(row);
  }
  return rows;
}
