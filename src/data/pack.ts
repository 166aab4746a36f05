/** Where packed copies lie, and when they may be used. Nothing here can make a read fail: no pack is only slower. */

import { createHash } from 'node:crypto';
import { constants, existsSync, realpathSync } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import envPaths from 'env-paths';
import { writeFilesAtomic } from '../export/atomic.js';
import { packSource, readPack, writePack } from './pack-format.js';
import type { SourceRows } from './rows.js';

/** A file system's clock may stand still this long (ms): two writes within it can leave the same time of change. */
const CLOCK_GRAIN_MS = 20;

/** The user's cache folder of this project, by the system's convention. */
export function defaultCacheFolder(): string {
  return envPaths('vultus', { suffix: '' }).cache;
}

/** Names the exact state of a file: size, time of change of its content and of its entry. */
export async function fileStamp(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return `file ${size} ${mtimeNs} ${ctimeNs}`;
}

/** Where the pack of `path` may lie: beside it, or in the cache folder; the same by whatever link it is named. */
export function packPaths(
  path: string,
  cacheFolder: string,
): { full: string; beside: string; cached: string } {
  const full = realPath(path);
  const key = createHash('sha256').update(full).digest('hex').slice(0, 16);
  return {
    full,
    beside: `${full}.vultus-pack`,
    cached: join(cacheFolder, `${basename(full)}-${key}.vultus-pack`),
  };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** The pack of a source in the state `stamp`; undefined when there is none that fits. */
export async function loadPack(
  path: string,
  stamp: string,
  cacheFolder: string,
): Promise<SourceRows | undefined> {
  const { beside, cached } = packPaths(path, cacheFolder);
  for (const place of [beside, cached]) {
    try {
      const file = await open(place, 'r');
      try {
        const rows = await readPack(file, stamp);
        if (rows) return rows;
      } finally {
        await file.close();
      }
    } catch {
      // Missing or unreadable: the same as no pack.
    }
  }
  return undefined;
}

/**
 * Keeps a packed copy beside the source, or in the cache folder when the source's folder may not be written.
 * Does nothing when the source has changed since `stamp` was taken. Never throws.
 * @param current takes the source's stamp again
 */
export async function savePack(
  path: string,
  rows: SourceRows,
  stamp: string,
  changedAt: number,
  current: () => Promise<string>,
  cacheFolder: string,
): Promise<void> {
  try {
    // A source written this very moment could be written again unnoticed: wait until the clock has moved on.
    const age = Date.now() - changedAt;
    if (age >= 0 && age < CLOCK_GRAIN_MS) await sleep(CLOCK_GRAIN_MS - age);
    if ((await current()) !== stamp) return;
    const { full, beside, cached } = packPaths(path, cacheFolder);
    // Not synced: a pack that a power cut tears fails its checksum and is rebuilt.
    const data = (file: FileHandle) => writePack(file, rows, full, stamp);
    const write = (path: string) => writeFilesAtomic([{ path, data, sync: false }]);
    if (await mayWrite(dirname(beside))) {
      try {
        await write(beside);
        return;
      } catch {
        // A full or odd disk: try the cache folder.
      }
    }
    await mkdir(dirname(cached), { recursive: true });
    await dropOrphans(dirname(cached));
    await write(cached);
  } catch {
    // No pack this time: the next start parses again.
  }
}

/** Removes the cache folder's packs of sources that are gone, and those of other versions, which no one can use. */
async function dropOrphans(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (!/-[0-9a-f]{16}\.vultus-pack$/.test(name)) continue;
    const place = join(cacheFolder, name);
    const file = await open(place, 'r');
    const source = await packSource(file).finally(() => file.close());
    if (source === undefined || !existsSync(source)) await rm(place, { force: true });
  }
}

/** A folder without any write permission stays untouched even when the user is root and could override it. */
async function mayWrite(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return process.platform === 'win32' || ((await stat(folder)).mode & 0o222) !== 0;
  } catch {
    return false;
  }
}
