/** Turns whatever went wrong into one sentence on stderr and an exit code. */
import { CommanderError } from 'commander';
import { UsageError, VultusError } from '../util/errors.js';
import { note } from './terminal.js';

/** What the exit codes mean; printed by `vultus --help`. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'done'],
  [1, 'a fault in Vultus itself'],
  [2, 'a flag or argument that cannot be used; nothing was read or written'],
  [3, 'data that cannot be read: missing, empty, malformed, over a limit'],
  [4, 'a model, run or checkpoint that is malformed or does not fit'],
  [5, 'training that cannot go on: the loss is not finite'],
  [6, 'a result that cannot be written: full disk, unwritable folder'],
  [130, 'interrupted by Ctrl-C'],
];

/** Writing failed for one of these reasons: the system's, not ours. */
const OUTPUT_CODES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space and run the command again.',
  EDQUOT: 'the disk quota is used up: free some space and run the command again.',
  EROFS: 'that folder cannot be written (read-only): name another one.',
  EACCES: 'permission denied: choose a place you may read and write.',
  EPERM: 'permission denied: choose a place you may read and write.',
};

/**
 * Prints the error and says how the process should end.
 * @param debug print the stack too
 * @param help the command that shows which flags there are
 * @returns the exit code
 */
export function reportFailure(error: unknown, debug: boolean, help: string): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const known = error instanceof CommanderError ? usageOf(error, help) : error;
  const [message, code] = describe(known);
  note(`vultus: ${message}${/[.!?]$/.test(message) ? '' : '.'}`);
  if (debug && error instanceof Error) note(error.stack ?? error.message);
  return code;
}

function describe(error: unknown): [message: string, code: number] {
  if (error instanceof VultusError) return [error.message, error.exitCode];
  const system = error as Partial<NodeJS.ErrnoException> | undefined;
  const advice = OUTPUT_CODES[system?.code ?? ''];
  if (advice !== undefined) return [`${system?.path ?? 'writing'}: ${advice}`, 6];
  const text = error instanceof Error ? error.message : String(error);
  return [`a fault in Vultus itself: ${text} (run it again with --debug and report what it prints)`, 1];
}

/** commander's `error: unknown option '--x'\n(Did you mean --y?)` as one sentence of ours. */
function usageOf(error: CommanderError, help: string): UsageError {
  const text = error.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return new UsageError(`${text}${/[.?)]$/.test(text) ? '' : '.'} See ${help}.`, { cause: error });
}
