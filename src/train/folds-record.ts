/** `labels.json`: what the folds in a directory are for, so that the same command goes on with them and no other does. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { plainFingerprint } from '../data/read-issues.js';
import type { Dataset } from '../data/types.js';
import { VIEW_SETS, type ViewSet } from '../evaluate/index.js';
import { makeFolder, writeFileAtomic } from '../export/atomic.js';
import { errorCode, ModelError } from '../util/errors.js';
import { validationSchema, validationText } from './config.js';
import { requireFreeDirectory } from './run-directory.js';

const recordSchema = z.object({
  format: z.literal('vultus-labels'),
  version: z.literal(1),
  /** The data set's. */
  fingerprint: z.string(),
  split: z.string(),
  folds: z.number(),
  seed: z.number(),
  model: z.string(),
  epochs: z.number(),
  /** What a training would measure on and is therefore left out, with copies of it; the whole split is asked about when absent. */
  validation: validationSchema.optional(),
  /** With `validation`: exact copies of other splits' images stay in. */
  keepDuplicates: z.boolean().optional(),
  /** How each image is looked at; alone when absent. */
  tta: z.enum(Object.keys(VIEW_SETS) as [ViewSet, ...ViewSet[]]).optional(),
});

/** What decides the folds, their networks and how these are asked; the runs of the folds hold the rest of the settings. */
export type FoldsRecord = Omit<z.output<typeof recordSchema>, 'format' | 'version'>;

/**
 * Begins a directory of folds, or makes sure that it was begun for the same.
 * @throws OutputError when it holds something else; ModelError when it was begun with other data or settings
 * @example
 * await openFolds('labels', { fingerprint: dataset.fingerprint, split: 'Training', folds: 4, seed: 1, model: 'resnet-s', epochs: 8 });
 */
export async function openFolds(directory: string, record: FoldsRecord): Promise<void> {
  const path = recordFile(directory);
  const earlier = await readFolds(directory);
  if (earlier) requireSame(earlier, record, directory);
  else {
    await requireFreeDirectory(directory);
    await makeFolder(directory);
    const content = { format: 'vultus-labels', version: 1, ...record };
    await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`);
  }
}

const recordFile = (directory: string): string => join(directory, 'labels.json');

/** What lies in a directory of `vultus labels`. */
export const foldFiles = (directory: string) => ({
  /** What its networks say of the images they did not learn from. */
  answers: join(directory, 'probabilities.csv'),
  /** What each label is likely to be. */
  targets: join(directory, 'targets.csv'),
  /** The run of one fold, from 0. */
  run: (fold: number): string => join(directory, `fold-${fold + 1}`),
});

/** @throws ModelError when a directory of folds was made of other data */
export function requireSameData(directory: string, record: FoldsRecord, dataset: Dataset): void {
  if (record.fingerprint === plainFingerprint(dataset)) return;
  throw new ModelError(
    `${directory} was made of other data than ${dataset.source} (other rows, labels or splits): run npx vultus labels on this data.`,
  );
}

/** @throws ModelError when a directory of folds lacks a file that the end of its making writes */
export function requireFinished(directory: string, file: string): void {
  if (existsSync(file)) return;
  throw new ModelError(
    `${directory} is not finished, ${file} is missing: run the command that began it once more.`,
  );
}

/**
 * What the folds in a directory are for.
 * @returns undefined when the directory holds none
 * @throws ModelError when the record is damaged
 * @example
 * (await readFolds('labels'))?.split; // 'Training'
 */
export async function readFolds(directory: string): Promise<FoldsRecord | undefined> {
  const path = recordFile(directory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return undefined;
    throw new ModelError(`${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ModelError(`${path} is damaged: bring it back, or make the folder anew.`, { cause });
  }
}

const SETTINGS = [
  ['split', 'split'],
  ['folds', 'folds'],
  ['seed', 'seed'],
  ['model', 'model'],
  ['epochs', 'epochs'],
  ['validation', 'validation'],
  ['keepDuplicates', 'keep-duplicates'],
  ['tta', 'tta'],
] as const;

/** `with --tta ten`, `with --keep-duplicates` or `without --tta` */
function flagText(flag: string, value: FoldsRecord[keyof FoldsRecord]): string {
  if (value === undefined || value === false) return `without --${flag}`;
  if (value === true) return `with --${flag}`;
  return `with --${flag} ${typeof value === 'object' ? validationText(value) : value}`;
}

function requireSame(earlier: FoldsRecord, wanted: FoldsRecord, directory: string): void {
  if (earlier.fingerprint !== wanted.fingerprint) {
    throw new ModelError(
      `${directory} was begun with other data (fingerprint ${earlier.fingerprint.slice(0, 12)}, now ${wanted.fingerprint.slice(0, 12)}): give that data, or another --out.`,
    );
  }
  for (const [setting, flag] of SETTINGS) {
    const [then, now] = [earlier, wanted].map((record) => flagText(flag, record[setting]));
    if (then === now) continue;
    throw new ModelError(
      `${directory} was begun ${then}, not ${now}: give the same flags, or another --out.`,
    );
  }
}
