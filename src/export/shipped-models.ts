/**
 * The models that come with the package: `models/<name>/` beside `models/models.json`, which lists them in order, names
 * the default and keeps what was measured of each. A record says which weights it is about, so that it cannot be told
 * of others.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { errorCode, ModelError } from '../util/errors.js';

/** In the package's root, seen from dist/src/export/: the same in a clone and in an installed package. */
export const MODELS_FOLDER = fileURLToPath(new URL('../../../models', import.meta.url));

const count = z.number().int().min(0);
const recordSchema = z.strictObject({
  /** SHA-256 of the weights that were measured, as `model.json` names it. */
  weightsSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Right answers on a split that chose nothing; `tta` from ten views of each image. */
  accuracy: z.strictObject({ split: z.string(), correct: count, count: count.min(1), tta: count.optional() }),
  /** A face's share of a run of one and of 64 faces, in milliseconds. */
  speed: z
    .strictObject({
      ...{ batch1: z.number().positive(), batch64: z.number().positive() },
      ...{ hardware: z.string(), command: z.string() },
    })
    .optional(),
});

const indexSchema = z
  .strictObject({
    default: z.string(),
    models: z.array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.-]{0,15}$/, 'up to 16 small letters, digits, dots and hyphens'),
        description: z.string().min(1),
        record: recordSchema.optional(),
      }),
    ),
  })
  .refine((index) => index.models.some(({ name }) => name === index.default), 'the default is not listed')
  .refine(
    ({ models }) => new Set(models.map(({ name }) => name)).size === models.length,
    'a name comes twice',
  )
  .refine(
    ({ models }) => models.every(({ record }) => isPossible(record)),
    'more faces are right than there are',
  );

/** What was measured of a shipped model. */
export type ModelRecord = z.infer<typeof recordSchema>;

/** One line of `models.json`. */
export type ListedModel = z.infer<typeof indexSchema>['models'][number];

/** What `models.json` says; no default when no model is shipped. */
export interface ShippedModels {
  readonly default?: string;
  readonly models: readonly ListedModel[];
}

function isPossible(record: ModelRecord | undefined): boolean {
  if (record === undefined) return true;
  const { correct, tta = 0, count } = record.accuracy;
  return correct <= count && tta <= count;
}

/**
 * Reads `models.json`; a folder without one ships no models.
 * @throws ModelError when it is damaged
 */
export function shippedModels(folder = MODELS_FOLDER): ShippedModels {
  const path = join(folder, 'models.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return { models: [] };
    throw new ModelError(`${path} cannot be read (${errorCode(error)}): install the package again.`, {
      cause: error,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(`${path} is not valid JSON: install the package again.`, { cause });
  }
  const result = indexSchema.safeParse(value);
  if (result.success) return result.data;
  const { path: at, message } = result.error.issues[0];
  const place = at.length === 0 ? '' : `, "${at.join('.')}"`;
  throw new ModelError(`${path}${place} cannot be used: ${message}; install the package again.`);
}
