/** `evaluation.json` in a run's directory: what was measured at the end of the run, for cards and other readers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Analysis } from '../evaluate/index.js';
import { writeFileAtomic } from '../export/index.js';
import type { CardEvaluation } from '../report/card/types.js';
import type { Honesty } from '../report/role.js';
import { errorCode, ModelError } from '../util/errors.js';

const share = z.number().min(0).max(1);
const rate = z.object({ value: z.number(), low: z.number(), high: z.number() });
const count = z.number().int().min(0);
const evaluationSchema = z.object({
  split: z.string(),
  role: z.enum(['unseen', 'validation', 'mixed', 'training', 'unknown']),
  note: z.string(),
  fingerprint: z.string(),
  count: count.min(1),
  accuracy: rate,
  top2: rate,
  loss: z.number(),
  kappa: z.number().nullable(),
  balancedAccuracy: share,
  macroF1: share,
  intervals: z.object({
    balancedAccuracy: rate.nullable(),
    macroF1: rate.nullable(),
    kappa: rate.nullable(),
    loss: rate.nullable(),
  }),
  macroRocArea: share.nullable(),
  macroAveragePrecision: share.nullable(),
  perClass: z.array(
    z.object({
      ...{ name: z.string(), support: count, predicted: count },
      ...{ precision: rate.nullable(), recall: rate.nullable(), f1: share.nullable() },
    }),
  ),
  calibration: z.object({
    ...{ ece: share, largestError: share, brier: z.number(), overconfidence: z.number() },
  }),
});

const fileSchema = z.object({
  format: z.literal('vultus-evaluation'),
  version: z.literal(1),
  /** SHA-256 of the weights that were measured. */
  hash: z.string(),
  evaluations: z.array(evaluationSchema),
});

/** Where a run keeps it. */
export function evaluationFile(directory: string): string {
  return join(directory, 'evaluation.json');
}

/** What the file keeps of an analysis: no curves, which a report draws. */
export function storedEvaluation(
  { split, role, sentence }: Honesty & { readonly split: string },
  fingerprint: string,
  { metrics, calibration }: Analysis,
): CardEvaluation {
  const { curves: _curves, ...scores } = metrics;
  return evaluationSchema.parse({ split, role, note: sentence, fingerprint, ...scores, calibration });
}

/** @throws OutputError when it cannot be written */
export async function writeEvaluations(
  directory: string,
  hash: string,
  evaluations: readonly CardEvaluation[],
): Promise<void> {
  const content = { format: 'vultus-evaluation', version: 1, hash, evaluations };
  await writeFileAtomic(evaluationFile(directory), `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * What was measured of these weights; nothing when there is no file, or one about other weights.
 * @throws ModelError when the file is damaged
 */
export async function readEvaluations(directory: string, hash: string): Promise<readonly CardEvaluation[]> {
  const path = evaluationFile(directory);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new ModelError(`${path} cannot be read (${errorCode(error)}): delete it.`, { cause: error });
  }
  try {
    const content = fileSchema.parse(JSON.parse(text));
    return content.hash === hash ? content.evaluations : [];
  } catch (cause) {
    throw new ModelError(`${path} is damaged: delete it, and measure again with --data.`, { cause });
  }
}
