/** `labels.json`: what the folds in a directory are for, so that the same command goes on with them and no other does. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder, writeFileAtomic } from '../export/atomic.js';
import { errorCode, ModelError } from '../util/errors.js';
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
});

/** What decides the folds and their networks; the runs of the folds hold the rest of the settings. */
export type FoldsRecord = Omit<z.output<typeof recordSchema>, 'format' | 'version'>;

/**
 * Begins a directory of folds, or makes sure that it was begun for the same.
 * @throws OutputError when it holds something else; ModelError when it was begun with other data or settings
 * @example
 * await openFolds('labels', { fingerprint: dataset.fingerprint, split: 'Training', folds: 4, seed: 1, model: 'resnet-s', epochs: 8 });
 */
export async function openFolds(directory: string, record: FoldsRecord): Promise<void> {
  const path = join(directory, 'labels.json');
  const earlier = await readRecord(path);
  if (earlier) requireSame(earlier, record, directory);
  else {
    await requireFreeDirectory(directory);
    await makeFolder(directory);
    const content = { format: 'vultus-labels', version: 1, ...record };
    await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`);
  }
}

async function readRecord(path: string): Promise<FoldsRecord | undefined> {
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
    throw new ModelError(`${path} is damaged: bring it back, or give another --out.`, { cause });
  }
}

function requireSame(earlier: FoldsRecord, wanted: FoldsRecord, directory: string): void {
  if (earlier.fingerprint !== wanted.fingerprint) {
    throw new ModelError(
      `${directory} was begun with other data (fingerprint ${earlier.fingerprint.slice(0, 12)}, now ${wanted.fingerprint.slice(0, 12)}): give that data, or another --out.`,
    );
  }
  for (const setting of ['split', 'folds', 'seed', 'model', 'epochs'] as const) {
    if (earlier[setting] === wanted[setting]) continue;
    throw new ModelError(
      `${directory} was begun with ${setting} ${earlier[setting]}, not ${wanted[setting]}: give the same --${setting}, or another --out.`,
    );
  }
}
