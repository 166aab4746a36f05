/** A trained network from a run's directory, a model's directory, or the models that are shipped. */
import { rowsOfSplit } from '../data/index.js';
import type { Dataset } from '../data/types.js';
import { findModel, type LoadedModel, loadModelDirectory, type ModelPlace } from '../export/index.js';
import type { Model } from '../model/index.js';
import { type Honesty, honestyOf } from '../report/role.js';
import { hasShare } from '../train/config.js';
import { type Run, readTraining } from '../train/index.js';
import { chooseRows, countCopies } from '../train/rows.js';
import { FERPLUS_CLASSES } from '../util/classes.js';
import { DataError, ModelError } from '../util/errors.js';

/** A network, where it lies, and the run it comes from. */
export interface Trained extends LoadedModel, ModelPlace {
  readonly run?: Run;
}

/** The argument of every command that takes a trained network, as `--help` shows it. */
export const TRAINED_ARGUMENT: readonly [string, string] = [
  '<run>',
  "a run's directory (runs/classic), a model's (runs/classic/model), or a shipped model's name",
];

/**
 * The network of a run, of a model's directory or of a shipped model, and the run it comes from where that is known.
 * @param name a path, a shipped model's name, or nothing for the default model
 * @throws ModelError when there is neither a run nor a model, or one that is damaged
 */
export async function openTrained(name?: string): Promise<Trained> {
  const place = findModel(name);
  const run = await readTraining(place.path);
  const loaded = await loadModelDirectory(place.directory);
  // The network of an average is none of its runs'.
  const own = run?.members ? { ...run, config: { ...run.config, model: loaded.model } } : run;
  return { run: own, ...place, ...loaded };
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
  return (
    hasShare(config) &&
    roles.some((entry) => entry.split === split && entry.role !== 'train' && entry.role !== 'unseen')
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
  // Its classes come with the votes, beside any data.
  const votes =
    classes.join('\n') === FERPLUS_CLASSES.join('\n')
      ? ', or the votes that it learned from, as with --votes fer2013new.csv --votes-as ferplus'
      : '';
  throw new ModelError(
    `the network's classes (${classes.join(', ')}) are not those of ${dataset.source} (${dataset.classes.join(', ')}): give data of its classes${votes}.`,
  );
}
