/** The models that come with the package, with what a person chooses by. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Rate, wilson } from '../evaluate/index.js';
import {
  type ListedModel,
  loadModelDirectory,
  MODELS_FOLDER,
  type ModelRecord,
  shippedModels,
} from '../export/index.js';
import { countParameters, totalMacs } from '../model/index.js';

/** An accuracy on a split that chose nothing, with its 95 % Wilson interval. */
export interface ListedAccuracy extends Rate {
  readonly split: string;
  readonly correct: number;
  readonly count: number;
  /** From ten views of each image (`TEN_VIEWS`); null when that was not measured. */
  readonly tta: Rate | null;
}

/** One shipped model; plain JSON. */
export interface ShippedModel {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  /** Whether it is taken where none is named. */
  readonly default: boolean;
  readonly classes: readonly string[];
  /** Null when nothing was measured of these very weights. */
  readonly accuracy: ListedAccuracy | null;
  /** Of all its files. */
  readonly bytes: number;
  /** Trainable values. */
  readonly parameters: number;
  /** Multiply-accumulates of one face. */
  readonly macs: number;
  /** A face's time alone and its share of 64 faces, with what they were measured on; null as `accuracy`. */
  readonly milliseconds: NonNullable<ModelRecord['speed']> | null;
  /** SHA-256 of the weights file, and of the weights as training printed it. */
  readonly hash: string;
  readonly trainedHash: string;
}

/**
 * Every shipped model in the package's order; none when none is shipped.
 * @param models the folder of the shipped models; tests bring their own
 * @throws ModelError when one is damaged
 * @example
 * for (const { name, accuracy } of await listModels()) console.log(name, accuracy?.value);
 */
export async function listModels(models = MODELS_FOLDER): Promise<ShippedModel[]> {
  const index = shippedModels(models);
  const found: ShippedModel[] = [];
  for (const listed of index.models) {
    found.push(await describe(listed, join(models, listed.name), listed.name === index.default));
  }
  return found;
}

async function describe(listed: ListedModel, path: string, isDefault: boolean): Promise<ShippedModel> {
  const { model, hash, trainedHash = hash } = await loadModelDirectory(path);
  const record = listed.record?.weightsSha256 === hash ? listed.record : undefined;
  return {
    ...{ name: listed.name, description: listed.description, path, default: isDefault },
    classes: model.classes,
    accuracy: record ? accuracyOf(record.accuracy) : null,
    bytes: await bytesIn(path),
    parameters: countParameters(model).trainable,
    macs: totalMacs(model),
    milliseconds: record?.speed ?? null,
    ...{ hash, trainedHash },
  };
}

function accuracyOf({ split, correct, count, tta }: ModelRecord['accuracy']): ListedAccuracy {
  const both = tta === undefined ? null : wilson(tta, count);
  return { ...wilson(correct, count), split, correct, count, tta: both };
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    const found = await stat(join(folder, name));
    if (found.isFile()) bytes += found.size;
  }
  return bytes;
}
