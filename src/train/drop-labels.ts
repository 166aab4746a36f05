/** From a file of label issues to the setting that leaves its rows out of training. */
import { readIssues } from '../data/read-issues.js';
import type { Dataset } from '../data/types.js';
import { DataError, UsageError } from '../util/errors.js';
import { rowsToText } from './drop-rows.js';

/**
 * The setting `dropRows` for the first rows of an `issues.csv`.
 * @param trainSplit the split that will train; issues found with the help of other splits would let these decide what trains
 * @param first so many from the top; all when absent
 * @throws DataError when the file does not belong to the data or names no row; UsageError when it was made of another split,
 *   or holds fewer rows than wished
 * @example
 * const config = { ...completeConfig({ model: 'resnet-s' }), dropRows: await dropRowsFrom('labels/issues.csv', dataset, 'Training') };
 */
export async function dropRowsFrom(
  path: string,
  dataset: Dataset,
  trainSplit: string,
  first?: number,
): Promise<string> {
  const { rows, split } = await readIssues(path, dataset);
  if (split !== trainSplit) {
    throw new UsageError(
      `${path} was made of split ${split}, and ${trainSplit} trains: images that are kept to measure on would help to choose what trains; run npx vultus labels with --split ${trainSplit}.`,
    );
  }
  if (rows.length === 0) throw new DataError(`${path} names no row: there is nothing to drop, leave it out.`);
  if (first !== undefined && first > rows.length) {
    throw new UsageError(`${path} names ${rows.length} rows, not ${first}: give a smaller --drop-count.`);
  }
  return rowsToText(rows.slice(0, first));
}
