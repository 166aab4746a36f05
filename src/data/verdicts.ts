/** FER+ votes as verdicts on labels: which of the seven classes most voters chose for each row. */
import { OUTSIDE } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import type { Dataset } from './types.js';
import { CLASS_OF_VOTE, VOTE_NAMES, type Votes } from './votes.js';

/**
 * The most voted answers of each row of a data set, as bits: 1 << code for a class; `OUTSIDE` for contempt, unknown, not a
 * face, and for a row that FER+ dropped. More than one bit is set at a tie. All ten columns count, so that a face which
 * most voters do not know is no verdict for the class that a few chose.
 * @param votesSource the votes' file, for the message
 * @returns [count]
 * @throws DataError when the votes are of other rows: another count, another split at some row, or rows left out
 * @example
 * const verdicts = voteVerdicts(dataset, await readVotes('fer2013new.csv'), 'fer2013new.csv');
 * verdicts[0] === 1 << 6; // most voters call the first face neutral
 */
export function voteVerdicts(dataset: Dataset, votes: Votes, votesSource: string): Uint16Array {
  requireSameRows(dataset, votes, votesSource);
  return Uint16Array.from({ length: dataset.count }, (_, row) => verdictOf(votes, row));
}

function verdictOf(votes: Votes, row: number): number {
  const own = votes.votes.subarray(row * VOTE_NAMES.length, (row + 1) * VOTE_NAMES.length);
  const most = Math.max(...own);
  // FER+ names no image for a row that it dropped.
  if (most === 0 || votes.names[row] === '') return OUTSIDE;
  let bits = 0;
  own.forEach((count, column) => {
    const code = CLASS_OF_VOTE[column];
    if (count === most) bits |= code < 0 ? OUTSIDE : 1 << code;
  });
  return bits;
}

/** The votes of one row in words: `4 neutral, 3 anger, 2 disgust`; `dropped` for a row that FER+ dropped. */
export function votesText(votes: Votes, row: number): string {
  const named = VOTE_NAMES.map((name, column) => ({
    name,
    count: votes.votes[row * VOTE_NAMES.length + column],
  }));
  const given = named.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  if (votes.names[row] === '' || given.length === 0) return 'dropped';
  return given.map(({ name, count }) => `${count} ${name}`).join(', ');
}

function requireSameRows(dataset: Dataset, votes: Votes, votesSource: string): void {
  const { count, source, skipped, splitNames, splits } = dataset;
  if (skipped.length > 0) {
    throw new DataError(
      `${votesSource} goes by row numbers, and ${skipped.length} rows of ${source} were left out: correct them, or leave the votes out.`,
    );
  }
  if (votes.count !== count) {
    throw new DataError(
      `${votesSource} has ${votes.count} rows and ${source} has ${count}: give the FER+ file that belongs to this data set.`,
    );
  }
  const other = votes.splits?.findIndex((split, row) => split !== splitNames[splits[row]]) ?? -1;
  if (other < 0) return;
  throw new DataError(
    `${votesSource}, line ${other + 2}: Usage is ${votes.splits?.[other]} where ${source} has ${splitNames[splits[other]]}: give the FER+ file in this data set's row order.`,
  );
}
