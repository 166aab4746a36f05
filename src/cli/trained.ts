/** A trained network from a run's directory or a model's directory. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOfSplit } from '../data/index.js';
import type { Dataset } from '../data/types.js';
import { type LoadedModel, loadModelDirectory } from '../export/index.js';
import type { Model } from '../model/index.js';
import { type Honesty, honestyOf } from '../report/role.js';
import { type Run, readRun, runFiles } from '../train/index.js';
import { chooseRows, countCopies } from '../train/rows.js';
import { DataError, ModelError } from '../util/errors.js';

/** A network, where its model lies, and the run it comes from. */
export interface Trained extends LoadedModel {
  readonly run?: Run;
  readonly directory: string;
}

/**
 * The network, and the run it comes from when `path` is a run.
 * @throws ModelError when there is neither a run nor a model, or one that is damaged
 */
export async function openTrained(path: string): Promise<Trained> {
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

/**
 * The rows a name stands for: a split of the data, or the share of the training split that the run validated on, as
 * the run calls it (`10 % of Training`).
 * @throws DataError for an unknown split, and for the run's share of other data than its own
 */
export function rowsToMeasure(dataset: Dataset, split: string, run: Run | undefined): Uint32Array {
  const known = split === 'all' || dataset.splitNames.includes(split);
  const share = run !== undefined && isShare(run, split);
  if (known || !share) return rowsOfSplit(dataset, split);
  if (run.data.fingerprint === dataset.fingerprint) {
    const { validation } = chooseRows(dataset, run.config);
    if (validation) return validation;
  }
  throw new DataError(
    `"${split}" can be measured only on the data of the run, and ${dataset.source} is another data set: give --data ${run.data.source}.`,
  );
}

/** Whether the run calls the images so that it set aside of its training split. */
function isShare({ roles, config }: Run, split: string): boolean {
  const { validation } = config;
  const own = validation !== 'none' && 'ratio' in validation;
  return (
    own && roles.some((entry) => entry.split === split && entry.role !== 'train' && entry.role !== 'unseen')
  );
}

/** What the score on these rows is worth, copies of images that the run used included. */
export function judge(dataset: Dataset, split: string, rows: Uint32Array, run: Run | undefined): Honesty {
  if (run === undefined) return honestyOf(undefined, dataset.fingerprint, split);
  const { roles, data, config } = run;
  const copies =
    data.fingerprint === dataset.fingerprint
      ? { ...countCopies(dataset, rows, config), count: rows.length }
      : undefined;
  return honestyOf({ fingerprint: data.fingerprint, roles }, dataset.fingerprint, split, copies);
}

/** @throws ModelError when the network answers with other classes than the data has */
export function requireSameClasses({ classes }: Pick<Model, 'classes'>, dataset: Dataset): void {
  if (classes.join('\n') === dataset.classes.join('\n')) return;
  throw new ModelError(
    `the network's classes (${classes.join(', ')}) are not those of ${dataset.source} (${dataset.classes.join(', ')}): give data of its classes.`,
  );
}
