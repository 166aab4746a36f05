/** Looks at where a result is to go before any work is done: not over what is read, and where it can be written. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { outputError } from '../export/atomic.js';
import { UsageError } from '../util/errors.js';

/**
 * Refuses an output that is one of the inputs, by whatever name or link, or lies in an input folder, where it would
 * become part of the data.
 * @throws UsageError naming flag and file
 */
export function checkOutput(flag: string, output: string, inputs: readonly (string | undefined)[]): void {
  for (const input of inputs) {
    if (input === undefined) continue;
    const way = relative(realOf(input), realOf(output));
    const outside = /^\.\.($|[\\/])/.test(way) || isAbsolute(way);
    if (outside) continue;
    const what = way === '' ? 'is' : 'lies in';
    throw new UsageError(
      `${flag} ${output} cannot be used: it ${what} the input ${input}, name another file.`,
    );
  }
}

/**
 * The same for a file, and makes sure that it has a folder and no folder has its name: better said now than after an hour.
 * @throws UsageError as `checkOutput`; OutputError when the file could not be written
 */
export function checkOutputFile(flag: string, output: string, inputs: readonly (string | undefined)[]): void {
  checkOutput(flag, output, inputs);
  const folder = dirname(resolve(output));
  try {
    if (!statSync(folder).isDirectory()) throw systemError('ENOTDIR');
    accessSync(folder, constants.W_OK);
    if (statSync(output, { throwIfNoEntry: false })?.isDirectory()) throw systemError('EISDIR');
  } catch (error) {
    throw outputError(output, error);
  }
}

/** As the system would throw it on writing. */
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

/** The path without links, as far as it is there. */
function realOf(path: string): string {
  const real = (part: string): string | undefined => {
    try {
      return realpathSync(part);
    } catch {
      return undefined;
    }
  };
  const folder = real(dirname(path));
  return real(path) ?? (folder === undefined ? resolve(path) : join(folder, basename(path)));
}
