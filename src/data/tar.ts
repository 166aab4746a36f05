/** A tar archive, read in one pass: the csv inside, or images in class folders. */

import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { VultusError } from '../util/errors.js';
import { ambiguous, cleanPath, entryKind } from './archive.js';
import { type Chunks, gather, readCsv } from './bytes.js';
import type { ReadContext } from './context.js';
import { readError } from './file-errors.js';
import { type ImageFile, noImages, readImages } from './images.js';

/**
 * Reads a tar's bytes into the store.
 * @returns true when the rows came from a csv
 * @throws DataError when it holds neither a csv nor images, or more than one csv, or both
 */
export async function readTar(chunks: Chunks, context: ReadContext): Promise<boolean> {
  const entries = extract();
  // A failed pipeline destroys `entries`, so the loop below throws the same error; here it is only kept from being unhandled.
  const fed = pipeline(chunks, entries);
  fed.catch(() => {});
  const state = { csv: '', images: 0 };
  try {
    await readImages(imagesOf(entries, context, state), 0, context);
    await fed;
  } catch (error) {
    if (error instanceof VultusError) throw error;
    throw readError(context.source, error);
  }
  if (state.csv === '' && state.images === 0) throw noImages(context.source);
  return state.csv !== '';
}

/** Walks the entries: parses a csv on the way, hands images on. */
async function* imagesOf(
  entries: ReturnType<typeof extract>,
  context: ReadContext,
  state: { csv: string; images: number },
): AsyncGenerator<ImageFile> {
  for await (const entry of entries) {
    const path = cleanPath(entry.header.name);
    const kind = entry.header.type === 'file' ? entryKind(entry.header.name, context.source) : 'other';
    if (kind === 'csv') {
      if (state.csv !== '') throw ambiguous(context.source, state.csv, path);
      if (state.images > 0) throw ambiguous(context.source, 'images', path);
      state.csv = path;
      await readCsv(entry as Chunks, `${context.source}: ${path}`, context);
    } else if (kind === 'image') {
      if (state.csv !== '') throw ambiguous(context.source, state.csv, 'images');
      state.images++;
      const where = `${context.source}: ${path}`;
      const bytes = await gather(entry as Chunks, context.limits.imageBytes, where);
      yield { path, where, bytes: async () => bytes };
    } else {
      entry.resume();
    }
  }
}
