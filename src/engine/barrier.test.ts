/** The barrier under real threads: nobody passes it before everybody has arrived, thousands of times over. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { createBarrier } from './barrier.js';

const ROUNDS = 3000;

/** Each thread counts its rounds in a slot of its own and, behind the barrier, looks at every other's. */
const SOURCE = `
import { parentPort, workerData } from 'node:worker_threads';
const { createBarrier } = await import(workerData.module);
const { memory, tid, threads, rounds } = workerData;
const control = new Int32Array(memory);
const barrier = createBarrier(control, 0, threads);
const slot = (thread) => 16 + 16 * thread;
let late = 0;
for (let round = 1; round <= rounds; round++) {
  // Uneven work, so that any thread may come last; long enough at times for the others to fall asleep.
  for (let i = (tid * 7919 + round * 104729) % (round % 100 === 0 ? 2000000 : 2000); i > 0; i--);
  control[slot(tid)] = round;
  barrier();
  for (let thread = 0; thread < threads; thread++) if (control[slot(thread)] !== round) late++;
  barrier();
}
parentPort.postMessage(late);
`;

for (const threads of [2, 3, 5]) {
  test(`${threads} threads pass ${2 * ROUNDS} barriers in step`, async () => {
    const memory = new SharedArrayBuffer(4 * (16 + 16 * threads));
    const module = new URL('./barrier.js', import.meta.url).href;
    const url = new URL(`data:text/javascript,${encodeURIComponent(SOURCE)}`);
    const workers = Array.from(
      { length: threads },
      (_, tid) => new Worker(url, { workerData: { module, memory, tid, threads, rounds: ROUNDS } }),
    );
    const answers = await Promise.all(workers.map((worker) => once(worker, 'message')));
    assert.deepEqual(answers.flat(), new Array(threads).fill(0), 'threads met slots of another round');
    const control = new Int32Array(memory);
    assert.deepEqual([control[0], control[1]], [0, 2 * ROUNDS], 'arrivals and generation at the end');
    await Promise.all(workers.map((worker) => worker.terminate()));
  });
}

test('one thread never waits and touches nothing', () => {
  const control = new Int32Array(2);
  createBarrier(control, 0, 1)();
  assert.deepEqual([...control], [0, 0]);
});
