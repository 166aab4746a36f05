/** Streams of bytes: opening, looking at the first ones, unpacking, and a limit that headers cannot lie about. */

import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError } from '../util/errors.js';
import type { ReadContext } from './context.js';
import { counted } from './csv-header.js';
import { CsvParser } from './csv-parser.js';
import { readError } from './file-errors.js';
import { readAhead } from './read-ahead.js';

/**
 * Large chunks, because each costs a trip to the decompressor's thread and back: at Node's default of 16 KiB unpacking
 * takes twice as long.
 */
const CHUNK_BYTES = 1024 * 1024;

/**
 * FER2013 takes 8,390 bytes a row as text and 2,620 compressed. From them and a file's size comes a guess at its rows,
 * so that the pixels rarely have to move; a wrong guess costs time, never memory beyond the file's own size.
 */
export const ROW_BYTES = { text: 8000, compressed: 2400 } as const;

export type Chunks = AsyncIterable<Uint8Array>;
export type Kind = 'gzip' | 'zip' | 'tar' | 'image' | 'other' | 'text';

const MAGIC: readonly [kind: Kind, name: string, bytes: readonly number[]][] = [
  ['gzip', 'gzip', [0x1f, 0x8b]],
  ['zip', 'zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', 'zip', [0x50, 0x4b, 0x05, 0x06]],
  ['image', 'PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['image', 'JPEG', [0xff, 0xd8, 0xff]],
  ['image', 'WebP', [0x52, 0x49, 0x46, 0x46]],
  ['other', 'bzip2', [0x42, 0x5a, 0x68]],
  ['other', 'xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['other', '7-Zip', [0x37, 0x7a, 0xbc, 0xaf]],
  ['other', 'Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['other', 'RAR', [0x52, 0x61, 0x72, 0x21]],
  ['other', 'UTF-16', [0xff, 0xfe]],
  ['other', 'UTF-16', [0xfe, 0xff]],
];

/** What a file is, from its first 512 bytes, and that format's name. Whatever matches nothing is taken for text. */
export function sniff(head: Uint8Array): { kind: Kind; format: string } {
  for (const [kind, format, bytes] of MAGIC) {
    if (bytes.every((byte, i) => head[i] === byte)) return { kind, format };
  }
  return isTarHeader(head) ? { kind: 'tar', format: 'tar' } : { kind: 'text', format: 'text' };
}

/** A tar header says its own checksum: the sum of its 512 bytes, with the checksum's eight taken as spaces. */
function isTarHeader(head: Uint8Array): boolean {
  if (head.length < 512) return false;
  const stated = Number.parseInt(String.fromCharCode(...head.subarray(148, 156)).trim(), 8);
  let sum = 0;
  for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 32 : head[i];
  return stated === sum;
}

/** A file's bytes, with progress by bytes read. Errors become DataErrors that name `context.source`. */
export function openFile(path: string, size: number, context: ReadContext): Chunks {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  context.rows.expect(size / ROW_BYTES.text);
  return translated(file, context.source, () => context.progress(file.bytesRead, size));
}

/** A gzip file's bytes unpacked; inflating runs in its own thread beside the reader. */
export function openGzip(path: string, size: number, context: ReadContext): Chunks {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  context.rows.expect(size / ROW_BYTES.compressed);
  context.rows.compressed = true;
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // The callback is only there so that pipeline reports errors by destroying gunzip, which the loop then throws.
  pipeline(file, gunzip, () => {});
  // Bytes are counted a chunk at a time, so the damage lies there or a little later.
  const place = () =>
    `after byte ${gunzip.bytesWritten} of ${size}, ${counted(context.rows.seen, 'row')} read`;
  return translated(readAhead(gunzip), context.source, () => context.progress(file.bytesRead, size), place);
}

async function* translated(
  chunks: Chunks,
  where: string,
  after: () => void,
  place?: () => string,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of chunks) {
      yield chunk;
      after();
    }
  } catch (error) {
    throw readError(where, error, place?.());
  }
}

/** Passes bytes on until there are more than the limit. @throws DataError then, and the signal's reason when aborted */
export async function* limited(chunks: Chunks, context: ReadContext): AsyncGenerator<Uint8Array> {
  const limit = context.limits.unpackedBytes;
  let total = 0;
  for await (const chunk of chunks) {
    context.signal?.throwIfAborted();
    total += chunk.length;
    if (total > limit) {
      throw new DataError(
        `${context.source} unpacks to more than the limit of ${limit} bytes: check that it is a FER2013 data set and not a decompression bomb.`,
      );
    }
    yield chunk;
  }
}

/** The first bytes (at least `length` of them when there are so many) and the whole stream again. */
export async function peek(chunks: Chunks, length: number): Promise<{ head: Uint8Array; chunks: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < length) {
    const next = await iterator.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return { head, chunks: resume(head, iterator) };
}

async function* resume(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** Reads a csv's bytes into the store. @param where the csv's name, for errors */
export async function readCsv(chunks: Chunks, where: string, context: ReadContext): Promise<void> {
  const parser = new CsvParser(context.rows, where);
  for await (const chunk of chunks) parser.push(chunk);
  parser.end();
}

/** All bytes of a small file inside an archive. @throws DataError past `limit` bytes */
export async function gather(chunks: Chunks, limit: number, where: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > limit)
      throw new DataError(`${where} is larger than the limit of ${limit} bytes: make it smaller.`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
