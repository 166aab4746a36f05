/** A trained network from a run's directory or a model's directory. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadModelDirectory } from '../export/index.js';
import { type Run, readRun, runFiles } from '../train/index.js';
import { ModelError } from '../util/errors.js';

/**
 * The network, and the run it comes from when `path` is a run.
 * @throws ModelError when there is neither a run nor a model, or one that is damaged
 */
export async function openTrained(path: string) {
  if (!existsSync(path))
    throw new ModelError(`${path} does not exist: give the directory of a run or a model.`);
  const run: Run | undefined = existsSync(runFiles(path).config) ? await readRun(path) : undefined;
  const directory = run ? runFiles(path).model : path;
  if (run && !existsSync(join(directory, 'model.json'))) {
    throw new ModelError(
      `${path} has no finished epoch yet: continue it with npx vultus train --resume ${path}.`,
    );
  }
  return { run, directory, ...(await loadModelDirectory(directory)) };
}
