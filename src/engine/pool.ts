/**
 * Who carries out programs. `createPool` starts N workers that walk each program together; the caller's own thread never
 * blocks. `createInline` walks in the caller's thread: for checks and short one-thread work, and it can stand in for
 * any number of threads by walking as each of them in turn, op by op.
 */
import { ModelError } from '../util/errors.js';
import { Company } from './company.js';
import type { Kernels } from './contracts.js';
import type { Host, WorkerRun, WorkerStart } from './host.js';
import type { Op } from './plan.js';
import { estimate, walk } from './walk.js';

export interface Executor {
  /** Carries out ops [from, to) of a program for n images. One run at a time. */
  run(run: WorkerRun): Promise<void>;
  /** Seconds by op of a program since the last call. */
  takeTimes(program: string): Float64Array;
  close(): Promise<void>;
}

export type PoolOptions = Omit<WorkerStart, 'tid' | 'counters'>;

export function createInline(options: PoolOptions): Executor {
  const instance = new WebAssembly.Instance(options.module, { env: { memory: options.memory } });
  const kernels = instance.exports as unknown as Kernels;
  const { threads, programs } = options;
  const times = newTimes(options.programs);
  return {
    async run({ program, n, from, to }) {
      const ops = programs[program];
      for (let index = from; index < to; index++) {
        for (let tid = 0; tid < threads; tid++) {
          const stretch = { from: index, to: index + 1, n, batchSize: options.batchSize };
          walk(kernels, ops, stretch, { tid, threads, barrier: () => {} }, times[program]);
        }
      }
    },
    takeTimes: (program) => take(times[program]),
    async close() {},
  };
}

export function createPool(host: Host, options: PoolOptions): Executor {
  const workers = Array.from({ length: options.threads }, () => host.startWorker());
  const times = newTimes(options.programs);
  const company = new Company();
  const counters = options.threads > 1 ? newCounters(options) : undefined;
  let running: { resolve: () => void; reject: (error: Error) => void; program: string } | undefined;
  let failed: Error | undefined;
  const close = async () => {
    // Whoever still waits, or comes later, would wait for threads that are gone.
    failed ??= new ModelError('The engine is closed; make another one.');
    running?.reject(failed);
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  workers.forEach((worker, tid) => {
    worker.onAnswer((answer) => {
      if ('error' in answer) {
        // The others wait at a barrier that will never open.
        failed = new ModelError(`The engine's thread ${tid} failed: ${answer.error}.`);
        void close();
      } else {
        if (answer.times && running) accumulate(times[running.program], answer.times);
        running?.resolve();
      }
    });
    worker.post({ ...options, counters, tid });
  });
  return {
    run(message) {
      if (failed) return Promise.reject(failed);
      const short = workers.length > 1 && isShort(message, options);
      const kind = `${message.program} ${message.from} ${message.n}`;
      const alone = short && company.alone(kind);
      const started = performance.now();
      return new Promise<void>((done, reject) => {
        const resolve = () => {
          if (short) company.took(kind, alone, performance.now() - started);
          done();
        };
        running = { resolve, reject, program: message.program };
        for (const worker of alone ? workers.slice(0, 1) : workers) worker.post({ ...message, alone });
      });
    },
    takeTimes: (program) => take(times[program]),
    close,
  };
}

/** Seconds of one thread below which several may lose more by waiting than they gain. */
const SHORT = 5e-3;

function isShort(message: WorkerRun, { programs, batchSize }: PoolOptions): boolean {
  return estimate(programs[message.program], { ...message, batchSize }) < SHORT;
}

/** An int32 for every thread's part of every op: see walk.ts. */
function newCounters({ programs, threads }: PoolOptions): Record<string, Int32Array> {
  return Object.fromEntries(
    Object.entries(programs).map(([name, ops]) => {
      return [name, new Int32Array(new SharedArrayBuffer(4 * threads * ops.length))];
    }),
  );
}

function newTimes(programs: Readonly<Record<string, readonly Op[]>>): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(programs).map(([name, ops]) => [name, new Float64Array(ops.length)]),
  );
}

function accumulate(total: Float64Array, times: Float64Array): void {
  for (let i = 0; i < total.length; i++) total[i] += times[i];
}

function take(times: Float64Array): Float64Array {
  const copy = times.slice();
  times.fill(0);
  return copy;
}
