/**
 * The step log, `steps.jsonl`: a line for every twentieth of an epoch, with means over its steps. It decides nothing,
 * so what is missing or damaged in it never stops anyone; a resumed run cuts it back to its checkpoint and goes on.
 */
import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { outputError, writeFileAtomic } from '../export/atomic.js';
import { errorCode } from '../util/errors.js';
import type { StepRecord } from './events.js';
import { lineOf, wholeLines } from './json-lines.js';
import { meansOf, type TrainState } from './state.js';

/** Lines an epoch: enough to see within it, few enough that forty epochs stay under 200 kB. */
const LINES = 20;

const stepRecordSchema = z.object({
  epoch: z.number(),
  step: z.number(),
  update: z.number(),
  loss: z.number(),
  accuracy: z.number(),
  learningRate: z.number(),
  gradientNorm: z.number(),
  imagesPerSecond: z.number(),
  seconds: z.number(),
}) satisfies z.ZodType<StepRecord>;

/** Whether a line is due after this step (from 1). Every epoch ends with one, so that none spans two. */
export function lineIsDue(step: number, stepsPerEpoch: number): boolean {
  return step === stepsPerEpoch || step % Math.ceil(stepsPerEpoch / LINES) === 0;
}

/** The line for the steps since the last one. */
export function stepRecord(state: TrainState, update: number): StepRecord {
  const { epoch, step, window } = state;
  const { loss, accuracy, learningRate, gradientNorm, imagesPerSecond } = meansOf(window);
  const means = { loss, accuracy, learningRate, gradientNorm, imagesPerSecond };
  return { epoch, step, update, ...means, seconds: window.seconds };
}

/**
 * The step log in order; a run made before there was one has an empty one.
 * @param path of `steps.jsonl`
 * @returns the lines up to the first that cannot be read
 */
export async function readSteps(path: string): Promise<StepRecord[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  const records: StepRecord[] = [];
  for (const line of wholeLines(text)) {
    const record = recordOf(line);
    if (!record || record.update <= (records.at(-1)?.update ?? 0)) break;
    records.push(record);
  }
  return records;
}

function recordOf(line: string): StepRecord | undefined {
  try {
    return stepRecordSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/**
 * Leaves the lines of the first `updates` updates: those after a checkpoint will come again.
 * @throws OutputError when it cannot be written
 */
export async function cutSteps(path: string, updates: number): Promise<void> {
  const records = (await readSteps(path)).filter(({ update }) => update <= updates);
  await writeFileAtomic(path, records.map(lineOf).join(''));
}

/** Waits until the lines are on the disk: a checkpoint that is must not be ahead of them. */
export async function syncSteps(path: string): Promise<void> {
  try {
    const file = await open(path, 'r+');
    await file.sync().finally(() => file.close());
  } catch (error) {
    // No line was due yet.
    if (errorCode(error) !== 'ENOENT') throw outputError(path, error);
  }
}
