/** A folder of images: `train/<class>/…`, `test/<class>/…` or `<class>/…`, in a fixed order on every system. */

import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../util/errors.js';
import type { ReadContext } from './context.js';
import { readError } from './file-errors.js';
import { isImageName } from './image-node.js';
import { noImages, readImages } from './images.js';

/** What lies in a folder and below. */
export interface Listing {
  /** Image paths relative to the folder, parts separated by `/`, sorted by code unit. */
  readonly images: readonly string[];
  /** Csv files, for a hint when there is no image. */
  readonly csv: readonly string[];
  /** Changes when any image is added, removed, renamed or written. */
  readonly stamp: string;
}

/**
 * Lists a folder. Hidden files and folders (`.name`, `__MACOSX`) are passed over; links are followed, each folder once.
 * @throws DataError when a folder cannot be read
 */
export function listFolder(root: string): Listing {
  const images: { path: string; stamp: string }[] = [];
  const csv: string[] = [];
  const visited = new Set<string>();
  const walk = (relative: string) => {
    const folder = join(root, relative);
    const at = statSync(folder);
    const identity = `${at.dev}:${at.ino}`;
    if (at.ino !== 0 && visited.has(identity)) return;
    visited.add(identity);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const isImage = isImageName(entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isSymbolicLink() && statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory())
        walk(path);
      else if (isImage) images.push({ path, stamp: stampOf(join(root, path)) });
      else if (/\.csv(\.gz)?$/i.test(entry.name)) csv.push(path);
    }
  };
  try {
    walk('');
  } catch (error) {
    throw readError((error as { path?: string }).path ?? root, error);
  }
  images.sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256');
  for (const image of images) hash.update(`${image.path}\0${image.stamp}\n`);
  return { images: images.map((image) => image.path), csv, stamp: `folder ${hash.digest('hex')}` };
}

function stampOf(path: string): string {
  const stat = statSync(path);
  return `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
}

/** Reads the images of a listing. @throws DataError when there are none, or at a bad one */
export async function readFolder(root: string, listing: Listing, context: ReadContext): Promise<void> {
  if (listing.images.length === 0) {
    if (listing.csv.length === 0) throw noImages(context.source);
    throw new DataError(
      `${context.source} holds no images, but there is ${join(root, listing.csv[0])}: give that file.`,
    );
  }
  const files = listing.images.map((path) => {
    const full = join(root, path);
    return { path, where: full, bytes: () => readLimited(full, context.limits.imageBytes) };
  });
  context.rows.expect(files.length);
  await readImages(files, files.length, context);
}

/** A file's bytes. @throws DataError when it cannot be read or has more than `limit` bytes */
export async function readLimited(path: string, limit: number): Promise<Uint8Array> {
  try {
    if (statSync(path).size <= limit) return await readFile(path);
  } catch (error) {
    throw readError(path, error);
  }
  throw new DataError(`${path} is larger than the limit of ${limit} bytes: make it smaller.`);
}
