/** Writing without ever leaving half a file: a temporary name in the same folder, sync, rename. */

import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { writeError } from './file-errors.js';

/**
 * Creates or replaces `path` with what `fill` writes. Until the rename the old file stays as it is; on any failure
 * the temporary file is removed.
 * @param sync wait until the bytes are on the disk; only what can be made again at any time may do without
 * @throws OutputError for a full disk, a folder that may not be written and the like
 */
export async function writeAtomically(
  path: string,
  fill: (file: FileHandle) => Promise<void>,
  sync = true,
): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  let file: FileHandle | undefined;
  try {
    file = await open(temporary, 'wx');
    await fill(file);
    if (sync) await file.sync();
    await file.close();
    file = undefined;
    await rename(temporary, path);
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
    throw writeError(path, error);
  }
}
