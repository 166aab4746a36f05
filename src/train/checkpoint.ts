/**
 * The checkpoint: one safetensors file with every tensor a run needs to go on, and its state as JSON in the metadata.
 * It also carries the configuration and the data's fingerprint, so that it cannot be resumed as another run's.
 */
import type { TensorMap } from '../engine/api.js';
import { decodeSafetensors, encodeSafetensors } from '../export/safetensors.js';
import { ModelError } from '../util/errors.js';
import { firstDifference, parseConfig, type TrainConfig } from './config.js';
import { stateSchema, type TrainState } from './state.js';

const FORMAT = 'vultus-checkpoint';
const VERSION = '1';

/** The run a checkpoint belongs to. */
export interface RunIdentity {
  readonly config: TrainConfig;
  /** The data set's. */
  readonly fingerprint: string;
}

export interface Checkpoint {
  readonly state: TrainState;
  readonly weights: TensorMap;
  readonly optimizer: TensorMap;
  /** Present when the run averages its weights. */
  readonly ema?: TensorMap;
  /** Weights of the best epoch; present when the run keeps them and one is done. */
  readonly best?: TensorMap;
  /** The targets as they stand, under `table`; present when they adapt. */
  readonly targets?: TensorMap;
}

const GROUPS = ['weights', 'optimizer', 'ema', 'best', 'targets'] as const;

/** The bytes of a checkpoint file; the same run at the same step gives the same bytes, apart from times. */
export function encodeCheckpoint(checkpoint: Checkpoint, identity: RunIdentity): Uint8Array {
  const tensors = GROUPS.flatMap((group) =>
    [...(checkpoint[group] ?? [])].map(([name, tensor]) => [`${group}/${name}`, tensor] as const),
  );
  return encodeSafetensors(tensors, {
    format: FORMAT,
    version: VERSION,
    fingerprint: identity.fingerprint,
    config: JSON.stringify(identity.config),
    state: JSON.stringify(checkpoint.state),
  });
}

/**
 * Reads a checkpoint and checks that it belongs to this run.
 * @param where the file, for messages
 * @throws ModelError when the file is cut short or malformed, or of another network, data set or configuration
 */
export function decodeCheckpoint(bytes: Uint8Array, where: string, identity: RunIdentity): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, where);
  requireFormat(metadata, where);
  const config = parseConfig(parseJson(metadata.config, where, 'config'), where);
  requireSameRun({ config, fingerprint: metadata.fingerprint }, identity, where);
  const state = parseState(metadata, where);
  const groups: Record<(typeof GROUPS)[number], TensorMap> = {
    weights: new Map(),
    optimizer: new Map(),
    ema: new Map(),
    best: new Map(),
    targets: new Map(),
  };
  for (const [path, tensor] of tensors) {
    const slash = path.indexOf('/');
    const group = GROUPS.find((name) => name === path.slice(0, slash));
    if (!group)
      throw new ModelError(
        `${where}: tensor ${path} belongs to no part of a checkpoint; start the run anew.`,
      );
    groups[group].set(path.slice(slash + 1), tensor);
  }
  const { weights, optimizer, ema, best, targets } = groups;
  const lacks =
    (config.ema > 0 && ema.size === 0 && 'averaged weights') ||
    (config.adaptiveTargets !== 'none' && !targets.has('table') && 'targets') ||
    (config.choose === 'best' && state.kept && best.size === 0 && 'weights of the best epoch');
  if (lacks) throw new ModelError(`${where} lacks the ${lacks}; start the run anew.`);
  return {
    ...{ state, weights, optimizer },
    ...(ema.size > 0 && { ema }),
    ...(best.size > 0 && { best }),
    ...(targets.size > 0 && { targets }),
  };
}

/** The state alone, whatever run the checkpoint belongs to. @throws ModelError as `decodeCheckpoint` */
export function readState(bytes: Uint8Array, where: string): TrainState {
  const { metadata } = decodeSafetensors(bytes, where);
  requireFormat(metadata, where);
  return parseState(metadata, where);
}

/**
 * A run may only go on with its own network, data and settings.
 * @param found what the file in `where` says
 * @throws ModelError naming the first difference
 */
export function requireSameRun(found: RunIdentity, wanted: RunIdentity, where: string): void {
  if (found.fingerprint !== wanted.fingerprint) {
    throw new ModelError(
      `${where} was trained on another data set (fingerprint ${found.fingerprint.slice(0, 12)}, now ${wanted.fingerprint.slice(0, 12)}); resume with the data it was started on.`,
    );
  }
  const difference = firstDifference(found.config, wanted.config);
  if (difference?.setting === 'model') {
    throw new ModelError(
      `${where} is of another network (${found.config.model.name}, this run trains ${wanted.config.model.name}); resume it as it was started, or start anew in another directory.`,
    );
  }
  if (difference) {
    throw new ModelError(
      `${where} was trained with ${difference.setting} ${difference.a}, this run with ${difference.b}; resume it as it was started, or start anew in another directory.`,
    );
  }
}

function requireFormat(metadata: Record<string, string>, where: string): void {
  if (metadata.format === FORMAT && metadata.version === VERSION) return;
  const found = metadata.format ? `${metadata.format} ${metadata.version}` : 'unmarked';
  throw new ModelError(
    `${where} is no checkpoint this version can read (${found}, not ${FORMAT} ${VERSION}); start the run anew.`,
  );
}

function parseState(metadata: Record<string, string>, where: string): TrainState {
  const result = stateSchema.safeParse(parseJson(metadata.state, where, 'state'));
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  throw new ModelError(`${where}: state ${path.join('.')} cannot be used: ${message}; start the run anew.`);
}

function parseJson(text: string | undefined, where: string, key: string): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (cause) {
    throw new ModelError(`${where}: metadata ${key} is missing or not valid JSON; start the run anew.`, {
      cause,
    });
  }
}
