/** Probabilities of every class for rows of a data set as a CSV, for whoever wants to look for label errors otherwise. */
import { writeFileAtomic } from '../export/atomic.js';
import { csvField } from '../util/csv.js';
import type { Dataset } from './types.js';

/**
 * Columns `row` (from 0), `fold` (from 1), `label`, and `p_NAME` of each class with seven decimals.
 * @param rows [n]
 * @param foldOf [n] from 0
 * @param probabilities [n, classes]
 * @throws OutputError when the file cannot be written
 * @example
 * await writeProbabilities('probabilities.csv', dataset, rows, answers.foldOf, answers.probabilities);
 */
export async function writeProbabilities(
  path: string,
  { classes, labels }: Pick<Dataset, 'classes' | 'labels'>,
  rows: Uint32Array,
  foldOf: Uint8Array,
  probabilities: Float32Array,
): Promise<void> {
  const k = classes.length;
  const lines = Array.from(rows, (row, i) => {
    const own = Array.from(probabilities.subarray(i * k, (i + 1) * k), (p) => p.toFixed(7));
    return [row, foldOf[i] + 1, csvField(classes[labels[row]]), ...own].join(',');
  });
  const head = ['row', 'fold', 'label', ...classes.map((name) => csvField(`p_${name}`))].join(',');
  await writeFileAtomic(path, `${[head, ...lines].join('\n')}\n`);
}
