/** `readDataset`: any of the sources a user may have, to one data set in memory. */

import { open, stat } from 'node:fs/promises';
import { CLASSES } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { type Chunks, limited, openFile, openGzip, peek, readCsv, sniff } from './bytes.js';
import type { ReadContext } from './context.js';
import { readError } from './file-errors.js';
import { fingerprint } from './fingerprint.js';
import { type Listing, listFolder, readFolder } from './folder.js';
import { LIMITS, type Limits } from './limits.js';
import { defaultCacheFolder, fileStamp, loadPack, savePack } from './pack.js';
import { RowStore, type SourceRows } from './rows.js';
import type { Dataset, ReadProgress, VotesAs } from './types.js';
import { layVotes } from './vote-labels.js';
import { readVotes } from './votes.js';

export interface ReadOptions {
  /** Leave bad rows out and list them in `skipped`, instead of stopping at the first. Default false. */
  skipBad?: boolean;
  /** Path of FER+'s `fer2013new.csv`, to lay its votes over the rows. */
  votes?: string;
  /**
   * How votes count: as target distributions (default), as one new label a row, or with FER+'s eight classes and its choice of
   * rows. See `layVotes`.
   */
  votesAs?: VotesAs;
  /** Use and keep a packed copy. Default true. */
  cache?: boolean;
  /** Where packed copies go when the data's own folder may not be written. Default: the user's cache folder. */
  cacheFolder?: string;
  /** Called as the read proceeds: bytes of a file, images of a folder. Not called when a packed copy is used. */
  onProgress?: ReadProgress;
  /** Ends the read early; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Upper bounds other than the default ones. */
  limits?: Partial<Limits>;
}

/** A source as it stands on disk now. */
interface Found {
  readonly path: string;
  readonly size: number;
  /** Set for a folder. */
  readonly listing?: Listing;
  readonly stamp: string;
  /** Time of the last change, ms since 1970. */
  readonly changedAt: number;
}

/**
 * Reads a data set: `fer2013.csv` or `icml_face_data.csv`, plain or inside .gz, .zip, .tar or .tar.gz, or a folder
 * (or archive) of images in class folders. What the file is goes by its first bytes, not by its name.
 *
 * A packed copy is kept beside the data (`<path>.vultus-pack`), or in the user's cache folder when the data's folder
 * may not be written; it is used until the source's size or times change.
 * @throws DataError for anything that cannot be read, with file, line and column
 * @example
 * const dataset = await readDataset('fer2013.csv.gz');
 * console.log(dataset.count, dataset.splitNames);
 */
export async function readDataset(path: string, options: ReadOptions = {}): Promise<Dataset> {
  options.signal?.throwIfAborted();
  const found = await find(path);
  // Parsed while the disk hands over a packed copy. A failure is told after the data's own.
  const reading =
    options.votes === undefined ? undefined : readVotes(options.votes, options.limits?.votesBytes);
  reading?.catch(() => {});
  const read = await readRows(found, options);
  const votes = await reading;
  const { rows, laid } = votes
    ? layVotes(read, path, votes, options.votes!, options.votesAs ?? 'soft')
    : { rows: read, laid: { classes: CLASSES, labels: read.labels } };
  const { count, pixels, splits, splitNames, skipped } = rows;
  const parts = { count, pixels, splits, splitNames, ...laid };
  return {
    ...parts,
    source: path,
    skipped,
    ...(rows.count < read.count && { unagreed: read.count - rows.count }),
    fingerprint: fingerprint(parts, rows.pixelsHash),
  };
}

/** Rows from the packed copy when one fits, otherwise from the source, keeping a packed copy for next time. */
async function readRows(found: Found, options: ReadOptions): Promise<SourceRows> {
  const useCache = options.cache ?? true;
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder();
  if (useCache) {
    const packed = await loadPack(found.path, found.stamp, cacheFolder);
    // A pack without bad rows serves everyone; one that left some out must not hide them from who did not ask to skip.
    if (packed && (packed.skipped.length === 0 || options.skipBad)) return packed;
  }
  const limits = { ...LIMITS, ...options.limits };
  const context: ReadContext = {
    source: found.path,
    rows: new RowStore(options.skipBad ?? false, limits),
    limits,
    signal: options.signal,
    progress: options.onProgress ?? (() => {}),
  };
  const ordered = await readSource(found, context);
  const rows = context.rows.finish(found.path, ordered);
  if (useCache) {
    const current = async () => (await find(found.path)).stamp;
    await savePack(found.path, rows, found.stamp, found.changedAt, current, cacheFolder);
  }
  return rows;
}

async function find(path: string): Promise<Found> {
  try {
    const stats = await stat(path);
    const times = { path, size: stats.size, changedAt: Math.max(stats.mtimeMs, stats.ctimeMs) };
    if (!stats.isDirectory()) return { ...times, stamp: await fileStamp(path) };
    const listing = listFolder(path);
    return { ...times, listing, stamp: listing.stamp };
  } catch (error) {
    throw readError(path, error);
  }
}

/** @returns whether the row order is that of a csv */
async function readSource(found: Found, context: ReadContext): Promise<boolean> {
  if (found.listing) {
    await readFolder(found.path, found.listing, context);
    return false;
  }
  if (found.size === 0)
    throw new DataError(`${found.path} is empty (0 bytes): check that it was copied whole.`);
  const { kind, format } = sniff(await firstBytes(found.path));
  // The archives' libraries take as long to load as a packed copy takes to read: only who needs them waits.
  if (kind === 'zip') return (await import('./zip.js')).readZip(found.path, context);
  if (kind === 'gzip') return readUnpacked(openGzip(found.path, found.size, context), context);
  if (kind === 'image') {
    throw new DataError(
      `${found.path} is a single ${format} image: give a folder with one sub-folder a class.`,
    );
  }
  if (kind === 'other') {
    throw new DataError(
      `${found.path} is a ${format} file, which is not read here: unpack or save it as plain csv.`,
    );
  }
  return readUnpacked(openFile(found.path, found.size, context), context);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(512), 0, 512, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readError(path, error);
  }
}

/** A csv or a tar. */
async function readUnpacked(bytes: Chunks, context: ReadContext): Promise<boolean> {
  const { head, chunks } = await peek(limited(bytes, context), 512);
  const { kind, format } = sniff(head);
  if (kind === 'tar') return (await import('./tar.js')).readTar(chunks, context);
  if (kind !== 'text') {
    throw new DataError(
      `${context.source} holds a ${format} file inside gzip: unpack it once and give what comes out.`,
    );
  }
  await readCsv(chunks, context.source, context);
  return true;
}
