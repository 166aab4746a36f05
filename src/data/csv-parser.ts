/**
 * A FER2013 csv, byte by byte: chunks in, rows out. Written by hand because the pixels column is 99 % of the file
 * and never needs to become a string: 270 MB of digits turn into 74 MB of bytes in about 0.3 s.
 *
 * Fields may be quoted; lines end in LF, CRLF or CR; a byte order mark and blank lines are passed over. How the file
 * is cut into chunks never changes the result.
 */

import { CLASSES, PIXELS } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { counted, parseHeader, type Role, shorten } from './csv-header.js';
import { ACCEPTED_CLASSES, classCode, SPLIT_NAMES, splitName } from './names.js';
import type { RowStore } from './rows.js';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const QUOTE = 34;
const COMMA = 44;
/** A header or a short field longer than this is not one. */
const MAX_HEADER_BYTES = 65536;
const MAX_FIELD_BYTES = 256;
/** Where counting the digits of one pixel ends. */
const MAX_VALUE = 999_999_999;

export class CsvParser {
  readonly #rows: RowStore;
  readonly #source: string;
  #header: number[] = [];
  #roles: Role[] | undefined;
  #line = 1;
  /** Line the current row began on. */
  #rowLine = 1;
  #column = 0;
  #role: Role = 'ignore';
  /** No byte of the current field has been seen. */
  #fieldStart = true;
  #quoted = false;
  /** The last byte closed a quote: another quote means a literal one. */
  #quoteClosed = false;
  #afterCr = false;
  /** Bytes of the current short field. */
  #field = new Uint8Array(MAX_FIELD_BYTES);
  #fieldLength = 0;
  /** Pixels of this row so far; those past 2304 are only counted. */
  #pixel = 0;
  /** Digits of the pixel being read as a number, −1 before the first. */
  #value = -1;
  /** A pixel that is not a number, as far as it is read; '' for none. */
  #token = '';
  #label = -1;
  #split = 'Training';
  #bad: { column: string; why: string } | undefined;

  /** @param source the file's name, for errors */
  constructor(rows: RowStore, source: string) {
    this.#rows = rows;
    this.#source = source;
  }

  /** Reads the next bytes. @throws DataError at a bad row, unless the store skips them */
  push(chunk: Uint8Array): void {
    const end = chunk.length;
    let i = this.#roles ? 0 : this.#readHeader(chunk);
    while (i < end) {
      if (this.#role === 'pixels' && this.#value < 0 && this.#token === '' && !this.#afterCr) {
        const next = this.#scanPixels(chunk, i, end);
        if (next > i) this.#fieldStart = false;
        i = next;
        if (i === end) return;
      }
      this.#byte(chunk[i++]);
    }
  }

