/** FER+ votes laid over a data set's rows, as soft targets or as majority labels. */

import { CLASSES } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import type { SourceRows } from './rows.js';
import type { RowVotes } from './types.js';
import { classVotes, VOTE_NAMES, type Votes } from './votes.js';

export interface Relabelled {
  /** [count] class codes. */
  readonly labels: Uint8Array;
  /** [count, 7], for soft targets only. */
  readonly targets?: Float32Array;
  /** The votes themselves. */
  readonly votes: RowVotes;
}

/**
 * Lays votes over rows.
 *
 * - `soft`: a row's target is its votes for the seven classes divided by their sum. Votes for contempt, unknown and
 *   not-a-face are left out of the sum. Labels stay as they are. A row with no vote for any of the seven, or without
 *   an image name (FER+ dropped it), keeps its own label as a one-hot target.
 * - `majority`: a row's label becomes the class with most of those votes; at a tie its own label stays when it is
 *   among the tied, else the lowest code wins. A row without votes keeps its own label.
 *
 * @throws DataError when the votes are of another data set: another row count, another split at some row, or rows
 * of an image folder, whose order says nothing
 */
export function layVotes(
  rows: SourceRows,
  source: string,
  votes: Votes,
  votesSource: string,
  as: 'soft' | 'majority',
): Relabelled {
  const index = alignRows(rows, source, votes, votesSource);
  const labels = rows.labels.slice();
  const targets = as === 'soft' ? new Float32Array(rows.count * CLASSES.length) : undefined;
  for (let row = 0; row < rows.count; row++) {
    const sums = classVotes(votes, index[row]);
    const total = sums.reduce((a, b) => a + b, 0);
    if (!targets) {
      if (total > 0) labels[row] = majority(sums, labels[row]);
      continue;
    }
    if (total === 0) targets[row * CLASSES.length + labels[row]] = 1;
    else for (let c = 0; c < CLASSES.length; c++) targets[row * CLASSES.length + c] = sums[c] / total;
  }
  return { labels, targets, votes: { counts: countsOf(votes, index), labels: rows.labels } };
}

/** The rows of votes at `index`, in its order. */
function countsOf({ votes }: Votes, index: Uint32Array): Uint8Array {
  const width = VOTE_NAMES.length;
  const counts = new Uint8Array(index.length * width);
  index.forEach((at, row) => {
    counts.set(votes.subarray(at * width, (at + 1) * width), row * width);
  });
  return counts;
}

function majority(sums: readonly number[], own: number): number {
  const most = Math.max(...sums);
  return sums[own] === most ? own : sums.indexOf(most);
}

/** Vote row of each data row: the same order, less the rows that were skipped. */
function alignRows(rows: SourceRows, source: string, votes: Votes, votesSource: string): Uint32Array {
  if (!rows.ordered) {
    throw new DataError(
      `${votesSource} goes by the row order of fer2013.csv, and ${source} holds image files: give fer2013.csv, or leave the votes out.`,
    );
  }
  const all = rows.count + rows.skipped.length;
  if (votes.count !== all) {
    throw new DataError(
      `${votesSource} has ${votes.count} rows and ${source} has ${all}: give the FER+ file that belongs to this data set.`,
    );
  }
  const skipped = new Set(rows.skippedAt);
  const index = new Uint32Array(rows.count);
  for (let at = 0, row = 0; at < all; at++) if (!skipped.has(at)) index[row++] = at;
  if (!votes.splits) return index;
  for (let row = 0; row < rows.count; row++) {
    const ours = rows.splitNames[rows.splits[row]];
    const theirs = votes.splits[index[row]];
    if (ours !== theirs) {
      throw new DataError(
        `${votesSource}, line ${index[row] + 2}: Usage is ${theirs} where ${source} has ${ours}: give the FER+ file in this data set's row order.`,
      );
    }
  }
  return index;
}
