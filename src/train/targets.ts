/** From labels or votes to the distributions and weights that the loss uses. */
import type { Dataset, VotesAs } from '../data/types.js';
import { UsageError } from '../util/errors.js';

/**
 * What each image should be called, as distributions.
 * @param votes `soft` and `ferplus` take the data set's vote shares, everything else its labels
 * @param share of the votes in each target, 0–1; the label is the rest. Votes tell how an image looks to people, the label
 *   how this data set calls it: a network that is judged by the labels and learns from both knows more than from either.
 * @returns [count, classes] rows that sum to 1
 * @throws UsageError when soft votes are asked for but absent, or present but not asked for
 */
export function targetTable(dataset: Dataset, votes: 'none' | VotesAs, share = 1): Float32Array {
  if (votes === 'soft' || votes === 'ferplus') {
    if (!dataset.targets) {
      throw new UsageError(
        `${dataset.source} carries no soft votes; lay a votes file over it, or train with votes: none.`,
      );
    }
    if (share === 1) return dataset.targets;
    const table = labelTable(dataset);
    return table.map((label, i) => (1 - share) * label + share * dataset.targets![i]);
  }
  if (dataset.targets) {
    throw new UsageError(
      `${dataset.source} carries soft votes but the configuration says votes: ${votes}; set votes to soft, or read the data without them.`,
    );
  }
  return labelTable(dataset);
}

/** [count, classes] with a 1 at each label. */
function labelTable({ count, labels, classes }: Dataset): Float32Array {
  const table = new Float32Array(count * classes.length);
  for (let row = 0; row < count; row++) table[row * classes.length + labels[row]] = 1;
  return table;
}

/**
 * Label smoothing (Szegedy et al. 2016, section 7): (1 − amount)·target + amount/classes.
 * @param amount 0–1
 * @returns the argument itself when amount is 0, else a new table
 */
export function smoothTargets(table: Float32Array, classes: number, amount: number): Float32Array {
  if (amount === 0) return table;
  return table.map((target) => (1 - amount) * target + amount / classes);
}

/**
 * Weight of each class in the loss.
 * `balanced` gives every class the same total: rows / (classes · rows of the class), as scikit-learn does.
 * @returns [classes], or undefined when every sample counts the same
 */
export function classWeights(
  choice: 'none' | 'balanced' | readonly number[],
  dataset: Dataset,
  rows: Uint32Array,
): readonly number[] | undefined {
  if (choice === 'none') return undefined;
  if (choice !== 'balanced') return choice;
  const counts = countClasses(dataset, rows);
  return counts.map((count) => rows.length / (counts.length * count));
}

/** Images of each class among the rows, [classes]. */
export function countClasses(dataset: Dataset, rows: Uint32Array): number[] {
  const counts = new Array<number>(dataset.classes.length).fill(0);
  for (const row of rows) counts[dataset.labels[row]]++;
  return counts;
}

/**
 * Loss weight of every row: the mean of its classes' weights under its target distribution.
 * @param table [count, classes] before smoothing, which says nothing about the image
 * @returns [count], or undefined when every sample counts the same
 */
export function sampleWeights(
  table: Float32Array,
  weights: readonly number[] | undefined,
): Float32Array | undefined {
  if (!weights) return undefined;
  const classes = weights.length;
  const result = new Float32Array(table.length / classes);
  for (let row = 0; row < result.length; row++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += table[row * classes + c] * weights[c];
    result[row] = sum;
  }
  return result;
}
