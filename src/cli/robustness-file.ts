/**
 * `robustness.json`: what `vultus robustness` measured, cell by cell, with what each measurement depends on: the weights,
 * the data, the split and the seed. A measurement that was stopped is continued, one of something else is kept beside it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CORRUPTIONS, type Robustness } from '../evaluate/index.js';
import { writeFileAtomic } from '../export/index.js';
import type { Honesty } from '../report/role.js';
import { errorCode, ModelError } from '../util/errors.js';

const count = z.number().int().min(0);
const measurementSchema = z
  .object({
    /** SHA-256 of the weights. */
    hash: z.string(),
    /** Of the data. */
    fingerprint: z.string(),
    split: z.string(),
    seed: count,
    role: z.enum(['unseen', 'validation', 'mixed', 'training', 'unknown']),
    /** What the split's role means. */
    note: z.string(),
    count: count.min(1),
    clean: count.optional(),
    cells: z.array(
      z.object({
        corruption: z.enum(CORRUPTIONS.map(({ name }) => name)),
        strength: z.number().gt(0),
        right: count,
      }),
    ),
  })
  .refine(
    ({ count, clean = 0, cells }) => [clean, ...cells.map(({ right }) => right)].every((n) => n <= count),
    {
      message: 'more images are right than there are',
    },
  );

/** One split measured with one network. */
export interface Measurement extends Robustness {
  readonly hash: string;
  readonly fingerprint: string;
  readonly split: string;
  readonly role: Honesty['role'];
  readonly note: string;
}

const fileSchema = z.object({
  format: z.literal('vultus-robustness'),
  version: z.literal(1),
  measurements: z.array(measurementSchema),
});

/** Where a run keeps it. */
export function robustnessFile(directory: string): string {
  return join(directory, 'robustness.json');
}

/** What tells measurements apart. */
export type MeasurementKey = Pick<Measurement, 'hash' | 'fingerprint' | 'split' | 'seed'>;

export function sameMeasurement(a: MeasurementKey, b: MeasurementKey): boolean {
  return a.hash === b.hash && a.fingerprint === b.fingerprint && a.split === b.split && a.seed === b.seed;
}

/**
 * The measurements of a file; none when there is no file.
 * @throws ModelError when it holds anything else
 */
export async function readMeasurements(path: string): Promise<Measurement[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new ModelError(`${path} cannot be read (${errorCode(error)}): name another file.`, {
      cause: error,
    });
  }
  try {
    return fileSchema.parse(JSON.parse(text)).measurements;
  } catch (cause) {
    throw new ModelError(`${path} holds no measurements of robustness, or is damaged: delete or rename it.`, {
      cause,
    });
  }
}

/** Writes the measurement in the place of the one it continues, beside all others. */
export async function writeMeasurement(
  path: string,
  others: readonly Measurement[],
  measurement: Measurement,
): Promise<void> {
  const kept = others.filter((one) => !sameMeasurement(one, measurement));
  const content = { format: 'vultus-robustness', version: 1, measurements: [...kept, measurement] };
  await writeFileAtomic(path, `${JSON.stringify(content, null, 1)}\n`);
}
