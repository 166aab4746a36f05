/** What a data set is, for every reader and every later stage. */

/**
 * A whole data set in memory. Row order is the source's order.
 * Pixels are 0–255 gray; labels are FER2013 codes 0–6 (see `util/classes.ts`), or FER+'s 0–7.
 */
export interface Dataset {
  /** Rows. */
  readonly count: number;
  /** [count, 48, 48] row-major gray values. */
  readonly pixels: Uint8Array;
  /** [count] class codes, of `classes`. */
  readonly labels: Uint8Array;
  /** [count] index into `splitNames`. */
  readonly splits: Uint8Array;
  /** Names of the splits present in the source, e.g. `Training`, `PublicTest`, `PrivateTest`. */
  readonly splitNames: readonly string[];
  /** [count, classes] target distributions (rows sum to 1) when soft votes were laid over; otherwise absent. */
  readonly targets?: Float32Array;
  /** What people voted for each row, when votes were laid over; otherwise absent. */
  readonly votes?: RowVotes;
  /** Class names by code. */
  readonly classes: readonly string[];
  /** What was read, as the user named it. */
  readonly source: string;
  /** SHA-256 (hex) over count, pixels, labels, splits and targets: names this exact data set. */
  readonly fingerprint: string;
  /** Rows left out by `skipBad`, and where; empty otherwise. */
  readonly skipped: readonly BadRow[];
  /** Rows left out because people did not agree on them enough for FER+'s rules; absent where none was. */
  readonly unagreed?: number;
}

/** What votes laid over rows may become; `layVotes` says how. */
export const VOTES_AS = ['soft', 'majority', 'ferplus'] as const;
export type VotesAs = (typeof VOTES_AS)[number];

/** FER+ votes of a data set's rows. */
export interface RowVotes {
  /** [count, 10] votes in the order of `VOTE_NAMES`. */
  readonly counts: Uint8Array;
  /** [count] the source's own class codes, also where majority votes took the place of `labels`. */
  readonly labels: Uint8Array;
}

/** A row or file that could not be read. */
export interface BadRow {
  /** `fer2013.csv, line 17, column pixels` or a file's path. */
  readonly where: string;
  /** One sentence. */
  readonly why: string;
}

/** Progress of a long read: done and total in the same unit (bytes or files); total 0 when unknown. */
export type ReadProgress = (done: number, total: number) => void;