  /** Ends the file. @throws DataError when it held no header */
  end(): void {
    if (!this.#roles) {
      if (this.#header.length === 0)
        throw new DataError(`${this.#source} is empty: check that it was copied whole.`);
      this.#endHeader();
    }
    if (this.#quoted) this.#fail('', 'a quoted field is never closed');
    this.#quoted = false;
    if (this.#column > 0 || !this.#fieldStart) this.#endRow();
  }

  /** Gathers the first line that is not blank; returns where the rows begin. */
  #readHeader(chunk: Uint8Array): number {
    for (let i = 0; i < chunk.length; i++) {
      const c = chunk[i];
      if (c === LF || c === CR) {
        const wasCr = this.#afterCr;
        this.#afterCr = c === CR;
        if (c === LF && wasCr) continue;
        this.#line++;
        if (this.#endHeader()) return i + 1;
        continue;
      }
      this.#afterCr = false;
      this.#header.push(c);
      if (this.#header.length > MAX_HEADER_BYTES) {
        throw new DataError(
          `${this.#source}, line 1: no end of line in the first ${MAX_HEADER_BYTES} bytes, so this is no FER2013 csv; give a file whose first line names the columns emotion,pixels,Usage.`,
        );
      }
    }
    return chunk.length;
  }

  /** True when the gathered line was a header and not blank. */
  #endHeader(): boolean {
    const text = new TextDecoder().decode(Uint8Array.from(this.#header)); // drops a byte order mark
    this.#header = [];
    if (text.trim() === '') return false;
    this.#roles = parseHeader(text, this.#source);
    this.#startRow();
    return true;
  }

  /**
   * The fast path: whole pixels of one to three digits, each ended by one space, inside the chunk. Stops at
   * anything else and leaves it to `#byte`. Returns the index of the first byte not taken.
   */
  #scanPixels(chunk: Uint8Array, start: number, end: number): number {
    const out = this.#rows.pixels;
    const base = this.#rows.offset;
    const last = base + PIXELS;
    const safe = end - 3; // chunk[i + 3] exists
    let at = base + this.#pixel;
    let i = start;
    while (i < safe && at < last) {
      let value = chunk[i] - 48;
      if (value < 0 || value > 9) break;
      let c = chunk[i + 1];
      if (c === SPACE) {
        i += 2;
      } else {
        c -= 48;
        if (c < 0 || c > 9) break;
        value = value * 10 + c;
        c = chunk[i + 2];
        if (c === SPACE) {
          i += 3;
        } else {
          c -= 48;
          if (c < 0 || c > 9) break;
          value = value * 10 + c;
          if (value > 255 || chunk[i + 3] !== SPACE) break;
          i += 4;
        }
      }
      out[at++] = value;
    }
    if (i > start) this.#pixel = at - base;
    return i;
  }

  /** The slow path: any byte in any state. */
  #byte(c: number): void {
    if (this.#afterCr) {
      this.#afterCr = false;
      if (c === LF) return;
    }
    if (this.#quoted) {
      if (c === QUOTE) {
        this.#quoted = false;
        this.#quoteClosed = true;
      } else {
        if (c === LF) this.#line++;
        this.#content(c);
      }
      return;
    }
    if (c === COMMA) {
      this.#endField();
      this.#startField(this.#column + 1);
    } else if (c === LF || c === CR) {
      this.#line++;
      this.#endRow();
      this.#afterCr = c === CR;
    } else if (c === QUOTE && (this.#fieldStart || this.#quoteClosed)) {
      this.#quoted = true;
      if (this.#quoteClosed) this.#content(c);
      this.#quoteClosed = false;
      this.#fieldStart = false;
    } else {
      this.#content(c);
    }
  }

  #content(c: number): void {
    this.#fieldStart = false;
    if (this.#role === 'pixels') this.#pixelByte(c);
    else if (this.#role !== 'ignore' && this.#fieldLength < MAX_FIELD_BYTES)
      this.#field[this.#fieldLength++] = c;
  }

  #pixelByte(c: number): void {
    if (c === SPACE || c === TAB || c === LF || c === CR) {
      this.#endPixel();
    } else if (this.#token !== '') {
      if (this.#token.length < 24) this.#token += String.fromCharCode(c);
    } else if (c >= 48 && c <= 57) {
      this.#value = Math.min(Math.max(this.#value, 0) * 10 + c - 48, MAX_VALUE);
    } else {
      this.#token = (this.#value < 0 ? '' : String(this.#value)) + String.fromCharCode(c);
      this.#value = -1;
    }
  }

  #endPixel(): void {
    const { offset, pixels } = this.#rows;
    if (this.#token !== '') {
      const text = shorten(this.#token);
      this.#fail(
        'pixels',
        `pixel ${this.#pixel + 1} of ${PIXELS} is ${text}, not a whole number from 0 to 255`,
      );
      this.#token = '';
    } else if (this.#value > 255) {
      this.#fail(
        'pixels',
        `pixel ${this.#pixel + 1} of ${PIXELS} is ${this.#value}${this.#value === MAX_VALUE ? ' or more' : ''}, above 255`,
      );
    } else if (this.#value < 0) {
      return;
    } else if (this.#pixel < PIXELS) {
      pixels[offset + this.#pixel] = this.#value;
    }
    this.#value = -1;
    this.#pixel++;
  }

  #startRow(): void {
    this.#rowLine = this.#line;
    this.#pixel = 0;
    this.#label = -1;
    this.#split = 'Training';
    this.#bad = undefined;
    this.#startField(0);
  }

  #startField(column: number): void {
    this.#column = column;
    this.#role = this.#roles![column] ?? 'ignore';
    this.#fieldStart = true;
    this.#quoteClosed = false;
    this.#fieldLength = 0;
  }

  #endField(): void {
    if (this.#role === 'pixels') {
      this.#endPixel();
      if (this.#pixel !== PIXELS)
        this.#fail('pixels', `${counted(this.#pixel, 'pixel')} instead of ${PIXELS}`);
    } else if (this.#role === 'emotion') {
      this.#endEmotion();
    } else if (this.#role === 'usage') {
      const text = this.#text();
      const split = splitName(text);
      if (split) this.#split = split;
      else this.#fail('Usage', `unknown Usage "${shorten(text)}", known are ${SPLIT_NAMES.join(', ')}`);
    }
  }

  #endEmotion(): void {
    const digit = this.#field[0] - 48;
    if (this.#fieldLength === 1 && digit >= 0 && digit < CLASSES.length) {
      this.#label = digit;
      return;
    }
    const text = this.#text();
    const code = classCode(text);
    if (code !== undefined) this.#label = code;
    else this.#fail('emotion', `emotion is "${shorten(text)}", known are ${ACCEPTED_CLASSES}`);
  }

  #text(): string {
    return new TextDecoder().decode(this.#field.subarray(0, this.#fieldLength)).trim();
  }

  #endRow(): void {
    const blank = this.#column === 0 && this.#fieldStart;
    if (!blank) {
      this.#endField();
      const columns = this.#roles!.length;
      if (this.#column + 1 !== columns)
        this.#fail('', `${counted(this.#column + 1, 'column')} instead of ${columns}`);
      if (this.#bad) {
        const column = this.#bad.column === '' ? '' : `, column ${this.#bad.column}`;
        this.#rows.reject(`${this.#source}, line ${this.#rowLine}${column}`, this.#bad.why);
      } else {
        this.#rows.commit(this.#label, this.#split);
      }
    }
    this.#startRow();
  }

  /** Remembers the first thing wrong with this row. */
  #fail(column: string, why: string): void {
    this.#bad ??= { column, why };
  }
}
