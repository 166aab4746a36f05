/** A network by its name in the zoo or by the path of a model.json. */
import { readFile } from 'node:fs/promises';
import type { VotesAs } from '../data/types.js';
import { type Model, parseModel, zoo, zooModel } from '../model/index.js';
import { FERPLUS_CLASSES } from '../util/classes.js';
import { ModelError, UsageError } from '../util/errors.js';

const NAMES = Object.keys(zoo).join(', ');
/** The argument as `--help` shows it. */
export const MODEL_ARGUMENT: readonly [string, string] = [
  '<model>',
  `a network of the zoo (${NAMES}) or the path of a model.json`,
];

/** Refuses a name that is neither in the zoo nor a path, before anything is read. */
export function checkModelName(name: string): void {
  if (Object.hasOwn(zoo, name) || name.endsWith('.json')) return;
  throw new UsageError(
    `there is no model named "${name}": give one of ${NAMES}, or the path of a model.json.`,
  );
}

/**
 * The network a user named.
 * @param votesAs what votes over the data become: FER+ has a class more
 * @throws UsageError for an unknown name, ModelError for a file that holds no model
 */
export async function readModel(name: string, votesAs?: VotesAs): Promise<Model> {
  checkModelName(name);
  if (Object.hasOwn(zoo, name))
    return zooModel(name, votesAs === 'ferplus' ? { classes: FERPLUS_CLASSES } : {});
  const value = await readJson(name);
  // A model.json beside trained weights holds the network among other facts; a bare network is taken too.
  const network = (value as { network?: unknown } | null)?.network ?? value;
  return parseModel(network, name);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      throw new ModelError(`${path} is not JSON: give a model.json that Vultus wrote.`, { cause });
    }
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new ModelError(`${path} ${why}: check the path.`, { cause });
  }
}
