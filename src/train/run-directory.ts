/**
 * The files of a run: `config.json`, `log.jsonl`, `steps.jsonl`, `checkpoint.safetensors`, `model/`. A file is complete
 * or absent: each is written beside its place and renamed, but for the logs, which grow by a line an epoch and by
 * twenty, and are cut back to the checkpoint when the run is resumed.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder, namesIn, requireEmptyFolder, writeFileAtomic } from '../export/atomic.js';
import { errorCode, ModelError, OutputError } from '../util/errors.js';
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type RunIdentity,
  readState,
  requireSameRun,
} from './checkpoint.js';
import { parseConfig, type TrainConfig } from './config.js';
import type { EpochRecord, StepRecord } from './events.js';
import { appendLine, lineOf, wholeLines } from './json-lines.js';
import type { SplitRole } from './rows.js';
import { epochRecordSchema, type TrainState } from './state.js';
import { cutSteps, readSteps } from './step-log.js';
import { decodeAnswers } from './teacher.js';

/** Where each part of a run lies. */
export function runFiles(directory: string) {
  return {
    config: join(directory, 'config.json'),
    /** Where the command line read the data, and the command itself; absent in a run that a program started. */
    input: join(directory, 'input.json'),
    log: join(directory, 'log.jsonl'),
    steps: join(directory, 'steps.jsonl'),
    checkpoint: join(directory, 'checkpoint.safetensors'),
    teacher: join(directory, 'teacher.safetensors'),
    model: join(directory, 'model'),
    /** Of an average of networks: what is kept of each one's run (members.ts). */
    members: join(directory, 'members'),
    report: join(directory, 'report.html'),
    tensorboard: join(directory, 'tensorboard'),
  };
}

/** What `config.json` holds. */
export interface RunRecord {
  readonly config: TrainConfig;
  readonly data: { readonly source: string; readonly fingerprint: string; readonly count: number };
  /** Images that train, that validate, and that were taken out as copies of other splits' images. */
  readonly rows: {
    readonly train: number;
    readonly validation: number;
    readonly straddlersRemoved: number;
    /** Training images left out by name; absent when the configuration names none. */
    readonly dropped?: number;
  };
  readonly roles: readonly SplitRole[];
}

/** A run as read back from its directory. */
export interface Run extends RunRecord {
  readonly directory: string;
  /** Versions of Vultus and of what it was started on. */
  readonly versions: Readonly<Record<string, string>>;
  /** When it was first started, ISO 8601. */
  readonly started: string;
  /** The finished epochs. */
  readonly epochs: readonly EpochRecord[];
  /** The step log; empty for a run made before there was one. */
  readonly steps: readonly StepRecord[];
  /** Of an average of several networks: their runs. Nothing but what they have in common is told of the average itself. */
  readonly members?: readonly Run[];
  /** Where it stands; absent when there is no checkpoint or it cannot be read (resuming says why). */
  readonly state?: TrainState;
}

const count = z.number().int().min(0);
const recordSchema = z.object({
  format: z.literal('vultus-run'),
  version: z.literal(1),
  started: z.string(),
  versions: z.record(z.string(), z.string()),
  data: z.object({ source: z.string(), fingerprint: z.string(), count }),
  rows: z.object({ train: count, validation: count, straddlersRemoved: count, dropped: count.optional() }),
  roles: z.array(
    z.object({
      split: z.string(),
      role: z.enum(['train', 'chose the epoch', 'chose the learning rate', 'watched', 'unseen']),
    }),
  ),
  config: z.unknown(),
});

/**
 * A new run needs a directory of its own: one that is absent or empty (hidden files aside).
 * @throws OutputError when it holds a run already, or anything else
 */
export async function requireFreeDirectory(directory: string): Promise<void> {
  const names = await namesIn(directory);
  if (names.includes('config.json')) {
    throw new OutputError(
      `${directory} already holds a run; go on with it by --resume ${directory}, or give another --out.`,
    );
  }
  await requireEmptyFolder(directory);
}

/** Starts a run's directory with its `config.json`. @throws OutputError when it cannot be written */
export async function createRun(directory: string, record: RunRecord): Promise<void> {
  const versions = { vultus: await packageVersion(), node: process.version, v8: process.versions.v8 };
  const machine = { platform: process.platform, arch: process.arch };
  const content = {
    format: 'vultus-run',
    version: 1,
    started: new Date().toISOString(),
    versions: { ...versions, ...machine },
    ...record,
  };
  await makeFolder(directory);
  await writeFileAtomic(runFiles(directory).config, `${JSON.stringify(content, null, 2)}\n`);
}

/** Keeps the answers of the run's teachers. @throws OutputError when they cannot be written */
export async function writeAnswers(directory: string, bytes: Uint8Array): Promise<void> {
  await writeFileAtomic(runFiles(directory).teacher, bytes);
}

/** @throws ModelError when they are missing or not those that the configuration names */
export async function readAnswers(
  directory: string,
  { teacher }: TrainConfig,
): Promise<Float32Array | undefined> {
  if (teacher === 'none') return undefined;
  const path = runFiles(directory).teacher;
  const bytes = await readIfThere(path);
  if (bytes) return decodeAnswers(bytes, path, teacher.answers);
  throw new ModelError(
    `${path}, what the run's teachers said, is missing; bring it back or start the run anew.`,
  );
}

