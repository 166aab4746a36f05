/** Where every reader puts its rows, and where bad rows are refused or counted. */

import { createHash } from 'node:crypto';
import { PIXELS } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import type { Limits } from './limits.js';
import type { BadRow } from './types.js';

/** What a source held, before votes are laid over it. Same shapes as in `Dataset`. */
export interface SourceRows {
  readonly count: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly splits: Uint8Array;
  readonly splitNames: readonly string[];
  readonly skipped: readonly BadRow[];
  /** Place in the source (from 0, good and bad rows counted) of each skipped row. */
  readonly skippedAt: readonly number[];
  /** True for a csv: the order of its rows means something, so votes can be laid over them. */
  readonly ordered: boolean;
  /** SHA-256 of `pixels`, in hex. */
  readonly pixelsHash: string;
}

/** Rows hashed at a time: few enough to be still in the processor's cache. */
const HASH_ROWS = 256;

/**
 * Gathers rows. A reader fills `pixels` from `offset` on, then commits or rejects. The pixels are hashed on the way,
 * while a decompressor's thread is still at work.
 */
export class RowStore {
  /** Where the next row's 2304 pixels go, from `offset` on. */
  pixels: Uint8Array;
  offset = 0;
  /** The rows come out of an archive, whose damage may show as a bad row before it shows as itself. */
  compressed = false;
  readonly #hash = createHash('sha256');
  #hashed = 0;
  readonly #labels: number[] = [];
  readonly #splits: number[] = [];
  readonly #splitNames: string[] = [];
  readonly #skipped: BadRow[] = [];
  readonly #skippedAt: number[] = [];
  readonly #skipBad: boolean;
  readonly #limits: Limits;

  constructor(skipBad: boolean, limits: Limits) {
    this.#skipBad = skipBad;
    this.#limits = limits;
    this.pixels = new Uint8Array(64 * PIXELS);
  }

  /** Makes room for about so many rows before the first; more are no problem, only slower. */
  expect(rows: number): void {
    if (this.count === 0) this.pixels = room(Math.max(64, Math.ceil(rows)));
  }

  /** Good rows so far. */
  get count(): number {
    return this.#labels.length;
  }

  /** Good and bad rows so far. */
  get seen(): number {
    return this.#labels.length + this.#skipped.length;
  }

  /** Keeps the row whose pixels stand at `offset`. */
  commit(label: number, split: string): void {
    this.#labels.push(label);
    let index = this.#splitNames.indexOf(split);
    if (index < 0) index = this.#splitNames.push(split) - 1;
    this.#splits.push(index);
    this.offset += PIXELS;
    if (this.offset - this.#hashed >= HASH_ROWS * PIXELS) this.#hashOn();
    if (this.offset === this.pixels.length) this.#grow();
  }

  #hashOn(): void {
    this.#hash.update(this.pixels.subarray(this.#hashed, this.offset));
    this.#hashed = this.offset;
  }

  #grow(): void {
    const larger = room((this.pixels.length / PIXELS) * 2);
    larger.set(this.pixels);
    this.pixels = larger;
  }

  /**
   * Refuses a row: with `skipBad` it is listed, otherwise the read ends here.
   * @param where file, line and column, or an image's path
   * @param why what is wrong, without a full stop
   * @throws DataError without `skipBad`, and past the limit of bad rows with it
   */
  reject(where: string, why: string): void {
    if (!this.#skipBad) {
      throw new DataError(
        `${where}: ${why}; correct it${this.compressed ? ' (or the archive is damaged)' : ''}, or leave such rows out with --skip-bad.`,
      );
    }
    this.#skippedAt.push(this.seen);
    this.#skipped.push({ where, why });
    if (this.#skipped.length > this.#limits.badRows) {
      throw new DataError(
        `${where}: the ${this.#skipped.length}th bad row, and at most ${this.#limits.badRows} are skipped; check that this is a FER2013 data set.`,
      );
    }
  }

  /**
   * The rows in one piece.
   * @param source named in errors
   * @throws DataError when no good row was seen
   */
  finish(source: string, ordered: boolean): SourceRows {
    if (this.count === 0) {
      const first = this.#skipped[0];
      throw new DataError(
        first
          ? `${source} holds no usable row, all ${this.#skipped.length} are bad (first: ${first.where}: ${first.why}); check that this is a FER2013 data set.`
          : `${source} holds no rows: check that the file is complete.`,
      );
    }
    this.#hashOn();
    const used = this.pixels.subarray(0, this.offset);
    return {
      count: this.count,
      // A copy costs as much as hashing: taken only when much room would stay unused.
      pixels: used.length < this.pixels.length / 2 ? used.slice() : used,
      labels: Uint8Array.from(this.#labels),
      splits: Uint8Array.from(this.#splits),
      splitNames: this.#splitNames,
      skipped: this.#skipped,
      skippedAt: this.#skippedAt,
      ordered,
      pixelsHash: this.#hash.digest('hex'),
    };
  }
}

function room(rows: number): Uint8Array {
  try {
    return new Uint8Array(rows * PIXELS);
  } catch (error) {
    throw new DataError(`${rows} rows do not fit into memory: split the data set up.`, { cause: error });
  }
}
