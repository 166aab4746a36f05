/**
 * A trained network on disk: `model.json` (layers, classes, preprocessing, metrics, where it came from) beside
 * `weights.safetensors`. Neither can hold code. The SHA-256 of the weights file is the hash that training prints.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Model, parameterSpecs, parseModel } from '../model/index.js';
import { ModelError } from '../util/errors.js';
import { makeFolder, type OutputFile, writeFileAtomic, writeFilesAtomic } from './atomic.js';
import { type ModelTemperature, temperatureSchema } from './model-temperature.js';
import { decodeSafetensors, encodeSafetensors, type Tensor } from './safetensors.js';

export const MODEL_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.safetensors';

/** What lies beside the weights. */
export interface ModelFacts {
  /** Whatever was measured, as plain JSON. */
  readonly metrics?: Readonly<Record<string, unknown>>;
  /** Fingerprint of the data it was trained on (`Dataset.fingerprint`). */
  readonly dataFingerprint?: string;
  /** Licence of data and weights, and anything else a user should know. */
  readonly notes?: string;
  /** Absent when none was fitted. */
  readonly temperature?: ModelTemperature;
}

export interface LoadedModel extends ModelFacts {
  readonly model: Model;
  /** In the order of `parameterSpecs`. */
  readonly weights: Map<string, Tensor>;
  /** SHA-256 of the weights file, hex. */
  readonly hash: string;
  /** SHA-256 of the float32 weights that training printed; absent unless these were rounded since. */
  readonly trainedHash?: string;
}

/** What a model directory is made of. */
export interface ModelContent extends ModelFacts {
  readonly model: Model;
  readonly weights: ReadonlyMap<string, Tensor>;
  /** Of weights that were rounded before. */
  readonly trainedHash?: string;
  /**
   * Round what training learned to half precision: half the bytes. Running statistics stay float32: they are few,
   * a variance may lie beyond what a half holds, and a small one is divided by.
   */
  readonly half?: boolean;
}

const sha256Text = z.string().regex(/^[0-9a-f]{64}$/);
const envelope = z.looseObject({
  format: z.literal('vultus-model'),
  version: z.literal(1),
  network: z.unknown(),
  weightsSha256: sha256Text,
  trainedSha256: sha256Text.optional(),
  metrics: z.record(z.string(), z.unknown()).optional(),
  dataFingerprint: z.string().optional(),
  notes: z.string().optional(),
  temperature: temperatureSchema.optional(),
});

/**
 * Writes both files, each whole or not at all; the folder is created where missing.
 * @param beside files to write with them, all or none
 * @returns the weights' hash
 * @throws ModelError when the weights do not fit the model, or not in half precision; OutputError when a file cannot be
 *   written
 * @example
 * const { hash } = await saveModelDirectory('runs/a/model', { model, weights: engine.getWeights() });
 */
export async function saveModelDirectory(
  dir: string,
  content: ModelContent,
  beside: readonly OutputFile[] = [],
): Promise<{ hash: string }> {
  const { model, weights, half = false, metrics, dataFingerprint, notes, temperature } = content;
  fitWeights(model, weights, 'the weights');
  const bytes = half ? halfWeightsFile(model, weights) : weightsFile(weights);
  const hash = sha256(bytes);
  const trainedSha256 = content.trainedHash ?? (half ? weightsHash(weights) : undefined);
  const facts = { trainedSha256, metrics, dataFingerprint, notes, temperature };
  const json = { format: 'vultus-model', version: 1, weightsSha256: hash, ...facts, network: model };
  for (const folder of new Set([dir, ...beside.map(({ path }) => dirname(path))])) await makeFolder(folder);
  await writeFilesAtomic([
    ...beside,
    { path: join(dir, WEIGHTS_FILE), data: bytes },
    { path: join(dir, MODEL_FILE), data: `${JSON.stringify(json, null, 2)}\n` },
  ]);
  return { hash };
}

/**
 * Puts a temperature into `model.json`, or takes the one there out. The weights and their hash stay.
 * @throws ModelError when there is no model, or a damaged one; OutputError when it cannot be written
 * @example
 * await saveTemperature('runs/a/model', undefined);
 */
export async function saveTemperature(dir: string, temperature: ModelTemperature | undefined): Promise<void> {
  const path = join(dir, MODEL_FILE);
  // The network is long: what people look for stands above it.
  const { network, ...facts } = await readEnvelope(path);
  await writeFileAtomic(path, `${JSON.stringify({ ...facts, temperature, network }, null, 2)}\n`);
}

