/** Turns the operating system's and the decompressor's error codes into sentences a person can act on. */

import { DataError, OutputError, VultusError } from '../util/errors.js';

const READ_ADVICE: Record<string, string> = {
  ENOENT: 'does not exist: check the path',
  EACCES: 'may not be read: change its permissions or copy it',
  EPERM: 'may not be read: change its permissions or copy it',
  ENOTDIR: 'lies under a file, not a folder: check the path',
  EISDIR: 'is a folder where a file is needed: check the path',
  EMFILE: 'cannot be opened, too many files are open: close some or raise the limit',
  ELOOP: 'is a link that leads to itself: replace it with the file',
  Z_BUF_ERROR: 'is cut short, its compressed data ends too early: download or copy it again',
  Z_DATA_ERROR: 'is damaged, its compressed data does not decode: download or copy it again',
};

const WRITE_ADVICE: Record<string, string> = {
  ENOENT: 'its folder does not exist: create it first',
  EACCES: 'the folder may not be written: choose another or change its permissions',
  EPERM: 'the folder may not be written: choose another or change its permissions',
  EROFS: 'the disk is read-only: choose another place',
  ENOSPC: 'the disk is full: free some space or choose another place',
  EDQUOT: 'your share of the disk is used up: free some space or choose another place',
  EISDIR: 'a folder has that name: choose another name',
  ENOTDIR: 'a part of the path is a file: choose another path',
};

/** Error code of a thrown value, or '' when it has none. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A DataError for a failed read of `where`; errors this project made, and aborts, pass through unchanged. */
export function readError(where: string, error: unknown): unknown {
  if (error instanceof VultusError || (error as Error | null)?.name === 'AbortError') return error;
  const advice = READ_ADVICE[errorCode(error)];
  if (advice) return new DataError(`${where} ${advice}.`, { cause: error });
  return new DataError(`${where} cannot be read (${reason(error)}): check the file and the disk.`, {
    cause: error,
  });
}

/** An OutputError for a failed write of `path`; errors this project made pass through unchanged. */
export function writeError(path: string, error: unknown): unknown {
  if (error instanceof VultusError || (error as Error | null)?.name === 'AbortError') return error;
  const advice = WRITE_ADVICE[errorCode(error)] ?? `${reason(error)}: check the disk and the folder`;
  return new OutputError(`${path} cannot be written, ${advice}.`, { cause: error });
}
