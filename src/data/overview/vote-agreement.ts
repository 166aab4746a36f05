/** What the people who voted for FER+ say about the labels of FER2013. */
import { CLASSES } from '../../util/classes.js';
import { log } from '../../util/math.js';
import type { Dataset, RowVotes } from '../types.js';
import { CLASS_OF_VOTE, VOTE_NAMES } from '../votes.js';
import { type Spread, spread } from './distribution.js';
import { spreadOut } from './spread-out.js';

/** What a row's votes may come to besides one of the classes. */
const OTHERS = ['contempt', 'unknown', 'not a face', 'no majority'] as const;
/** No single answer has the most votes. */
const TIED = OTHERS.length - 1;

export interface VoteAgreement {
  /** Rows with at least one vote; all counts below are of them. */
  readonly rows: number;
  /** Columns of `confusion`: the classes, then contempt, unknown, not a face, no majority. */
  readonly answers: readonly string[];
  /** [class][answer] rows by the data's own label and by what most people voted for, of all ten answers. */
  readonly confusion: readonly (readonly number[])[];
  /** Most votes are for the label. */
  readonly agree: number;
  /** The label shares the most votes with another answer. */
  readonly tied: number;
  /** All votes are for one answer, and it is the label. */
  readonly unanimous: number;
  /** No one voted for the label. */
  readonly none: number;
  /** All votes are for one class, and it is not the label. */
  readonly unanimousAgainst: number;
  /** Most votes are for "not a face". */
  readonly notFace: number;
  /** Of the votes of a row over the ten answers, in bits: 0 when all agree, 1 for an even split in two. */
  readonly entropy: { readonly edges: readonly number[]; readonly histogram: readonly number[] } & {
    readonly all: Spread;
    /** By the data's own label. */
    readonly classes: readonly Spread[];
  };
  /**
   * Rows whose label no one voted for, the largest share of votes for one class first; evenly spread over the unanimous ones
   * when those are more than are listed.
   */
  readonly against: readonly {
    readonly row: number;
    readonly answer: string;
    readonly votes: number;
    readonly of: number;
  }[];
}

/** Bits, up to log2 10 = 3.32 for ten votes that all differ. */
const ENTROPY_EDGES = Array.from({ length: 15 }, (_, i) => i / 4);
const EXAMPLES = 24;
const WIDTH = VOTE_NAMES.length;

/** One row's votes, summed up. */
interface Ballot {
  readonly row: number;
  readonly votes: number;
  /** The most votes for one answer, and the answers that got so many. */
  readonly most: number;
  readonly winners: readonly number[];
  readonly forLabel: number;
  readonly entropy: number;
}

/**
 * Rows without votes are left out.
 * @param votes of every row, with the labels the rows had before votes replaced any
 */
export function voteAgreement(dataset: Dataset, { counts, labels }: RowVotes): VoteAgreement {
  const answers = [...CLASSES, ...OTHERS];
  const ballots: Ballot[] = [];
  for (let row = 0; row < dataset.count; row++) {
    const cast = counts.subarray(row * WIDTH, (row + 1) * WIDTH);
    const ballot = countBallot(row, cast, labels[row], CLASSES.length);
    if (ballot.votes > 0) ballots.push(ballot);
  }
  const confusion = CLASSES.map(() => answers.map(() => 0));
  for (const { row, winners } of ballots) {
    confusion[labels[row]][winners.length === 1 ? winners[0] : CLASSES.length + TIED]++;
  }
  const number = (test: (ballot: Ballot) => boolean): number => ballots.filter(test).length;
  const notFace = answers.indexOf('not a face');
  return {
    rows: ballots.length,
    answers,
    confusion,
    agree: confusion.reduce((sum, row, code) => sum + row[code], 0),
    tied: number(({ row, winners }) => winners.length > 1 && winners.includes(labels[row])),
    unanimous: number(({ forLabel, votes }) => forLabel === votes),
    none: number(({ forLabel }) => forLabel === 0),
    unanimousAgainst: number((ballot) => isAgainst(ballot, CLASSES.length) && ballot.most === ballot.votes),
    notFace: number(({ winners }) => winners.length === 1 && winners[0] === notFace),
    entropy: entropies(dataset, ballots, labels),
    against: against(ballots, answers, CLASSES.length),
  };
}

/** @param cast votes in the order of `VOTE_NAMES` */
function countBallot(row: number, cast: Uint8Array, label: number, classes: number): Ballot {
  const byAnswer = new Array<number>(classes + TIED).fill(0);
  let votes = 0;
  let sum = 0;
  for (let j = 0; j < WIDTH; j++) {
    if (cast[j] === 0) continue;
    // The three answers that are no class stand last in both lists, in the same order.
    byAnswer[CLASS_OF_VOTE[j] >= 0 ? CLASS_OF_VOTE[j] : classes + j - (WIDTH - TIED)] += cast[j];
    votes += cast[j];
    sum += cast[j] * log(cast[j]);
  }
  const most = Math.max(...byAnswer);
  const winners = byAnswer.flatMap((count, answer) => (count === most ? [answer] : []));
  const entropy = votes === 0 ? 0 : Math.max(0, (log(votes) - sum / votes) / Math.LN2);
  return { row, votes, most, winners, forLabel: byAnswer[label], entropy };
}

function entropies(
  { count }: Dataset,
  ballots: readonly Ballot[],
  labels: Uint8Array,
): VoteAgreement['entropy'] {
  const values = new Float64Array(count);
  for (const { row, entropy } of ballots) values[row] = entropy;
  const histogram = new Array<number>(ENTROPY_EDGES.length - 1).fill(0);
  for (const { entropy } of ballots) histogram[Math.floor(entropy * 4)]++;
  const rows = ballots.map(({ row }) => row);
  return {
    edges: ENTROPY_EDGES,
    histogram,
    all: spread('all', values, rows),
    classes: CLASSES.map((name, code) =>
      spread(
        name,
        values,
        rows.filter((row) => labels[row] === code),
      ),
    ),
  };
}

/** No one voted for the label, and most for one other class. */
function isAgainst({ forLabel, winners }: Ballot, classes: number): boolean {
  return forLabel === 0 && winners.length === 1 && winners[0] < classes;
}

function against(
  ballots: readonly Ballot[],
  answers: readonly string[],
  classes: number,
): VoteAgreement['against'] {
  const found = ballots
    .filter((ballot) => isAgainst(ballot, classes))
    .sort((a, b) => b.most / b.votes - a.most / a.votes || a.row - b.row);
  const unanimous = found.filter(({ most, votes }) => most === votes);
  return (unanimous.length > EXAMPLES ? spreadOut(unanimous, EXAMPLES) : found.slice(0, EXAMPLES)).map(
    ({ row, winners, most, votes }) => ({ row, answer: answers[winners[0]], votes: most, of: votes }),
  );
}

/** Whether most people saw no face in a row. */
export function votedNotFace({ counts }: RowVotes, row: number): boolean {
  const cast = counts.subarray(row * WIDTH, (row + 1) * WIDTH);
  return cast.every((votes, j) => j === WIDTH - 1 || votes < cast[WIDTH - 1]);
}
