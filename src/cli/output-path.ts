/** Keeps a command from writing its result over what it was given to read. */
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
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
