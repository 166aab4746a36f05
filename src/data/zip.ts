/** A zip archive: the csv inside, or images in class folders. */

import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DataError, VultusError } from '../util/errors.js';
import { ambiguous, cleanPath, entryKind } from './archive.js';
import { type Chunks, gather, limited, ROW_BYTES, readCsv } from './bytes.js';
import type { ReadContext } from './context.js';
import { type ImageFile, noImages, readImages } from './images.js';

/** Names that win when a zip holds several csv files, as the challenge's own archive does. */
const PREFERRED = ['fer2013.csv', 'icml_face_data.csv'];

/**
 * Reads a zip into the store.
 * @returns true when the rows came from a csv
 * @throws DataError when it is damaged, holds nothing to read, or leaves open what to read
 */
export async function readZip(path: string, context: ReadContext): Promise<boolean> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false });
    const csv: Entry[] = [];
    const images: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      context.signal?.throwIfAborted();
      if (entry.fileName.endsWith('/')) continue;
      const kind = entryKind(entry.fileName, context.source);
      if (kind === 'csv') csv.push(entry);
      else if (kind === 'image') images.push(entry);
      if (images.length > context.limits.images) throw tooMany(context);
    }
    return await readEntries(zip, csv, images, context);
  } catch (error) {
    throw zipError(error, context.source);
  } finally {
    zip?.close();
  }
}

async function readEntries(
  zip: ZipFile,
  csv: Entry[],
  images: Entry[],
  context: ReadContext,
): Promise<boolean> {
  context.rows.compressed = true;
  const preferred = PREFERRED.flatMap((name) =>
    csv.filter((entry) => entry.fileName.split('/').pop() === name),
  );
  const chosen = preferred[0] ?? csv[0];
  if (!chosen) {
    if (images.length === 0) throw noImages(context.source);
    await readImages(imagesOf(zip, images, context), images.length, context);
    return false;
  }
  if (preferred.length === 0) {
    if (csv.length > 1) throw ambiguous(context.source, csv[0].fileName, csv[1].fileName);
    if (images.length > 0) throw ambiguous(context.source, csv[0].fileName, 'images');
  }
  // The stated size may lie, so the file's own is the bound.
  context.rows.expect(Math.min(chosen.compressedSize, zip.fileSize) / ROW_BYTES.compressed);
  const chunks = limited(await open(zip, chosen, context), context);
  await readCsv(withProgress(chunks, chosen, context), `${context.source}: ${chosen.fileName}`, context);
  return true;
}

async function open(zip: ZipFile, entry: Entry, context: ReadContext): Promise<Chunks> {
  if (entry.isEncrypted()) {
    throw new DataError(
      `${context.source}: ${entry.fileName} is encrypted; unpack it with its password first.`,
    );
  }
  return zip.openReadStreamPromise(entry);
}

/** The entry's stated size serves the progress alone. */
async function* withProgress(chunks: Chunks, entry: Entry, context: ReadContext): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of chunks) {
    yield chunk;
    done += chunk.length;
    context.progress(done, entry.uncompressedSize);
  }
}

async function* imagesOf(zip: ZipFile, images: Entry[], context: ReadContext): AsyncGenerator<ImageFile> {
  let total = 0;
  for (const entry of images) {
    const where = `${context.source}: ${entry.fileName}`;
    const bytes = await gather(await open(zip, entry, context), context.limits.imageBytes, where);
    total += bytes.length;
    if (total > context.limits.unpackedBytes) {
      throw new DataError(
        `${context.source} unpacks to more than the limit of ${context.limits.unpackedBytes} bytes: check that it is a FER2013 data set and not a decompression bomb.`,
      );
    }
    yield { path: cleanPath(entry.fileName), where, bytes: async () => bytes };
  }
}

function tooMany(context: ReadContext): DataError {
  return new DataError(
    `${context.source} holds more than the limit of ${context.limits.images} images; split it up.`,
  );
}

function zipError(error: unknown, source: string): unknown {
  if (error instanceof VultusError || (error as Error | null)?.name === 'AbortError') return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (/relative path|absolute path/.test(reason)) {
    return new DataError(
      `${source}: an entry points outside the archive (${reason}); get the archive from a source you trust.`,
      { cause: error },
    );
  }
  return new DataError(
    `${source} is a damaged or cut-short zip archive (${reason}): download or copy it again.`,
    { cause: error },
  );
}
