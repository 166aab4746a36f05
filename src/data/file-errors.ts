/** Turns what the operating system and the decompressor report on reading into sentences a person can act on. */

import { DataError, errorCode, VultusError } from '../util/errors.js';

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

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A DataError for a failed read of `where`; errors this project made, and aborts, pass through unchanged.
 * @param place how far the read had come, for files that are damaged or cut short
 */
export function readError(where: string, error: unknown, place = ''): unknown {
  if (error instanceof VultusError || (error as Error | null)?.name === 'AbortError') return error;
  const advice = READ_ADVICE[errorCode(error)];
  if (advice) {
    const [what, remedy] = advice.split(': ');
    const at = place === '' || !errorCode(error).startsWith('Z_') ? '' : ` (${place})`;
    return new DataError(`"${where}" ${what}${at}: ${remedy}.`, { cause: error });
  }
  return new DataError(`"${where}" cannot be read (${reason(error)}): check the file and the disk.`, {
    cause: error,
  });
}
