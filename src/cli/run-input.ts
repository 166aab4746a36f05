/**
 * `input.json` in a run's directory: the command that started it, where the data lay and how it was read, so that
 * `--resume` needs no other flag, from any folder. What the data holds is in `config.json`, as its fingerprint.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { VOTES_AS } from '../data/types.js';
import { writeFileAtomic } from '../export/index.js';
import { runFiles } from '../train/index.js';
import { DataError, errorCode, ModelError } from '../util/errors.js';

const inputSchema = z.object({
  /** The command line that started the run. */
  command: z.string().optional(),
  /** The command line that made the folder of labels which taught it. */
  teacherCommand: z.string().optional(),
  /** As the user named it; absent for the built-in faces. */
  data: z.string().optional(),
  /** Of the built-in faces. */
  synthetic: z.object({ count: z.number().int(), seed: z.number().int() }).optional(),
  votes: z.string().optional(),
  votesAs: z.enum(VOTES_AS).optional(),
  skipBad: z.boolean().optional(),
});
export type RunInput = z.output<typeof inputSchema>;

/** The paths also whole, for a resume from another folder. */
const fileSchema = inputSchema.extend({
  resolved: z.object({ data: z.string().optional(), votes: z.string().optional() }).optional(),
});

/** Where a run keeps it. */
export function inputFile(directory: string): string {
  return runFiles(directory).input;
}

export async function writeInput(directory: string, input: RunInput): Promise<void> {
  const whole = (path: string | undefined) => (path === undefined ? undefined : resolve(path));
  const content = { ...input, resolved: { data: whole(input.data), votes: whole(input.votes) } };
  await writeFileAtomic(inputFile(directory), `${JSON.stringify(content, null, 2)}\n`);
}

/** Undefined when the run was not started from the command line. Paths are such as lead there from this folder. */
export async function readInput(directory: string): Promise<RunInput | undefined> {
  const path = inputFile(directory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new ModelError(
      `${path} cannot be read (${errorCode(error)}): delete it and say with --data where the data is.`,
      {
        cause: error,
      },
    );
  }
  try {
    const { resolved, ...input } = fileSchema.parse(JSON.parse(text));
    const { data, votes } = input;
    return {
      ...input,
      data: pathFromHere(data, resolved?.data),
      votes: pathFromHere(votes, resolved?.votes),
    };
  } catch (cause) {
    throw new ModelError(`${path} is damaged: delete it and say with --data where the data is.`, { cause });
  }
}

/** As the user named it where that still leads to the same place. */
function pathFromHere(named: string | undefined, whole: string | undefined): string | undefined {
  return named === undefined || whole === undefined || resolve(named) === whole ? named : whole;
}

/**
 * Makes sure that what a run was started on is still where it lay.
 * @param given the flags: what they name is not the run's
 * @throws DataError saying which flag tells the new place
 */
export function requireInput(input: RunInput, given: Pick<RunInput, 'data' | 'votes'>): void {
  for (const [flag, what] of [
    ['data', 'the data'],
    ['votes', 'the votes'],
  ] as const) {
    const path = input[flag];
    if (path === undefined || given[flag] !== undefined || existsSync(path)) continue;
    throw new DataError(
      `${path}, ${what} the run was started on, is no longer there: give --${flag} with its new place.`,
    );
  }
}
