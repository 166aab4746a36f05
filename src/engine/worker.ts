/** What a worker does: instantiate the kernels over the shared memory once, then walk a program at every message. */
import { createBarrier } from './barrier.js';
import type { Kernels } from './contracts.js';
import type { WorkerAnswer, WorkerRun, WorkerStart } from './host.js';
import { type Barrier, Claims, walk } from './walk.js';

/** @returns the worker's message handler */
export function createWorker(
  answer: (message: WorkerAnswer) => void,
): (message: WorkerStart | WorkerRun) => void {
  let start: WorkerStart | undefined;
  let kernels: Kernels;
  let barrier: Barrier;
  const claims = new Map<string, Claims>();
  const run = ({ programs, batchSize, tid, threads, profile }: WorkerStart, message: WorkerRun) => {
    const ops = programs[message.program];
    // Thread 0 measures: the barriers keep the others in step with it.
    const times = profile && tid === 0 ? new Float64Array(ops.length) : undefined;
    const crew = message.alone
      ? { tid: 0, threads: 1, barrier: () => {} }
      : { tid, threads, barrier, claims: claims.get(message.program) };
    walk(kernels, ops, { ...message, batchSize }, crew, times);
    if (tid === 0) answer({ done: true, times });
  };
  return (message) => {
    try {
      if ('module' in message) {
        const instance = new WebAssembly.Instance(message.module, { env: { memory: message.memory } });
        kernels = instance.exports as unknown as Kernels;
        barrier = createBarrier(new Int32Array(message.memory.buffer), message.barrierAt, message.threads);
        for (const [name, counters] of Object.entries(message.counters ?? {})) {
          claims.set(name, new Claims(counters));
        }
        start = message;
      } else if (start) {
        run(start, message);
      }
    } catch (error) {
      answer({ error: String(error) });
    }
  };
}
