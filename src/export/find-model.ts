/** Where the model lies that a path or a name stands for: in a run, in a folder of its own, or in the package. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ModelError } from '../util/errors.js';
import { MODEL_FILE } from './model-directory.js';
import { MODELS_FOLDER, shippedModels } from './shipped-models.js';

export interface ModelPlace {
  /** The directory of the run or model. */
  readonly path: string;
  /** Where `model.json` lies: in `path` or, of a run, in its `model/`. */
  readonly directory: string;
  /** The name of a model that comes with the package. */
  readonly shipped?: string;
}

/**
 * Finds a trained model. What exists as a path is taken as one, whatever models are shipped.
 * @param name a path, a shipped model's name, or nothing for the default model
 * @param models the folder of the shipped models; tests bring their own
 * @throws ModelError when there is neither, naming the models there are, and for a run without a finished epoch
 * @example
 * findModel('runs/classic').directory; // 'runs/classic/model'
 */
export function findModel(name?: string, models = MODELS_FOLDER): ModelPlace {
  if (name !== undefined && existsSync(name)) return { path: name, directory: directoryIn(name) };
  const index = shippedModels(models);
  const wanted = name ?? index.default;
  if (wanted === undefined) {
    throw new ModelError(
      'no trained model comes with this copy of Vultus: train one (npx vultus start) and give its directory.',
    );
  }
  if (index.models.some((listed) => listed.name === wanted)) {
    const path = join(models, wanted);
    return { path, directory: path, shipped: wanted };
  }
  const names = index.models.map((listed) => listed.name).join(', ');
  const or = names === '' ? '' : `, or the name of a shipped one (${names})`;
  throw new ModelError(`${wanted} does not exist: give the directory of a run or a model${or}.`);
}

/**
 * The directory that a path or a name stands for, before anything is read: what is neither is taken for a path.
 * @throws ModelError when `models.json` is damaged
 */
export function modelPath(name: string, models = MODELS_FOLDER): string {
  if (existsSync(name)) return name;
  const listed = shippedModels(models).models.some((one) => one.name === name);
  return listed ? join(models, name) : name;
}

/** A run keeps its model in a folder below, an exported one lies beside the run's configuration. */
function directoryIn(path: string): string {
  const below = join(path, 'model');
  if (existsSync(join(below, MODEL_FILE))) return below;
  if (existsSync(join(path, 'config.json')) && !existsSync(join(path, MODEL_FILE))) {
    throw new ModelError(
      `${path} has no finished epoch yet: continue it with npx vultus train --resume ${path}.`,
    );
  }
  return path;
}