/**
 * Reads a model directory and checks everything in it, down to the weights' hash.
 * @throws ModelError naming the file and what is wrong with it
 * @example
 * const { model, weights, hash } = await loadModelDirectory('runs/a/model');
 */
export async function loadModelDirectory(dir: string): Promise<LoadedModel> {
  const jsonPath = join(dir, MODEL_FILE);
  const weightsPath = join(dir, WEIGHTS_FILE);
  const { network, weightsSha256, trainedSha256, ...facts } = await readEnvelope(jsonPath);
  const { metrics, dataFingerprint, notes, temperature } = facts;
  const model = parseModel(network, jsonPath);
  const bytes = await read(weightsPath);
  const { tensors } = decodeSafetensors(bytes, weightsPath);
  const weights = fitWeights(model, tensors, weightsPath);
  const hash = sha256(bytes);
  if (hash !== weightsSha256) {
    const what = `${weightsPath} is not the file that ${MODEL_FILE} names (SHA-256 ${hash} instead of ${weightsSha256})`;
    throw new ModelError(`${what}; bring back the two files that belong together`);
  }
  return {
    ...{ model, weights, hash, metrics, dataFingerprint, notes },
    ...(trainedSha256 !== undefined && { trainedHash: trainedSha256 }),
    ...(temperature && { temperature }),
  };
}

/**
 * SHA-256 (hex) of the weights file these tensors give; the order of the map does not matter.
 */
export function weightsHash(weights: ReadonlyMap<string, Tensor>): string {
  return sha256(weightsFile(weights));
}

/**
 * The tensors the model has, in its order.
 * @param where what they were read from, for messages
 * @throws ModelError naming the first that is missing, misshapen or unknown
 */
export function fitWeights(
  model: Model,
  tensors: ReadonlyMap<string, Tensor>,
  where: string,
): Map<string, Tensor> {
  const fitted = new Map<string, Tensor>();
  const belongs = `do not belong to the network "${model.name}"`;
  for (const { name, shape } of parameterSpecs(model)) {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw misfit(where, `has no tensor "${name}"`, belongs);
    if (tensor.shape.length !== shape.length || tensor.shape.some((n, i) => n !== shape[i])) {
      throw misfit(where, `has "${name}" in shape [${tensor.shape}] instead of [${shape}]`, belongs);
    }
    fitted.set(name, tensor);
  }
  for (const name of tensors.keys()) {
    if (!fitted.has(name)) throw misfit(where, `has a tensor "${name}" that the network lacks`, belongs);
  }
  return fitted;
}

function misfit(where: string, what: string, belongs: string): ModelError {
  return new ModelError(`${where}: it ${what}; these weights ${belongs}, use those that do`);
}

/** Sorted by name and without metadata: nothing but the weights can change a bit of it. */
function weightsFile(weights: ReadonlyMap<string, Tensor>): Uint8Array {
  return encodeSafetensors(byName(weights));
}

/** What training learned as F16, behind the running statistics as F32. */
function halfWeightsFile(model: Model, weights: ReadonlyMap<string, Tensor>): Uint8Array {
  const learned = new Set(parameterSpecs(model).flatMap((spec) => (spec.trainable ? spec.name : [])));
  const sorted = byName(weights);
  const statistics = sorted.filter(([name]) => !learned.has(name));
  const rounded = sorted.filter(([name]) => learned.has(name));
  return encodeSafetensors([...statistics, ...rounded], {}, (name) => learned.has(name));
}

function byName(weights: ReadonlyMap<string, Tensor>): [string, Tensor][] {
  return [...weights].sort(([a], [b]) => (a < b ? -1 : 1));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readEnvelope(path: string): Promise<z.infer<typeof envelope>> {
  const text = (await read(path)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(`${path} is not valid JSON; it may be cut short, get or make it again`, { cause });
  }
  const result = envelope.safeParse(value);
  if (result.success) return result.data;
  const { path: at, message } = result.error.issues[0];
  const place = at.length === 0 ? 'it' : `its "${at.join('.')}"`;
  const why = message.replace(/^Invalid \w+: /, '');
  throw new ModelError(
    `${path} is not a model file that this version reads (${place}: ${why}); give a folder that training has written`,
  );
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    const why = missing
      ? 'does not exist; give a folder that training has written'
      : `cannot be read (${code})`;
    throw new ModelError(`${path} ${why}`, { cause });
  }
}
