/**
 * A run's curves as TensorBoard shows them. The events follow from the run's two logs alone, times included, so that
 * files written while it trains and files made afterwards say the same.
 */
import { appendFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, outputError, writeFileAtomic } from '../export/atomic.js';
import { encodeEventsHead, encodeScalars, type ScalarEvent } from '../export/tfevents.js';
import type { EpochRecord, SplitScore, StepRecord } from './events.js';
import { type Run, runFiles } from './run-directory.js';

/** As TensorBoard has it: a folder each, so that both curves of a measure share one chart. */
const CURVES = ['training', 'validation'] as const;
type Curve = (typeof CURVES)[number];
type CurveEvents = Readonly<Record<Curve, readonly ScalarEvent[]>>;

/** What the files begin with. */
type LoggedSoFar = Pick<Run, 'directory' | 'started' | 'epochs' | 'steps'>;

/** Writes `tensorboard/` in a run's directory: all that was logged so far, then what comes. */
export class TensorBoardLog {
  readonly #directory: string;
  readonly #name: string;
  /** When the run was first started, in seconds since 1970. */
  readonly #started: number;
  /** Seconds since 1970 at the end of the last whole epoch, as if the run had never been stopped. */
  #epochEnd: number;
  /** Seconds trained in the epoch under way. */
  #inEpoch = 0;
  readonly #begun = new Set<Curve>();

  private constructor(directory: string, name: string, started: number) {
    this.#directory = runFiles(directory).tensorboard;
    this.#name = name;
    this.#started = started;
    this.#epochEnd = started;
  }

  /**
   * Replaces earlier event files of the run by one that holds what was logged so far.
   * @throws OutputError when a file cannot be written
   * @example
   * await TensorBoardLog.open(await readRun('runs/classic'));
   */
  static async open({ directory, started, epochs, steps }: LoggedSoFar): Promise<TensorBoardLog> {
    const start = Date.parse(started) / 1000;
    const trained = [...epochs, ...steps.filter(({ epoch }) => epoch > epochs.length)];
    const now = start + trained.reduce((sum, { seconds }) => sum + seconds, 0);
    // TensorBoard reads on in the file with the later name: a file it has open must not be cut back.
    const name = `events.out.tfevents.${String(Math.floor(now)).padStart(10, '0')}.vultus`;
    const log = new TensorBoardLog(directory, name, start);
    const all: Record<Curve, ScalarEvent[]> = { training: [], validation: [] };
    const take = (events: CurveEvents): void => {
      for (const curve of CURVES) all[curve].push(...events[curve]);
    };
    let at = 0;
    for (const epoch of [...epochs, undefined]) {
      for (; at < steps.length && steps[at].epoch <= (epoch?.epoch ?? Infinity); at++) {
        take(log.#eventsOfStep(steps[at]));
      }
      if (epoch) take(log.#eventsOfEpoch(epoch));
    }
    await log.#write(all);
    await log.#removeOlder();
    return log;
  }

  async addStep(record: StepRecord): Promise<void> {
    await this.#write(this.#eventsOfStep(record));
  }

  async addEpoch(record: EpochRecord): Promise<void> {
    await this.#write(this.#eventsOfEpoch(record));
  }

  #eventsOfStep(record: StepRecord): CurveEvents {
    this.#inEpoch += record.seconds;
    const { update: step, loss, accuracy } = record;
    const time = this.#epochEnd + this.#inEpoch;
    return { training: scalars('step', step, time, { loss, accuracy, ...paceOf(record) }), validation: [] };
  }

  #eventsOfEpoch(record: EpochRecord): CurveEvents {
    this.#epochEnd += record.seconds;
    this.#inEpoch = 0;
    const { epoch, train, validation } = record;
    const at = (values: Record<string, number>) => scalars('epoch', epoch, this.#epochEnd, values);
    return {
      training: at({ ...scoresOf(train), ...paceOf(record) }),
      validation: validation ? at(scoresOf(validation)) : [],
    };
  }

  /** A curve's file begins with its first value: a run without validation has no file for it. */
  async #write(events: CurveEvents): Promise<void> {
    for (const curve of CURVES) {
      const folder = join(this.#directory, curve);
      const path = join(folder, this.#name);
      const isFirst = !this.#begun.has(curve);
      if (events[curve].length === 0 && !(isFirst && curve === 'training')) continue;
      const bytes = encodeScalars(events[curve]);
      if (isFirst) {
        await makeFolder(folder);
        await writeFileAtomic(path, Buffer.concat([encodeEventsHead(this.#started), bytes]));
        this.#begun.add(curve);
      } else await append(path, bytes);
    }
  }

  /** Only files that this class wrote. */
  async #removeOlder(): Promise<void> {
    for (const curve of CURVES) {
      const folder = join(this.#directory, curve);
      for (const name of await readdir(folder).catch(() => [])) {
        const ours = /^events\.out\.tfevents\.\d+\.vultus$/.test(name);
        const current = name === this.#name && this.#begun.has(curve);
        if (ours && !current) await rm(join(folder, name), { force: true });
      }
    }
  }
}

function scoresOf({ loss, accuracy }: SplitScore): Record<string, number> {
  return { loss, accuracy };
}

function paceOf(record: EpochRecord | StepRecord): Record<string, number> {
  return {
    'learning rate': record.learningRate,
    'gradient norm': record.gradientNorm,
    'images per second': record.imagesPerSecond,
  };
}

function scalars(by: string, step: number, time: number, values: Record<string, number>): ScalarEvent[] {
  return Object.entries(values).map(([name, value]) => ({ tag: `${by}/${name}`, step, value, time }));
}

async function append(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await appendFile(path, bytes);
  } catch (error) {
    throw outputError(path, error);
  }
}
