/** Where every reader puts its rows, and where bad rows are refused or counted. */

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
}

/** Rows of one block: pixels are gathered in blocks, so that no row ever moves while its file is read. */
const BLOCK_ROWS = 1024;

/** Gathers rows. A reader fills `pixels` from `offset` on, then commits or rejects. */
export class RowStore {
  /** Block the next row's pixels go to, from `offset` on. */
  pixels = new Uint8Array(BLOCK_ROWS * PIXELS);
  offset = 0;
  readonly #blocks: Uint8Array[] = [];
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
    if (this.offset < this.pixels.length) return;
    this.#blocks.push(this.pixels);
    this.pixels = new Uint8Array(BLOCK_ROWS * PIXELS);
    this.offset = 0;
  }

  /**
   * Refuses a row: with `skipBad` it is listed, otherwise the read ends here.
   * @param where file, line and column, or an image's path
   * @param why what is wrong, without a full stop
   * @throws DataError without `skipBad`, and past the limit of bad rows with it
   */
  reject(where: string, why: string): void {
    if (!this.#skipBad) {
      throw new DataError(`${where}: ${why}; correct it, or leave such rows out with --skip-bad.`);
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
    const pixels = new Uint8Array(this.count * PIXELS);
    this.#blocks.forEach((block, i) => {
      pixels.set(block, i * BLOCK_ROWS * PIXELS);
    });
    pixels.set(this.pixels.subarray(0, this.offset), this.#blocks.length * BLOCK_ROWS * PIXELS);
    return {
      count: this.count,
      pixels,
      labels: Uint8Array.from(this.#labels),
      splits: Uint8Array.from(this.#splits),
      splitNames: this.#splitNames,
      skipped: this.#skipped,
      skippedAt: this.#skippedAt,
      ordered,
    };
  }
}
