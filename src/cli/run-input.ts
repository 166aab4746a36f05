/**
 * `input.json` in a run's directory: where the data lay and how it was read, so that `--resume` needs no other flag.
 * What the data holds is in `config.json`, as its fingerprint.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../export/index.js';
import { ModelError } from '../util/errors.js';

const inputSchema = z.object({
  /** As the user named it; absent for the built-in faces. */
  data: z.string().optional(),
  /** Of the built-in faces. */
  synthetic: z.object({ count: z.number().int(), seed: z.number().int() }).optional(),
  votes: z.string().optional(),
  votesAs: z.enum(['soft', 'majority']).optional(),
  skipBad: z.boolean().optional(),
});
export type RunInput = z.output<typeof inputSchema>;

const fileOf = (directory: string): string => join(directory, 'input.json');

export async function writeInput(directory: string, input: RunInput): Promise<void> {
  await writeFileAtomic(fileOf(directory), `${JSON.stringify(input, null, 2)}\n`);
}

/** Undefined when the run was not started from the command line. */
export async function readInput(directory: string): Promise<RunInput | undefined> {
  const path = fileOf(directory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return inputSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ModelError(`${path} is damaged: delete it and say with --data where the data is.`, { cause });
  }
}
