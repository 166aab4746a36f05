/**
 * Writing files so that a reader finds either the old file or the new one, whole: to a temporary name in the same
 * folder, synced to disk, then renamed over the target. Whatever goes wrong, earlier files stay as they were.
 */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, OutputError, VultusError } from '../util/errors.js';

/** The file-system calls in use; tests replace them to make them fail. */
export type FileCalls = Pick<typeof fs, 'open' | 'rename' | 'rm'>;

/** What a file is to hold: text (UTF-8), bytes, or a function that writes them piece by piece. */
export type Content = string | Uint8Array | ((file: fs.FileHandle) => Promise<void>);

/** A file to be written. */
export interface OutputFile {
  readonly path: string;
  readonly data: Content;
  /** Wait until the bytes are on the disk (default); only what can be made again at any time may do without. */
  readonly sync?: boolean;
}

/**
 * Writes one file whole or not at all. The folder must exist. A link stays, and the file it leads to is written.
 * @throws OutputError saying what stopped it: no right to write, a full disk, a missing folder, …
 * @example
 * await writeFileAtomic('runs/classic/config.json', JSON.stringify(config));
 */
export async function writeFileAtomic(path: string, data: Content, calls: FileCalls = fs): Promise<void> {
  await writeFilesAtomic([{ path, data }], calls);
}

/**
 * Writes several files that belong together: all are written and synced under temporary names before the first is
 * renamed, so that a full disk leaves every earlier file as it was.
 * @throws OutputError naming the file that could not be written
 */
export async function writeFilesAtomic(files: readonly OutputFile[], calls: FileCalls = fs): Promise<void> {
  const staged: { temporary: string; target: string; path: string }[] = [];
  let current = '';
  try {
    for (const { path, data, sync = true } of files) {
      current = path;
      const target = await targetOf(path);
      const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
      staged.push({ temporary, target, path });
      await fill(temporary, data, sync, calls);
    }
    for (const { temporary, target, path } of staged) {
      current = path;
      await renamePatiently(temporary, target, calls);
    }
  } catch (error) {
    for (const { temporary } of staged) await calls.rm(temporary, { force: true }).catch(() => {});
    throw outputError(current, error);
  }
  const durable = staged.filter((_, i) => files[i].sync !== false);
  for (const folder of new Set(durable.map(({ target }) => dirname(target)))) await syncFolder(folder, calls);
}

/**
 * The file to replace: what a link leads to, there or not yet, otherwise the path itself.
 * @throws OutputError for a folder, a device or anything else that is no file
 */
async function targetOf(path: string): Promise<string> {
  const found = await fs.stat(path).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
  if (found && !found.isFile()) {
    const what = found.isDirectory() ? 'a folder has that name' : 'it is a device or a pipe, not a file';
    throw new OutputError(`cannot write ${path}: ${what}; choose another name.`);
  }
  // Whatever is no link has nothing to read.
  const link = await fs.readlink(path).catch(() => undefined);
  return link === undefined ? path : targetOf(resolve(await fs.realpath(dirname(path)), link));
}

/**
 * Creates a folder and its parents where missing.
 * @throws OutputError when that is not possible, for instance because a file has the name
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeFolders(resolve(path));
  } catch (error) {
    throw outputError(path, error);
  }
}

/**
 * The names in a folder that is to be written, hidden ones aside; none when it is not there yet.
 * @throws OutputError when it cannot be read, for instance because it is a file
 */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await fs.readdir(folder)).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw outputError(folder, error);
  }
}

/** @throws OutputError when the folder to be written holds anything but hidden files */
export async function requireEmptyFolder(folder: string): Promise<void> {
  const [first] = await namesIn(folder);
  if (first === undefined) return;
  throw new OutputError(`${folder} holds other files (${first}, …); give another --out.`);
}

/** Node's own recursive mkdir never ends where a file system lets no folder be made in a folder that is there (/proc). */
async function makeFolders(path: string): Promise<void> {
  const made = await makeOne(path);
  if (made || dirname(path) === path) return;
  await makeFolders(dirname(path));
  await fs.mkdir(path).catch(unlessFolder(path));
}

/** @returns false when the folder around it is missing */
async function makeOne(path: string): Promise<boolean> {
  try {
    await fs.mkdir(path).catch(unlessFolder(path));
    return true;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return false;
  }
}

/** A folder that is there already, or a link to one, is as good as made. */
const unlessFolder = (path: string) => async (error: unknown) => {
  const found = await fs.stat(path).catch(() => undefined);
  if (!found?.isDirectory()) throw error;
};

async function fill(path: string, data: Content, sync: boolean, calls: FileCalls): Promise<void> {
  const handle = await calls.open(path, 'wx');
  try {
    if (typeof data === 'function') await data(handle);
    else await handle.writeFile(data);
    if (sync) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** On Windows a virus scanner or indexer may hold the target open for a moment: try again for up to half a second. */
async function renamePatiently(from: string, to: string, calls: FileCalls): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await calls.rename(from, to);
    } catch (error) {
      const held = ['EPERM', 'EBUSY'].includes(errorCode(error));
      if (!held || process.platform !== 'win32' || attempt === 10) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Makes the new names themselves durable. Windows and some network disks cannot; the files are whole all the same. */
async function syncFolder(folder: string, calls: FileCalls): Promise<void> {
  try {
    const handle = await calls.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'there is no right to write there; choose another folder or change its permissions',
  EPERM: 'the system does not permit it; choose another folder or change its permissions',
  EROFS: 'the disk is read-only; choose another folder',
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'the disk quota is used up; free some space and try again',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another path',
  EEXIST: 'a part of the path is a file, not a folder; choose another path',
  ENOENT: 'its folder does not exist; create it or choose another',
  EISDIR: 'a folder has that name; choose another name',
  ENOTEMPTY: 'a folder has that name; choose another name',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
  EBUSY: 'another program holds it open; close that and try again',
  EMFILE: 'too many files are open; close some programs and try again',
  ELOOP: 'it is a link that leads to itself; remove it or choose another name',
  EIO: 'the disk reported an error; check it and try again',
};

/**
 * An operating-system error as one sentence: `cannot write out/a.csv: the disk is full; ….` Errors this project made
 * pass through.
 */
export function outputError(path: string, error: unknown): VultusError {
  if (error instanceof VultusError) return error;
  const reason =
    REASONS[errorCode(error)] ?? `${error instanceof Error ? error.message : error}; try another place`;
  return new OutputError(`cannot write ${path}: ${reason}.`, { cause: error });
}