/** Adds one line to the log. @throws OutputError when it cannot be written */
export async function appendLog(directory: string, record: EpochRecord): Promise<void> {
  await appendLine(runFiles(directory).log, record);
}

/** Adds one line to the step log. @throws OutputError when it cannot be written */
export async function appendStep(directory: string, record: StepRecord): Promise<void> {
  await appendLine(runFiles(directory).steps, record);
}

/**
 * Makes the logs say exactly what the checkpoint knows: lines of steps and epochs after it will come again.
 * @param updates steps done over the whole run
 */
export async function rewriteLogs(
  directory: string,
  records: readonly EpochRecord[],
  updates: number,
): Promise<void> {
  const { log, steps } = runFiles(directory);
  await writeFileAtomic(log, records.map(lineOf).join(''));
  await cutSteps(steps, updates);
}

/** Replaces the checkpoint in one piece. @throws OutputError when it cannot be written */
export async function writeCheckpoint(
  directory: string,
  checkpoint: Checkpoint,
  identity: RunIdentity,
): Promise<void> {
  await writeFileAtomic(runFiles(directory).checkpoint, encodeCheckpoint(checkpoint, identity));
}

/**
 * Opens a run to go on with it.
 * @returns its last checkpoint, or undefined when it was killed before the first one
 * @throws ModelError when the directory holds no run, another run than `identity`, or a damaged checkpoint or none where
 *   epochs are done
 */
export async function openRun(directory: string, identity: RunIdentity): Promise<Checkpoint | undefined> {
  const files = runFiles(directory);
  const record = await readRecord(directory);
  const found = { config: record.config, fingerprint: record.data.fingerprint };
  requireSameRun(found, identity, `the run ${directory}`);
  const bytes = await readIfThere(files.checkpoint);
  if (bytes) return decodeCheckpoint(bytes, files.checkpoint, identity);
  await requireUntrained(directory);
  return undefined;
}

/** Without a checkpoint a run starts over, which must not cost finished epochs. */
async function requireUntrained(directory: string): Promise<void> {
  const { log, model, checkpoint } = runFiles(directory);
  const logged = new TextDecoder().decode(await readIfThere(log)).split('\n').length - 1;
  if (logged === 0 && !existsSync(model)) return;
  const done = logged === 1 ? '1 epoch was logged' : `${logged} epochs were logged`;
  throw new ModelError(
    `${checkpoint} is missing though ${logged === 0 ? 'a model was saved' : done}; bring it back or start anew with another --out.`,
  );
}

/**
 * Reads a run for a report, an evaluation or a resume.
 * @throws ModelError when the directory holds no run, or its configuration or log is damaged
 * @example
 * const run = await readRun('runs/classic');
 * run.epochs.at(-1)?.validation?.accuracy; // 0–1
 */
export async function readRun(directory: string): Promise<Run> {
  const files = runFiles(directory);
  const record = await readRecord(directory);
  const log = await readIfThere(files.log);
  const epochs = log ? parseLog(new TextDecoder().decode(log), files.log) : [];
  const bytes = await readIfThere(files.checkpoint);
  const state = bytes && stateIfSound(bytes, files.checkpoint);
  const steps = await readSteps(files.steps);
  return { directory, ...record, epochs, steps, ...(state && { state }) };
}

/** A damaged checkpoint must not keep anyone from looking at the run or using its finished model. */
function stateIfSound(bytes: Uint8Array, path: string): TrainState | undefined {
  try {
    return readState(bytes, path);
  } catch (error) {
    if (error instanceof ModelError) return undefined;
    throw error;
  }
}

/**
 * What a run was started with, its logs unread: they may be damaged, and going on writes them anew.
 * @throws ModelError when the directory holds no run, or its configuration is damaged
 */
export async function readRecord(directory: string): Promise<RunRecord & Pick<Run, 'versions' | 'started'>> {
  const { config: path } = runFiles(directory);
  const bytes = await readIfThere(path);
  if (!bytes) {
    throw new ModelError(`${directory} holds no run (config.json is missing); give the directory of a run.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ModelError(`${path} is not valid JSON; start the run anew.`, { cause });
  }
  const result = recordSchema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new ModelError(
      `${path}: ${issue.path.join('.')} cannot be used: ${issue.message}; bring the file back or start the run anew.`,
    );
  }
  const { started, versions, data, rows, roles } = result.data;
  return { started, versions, data, rows, roles, config: parseConfig(result.data.config, path) };
}

function parseLog(text: string, path: string): EpochRecord[] {
  return wholeLines(text).map((line, index) => {
    try {
      return epochRecordSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new ModelError(`${path}, line ${index + 1} is no epoch's record; --resume writes the log anew.`, {
        cause,
      });
    }
  });
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw new ModelError(`${path} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

async function packageVersion(): Promise<string> {
  // dist/src/train/ → the package's root.
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  return String(JSON.parse(text).version);
}
