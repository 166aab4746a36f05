/** Exact duplicates: rows whose 2304 pixels are all the same. */

import { PIXELS } from '../util/classes.js';
import type { Dataset } from './types.js';

/**
 * The first row with the same pixels, for each of `rows` (default: all). Rows are compared by a 53-bit hash, then
 * pixel by pixel, so no two different images are ever taken for one.
 * @returns [rows.length] row numbers; `result[i] === rows[i]` for the first of its kind among `rows`
 */
export function firstOfKind(dataset: Dataset, rows: Uint32Array = everyRow(dataset)): Uint32Array {
  const words = imageWords(dataset.pixels);
  const first = new Uint32Array(rows.length);
  const byHash = new Map<number, number | number[]>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const hash = hashImage(words, row);
    const known = byHash.get(hash);
    if (known === undefined) {
      byHash.set(hash, row);
      first[i] = row;
      continue;
    }
    const candidates = typeof known === 'number' ? [known] : known;
    const same = candidates.find((other) => sameImage(words, other, row));
    first[i] = same ?? row;
    if (same === undefined) byHash.set(hash, [...candidates, row]);
  }
  return first;
}

/** [0, 1, …, count − 1]. */
export function everyRow(dataset: Dataset): Uint32Array {
  return Uint32Array.from({ length: dataset.count }, (_, i) => i);
}

/** Groups of two rows or more with the same pixels, in the order of their first rows. */
export function duplicateGroups(dataset: Dataset): number[][] {
  const groups = new Map<number, number[]>();
  const first = firstOfKind(dataset);
  for (let row = 0; row < first.length; row++) {
    if (first[row] === row) continue;
    const group = groups.get(first[row]);
    if (group) group.push(row);
    else groups.set(first[row], [first[row], row]);
  }
  return [...groups.values()].sort((a, b) => a[0] - b[0]);
}

const WORDS = PIXELS / 4;

/** The pixels four at a time. */
function imageWords(pixels: Uint8Array): Uint32Array {
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2);
}

/** 53 bits of two multiplicative hashes. */
function hashImage(words: Uint32Array, row: number): number {
  let a = 0x811c9dc5 | 0;
  let b = 0x2545f491 | 0;
  const start = row * WORDS;
  for (let i = start; i < start + WORDS; i++) {
    a = Math.imul(a ^ words[i], 0x01000193);
    b = Math.imul(b ^ (words[i] >>> 7) ^ (words[i] << 25), 0x9e3779b1);
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}

function sameImage(words: Uint32Array, one: number, other: number): boolean {
  const a = one * WORDS;
  const b = other * WORDS;
  for (let i = 0; i < WORDS; i++) if (words[a + i] !== words[b + i]) return false;
  return true;
}
