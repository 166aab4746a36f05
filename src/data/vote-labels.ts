/** FER+ votes laid over a data set's rows: as soft targets, as majority labels, or as the labels of FER+ itself. */

import { CLASSES, FERPLUS_CLASSES, PIXELS } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { takeRows } from '../util/take-rows.js';
import { ferplusDistribution, ferplusMajority } from './ferplus.js';
import { sha256 } from './fingerprint.js';
import type { SourceRows } from './rows.js';
import type { RowVotes, VotesAs } from './types.js';
import { classVotes, VOTE_NAMES, type Votes, votesOfRows } from './votes.js';

/** The split that FER+'s authors train on; its rows are chosen by another rule than those that are measured. */
const TRAINED = 'Training';

export interface Relabelled {
  /** Class names by code. */
  readonly classes: readonly string[];
  /** [count] class codes. */
  readonly labels: Uint8Array;
  /** [count, classes], unless votes became majority labels. */
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
 * - `ferplus`: eight classes and the targets and choice of rows of FER+'s paper (ferplus.ts). Rows of `Training` stay where
 *   there is a label distribution, rows of every other split where one class has the majority.
 *
 * @returns the rows, those that are left out apart, and what they are called now
 * @throws DataError when the votes are of another data set: another row count, another split at some row, or rows
 * of an image folder, whose order says nothing; and when no row is left
 */
export function layVotes(
  rows: SourceRows,
  source: string,
  votes: Votes,
  votesSource: string,
  as: VotesAs,
): { readonly rows: SourceRows; readonly laid: Relabelled } {
  const index = alignRows(rows, source, votes, votesSource);
  if (as !== 'ferplus') return { rows, laid: relabel(rows, votes, index, as) };
  return ferplusRows(rows, votesSource, votesOfRows(votes, index), (row) => votes.names[index[row]] !== '');
}

function relabel(rows: SourceRows, votes: Votes, index: Uint32Array, as: 'soft' | 'majority'): Relabelled {
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
  return {
    classes: CLASSES,
    labels,
    targets,
    votes: { counts: votesOfRows(votes, index), labels: rows.labels },
  };
}

/** @param named whether FER+ kept a row at all */
function ferplusRows(
  rows: SourceRows,
  votesSource: string,
  counts: Uint8Array,
  named: (row: number) => boolean,
): { rows: SourceRows; laid: Relabelled } {
  const width = FERPLUS_CLASSES.length;
  const kept: number[] = [];
  const labels: number[] = [];
  const targets: number[] = [];
  for (let row = 0; row < rows.count; row++) {
    const cast = counts.subarray(row * VOTE_NAMES.length, (row + 1) * VOTE_NAMES.length);
    const shares = named(row) ? ferplusDistribution(cast) : undefined;
    const majority = named(row) ? ferplusMajority(cast) : undefined;
    const trains = rows.splitNames[rows.splits[row]] === TRAINED;
    if (trains ? shares === undefined : majority === undefined) continue;
    kept.push(row);
    // Without a majority, the first of the most frequent; without a distribution, the majority alone.
    const label = majority ?? shares!.indexOf(Math.max(...shares!));
    labels.push(label);
    targets.push(...(shares ?? Array.from({ length: width }, (_, code) => (code === label ? 1 : 0))));
  }
  if (kept.length === 0) {
    throw new DataError(
      `${votesSource}: on no row do people agree enough for a label; check that it is FER+'s fer2013new.csv.`,
    );
  }
  const index = Uint32Array.from(kept);
  const chosen = pick(rows, index);
  const votes = { counts: takeRows(counts, index, VOTE_NAMES.length), labels: chosen.labels };
  return {
    rows: chosen,
    laid: {
      classes: FERPLUS_CLASSES,
      labels: Uint8Array.from(labels),
      targets: Float32Array.from(targets),
      votes,
    },
  };
}

/** Some of the rows, in the order of `index`. */
function pick(rows: SourceRows, index: Uint32Array): SourceRows {
  const pixels = takeRows(rows.pixels, index, PIXELS);
  return {
    ...rows,
    count: index.length,
    pixels,
    labels: takeRows(rows.labels, index, 1),
    splits: takeRows(rows.splits, index, 1),
    pixelsHash: sha256(pixels),
  };
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
