/** Threads claim every share of an op once, with the thread's own scratch, whoever comes first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTRACTS, type Kernels } from './contracts.js';
import type { Op } from './plan.js';
import { Claims, estimate, sharesOf, walk } from './walk.js';

const THREADS = 2;
const STRIDE = 1000;
const SCRATCH = 50_000;

/** Ops of a kernel with scratch: one large enough for several shares, one that is not. */
function op(macs: number): Op {
  const names: readonly string[] = CONTRACTS.winogradForward;
  const args = names.map((name) => (name === 'scratch' ? SCRATCH : name === 'scratchStride' ? STRIDE : 0));
  return { kernel: 'winogradForward', args, perSample: [], barrier: false, label: '', macs, bytes: 0 };
}

/** Kernels that only note which thread did which share, and where its scratch was. */
function notebook() {
  const notes: { share: number; shares: number; scratch: number }[] = [];
  const at = CONTRACTS.winogradForward.indexOf('scratch');
  const winogradForward = (...args: number[]) => {
    const [share, shares] = args.slice(-2);
    notes.push({ share, shares, scratch: args[at] + share * args[at + 1] });
  };
  return { notes, kernels: { winogradForward } as unknown as Kernels };
}

test('one thread that runs alone does its own shares first and then all of the other’s', () => {
  const ops = [op(1e9), op(1)];
  const claims = new Claims(new Int32Array(THREADS * ops.length));
  const { notes, kernels } = notebook();
  const stretch = { from: 0, to: 2, n: 1, batchSize: 1 };
  walk(kernels, ops, stretch, { tid: 1, threads: THREADS, barrier: () => {}, claims });
  assert.deepEqual(
    notes.map(({ share }) => share),
    [6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 1],
  );
  assert.ok(notes.every(({ scratch }) => scratch === SCRATCH + STRIDE));
  assert.deepEqual(notes.at(-1), { share: 1, shares: THREADS, scratch: SCRATCH + STRIDE });
});

test('walk after walk, both threads together do every share once', () => {
  const ops = [op(1e9)];
  const counters = new Int32Array(THREADS);
  const crew = [0, 1].map((tid) => ({
    tid,
    threads: THREADS,
    barrier: () => {},
    claims: new Claims(counters),
  }));
  for (let round = 0; round < 3; round++) {
    const { notes, kernels } = notebook();
    // The second thread begins in the middle of the first one's work.
    let begun = false;
    const interrupted = {
      ...kernels,
      winogradForward: (...args: number[]) => {
        kernels.winogradForward(...args);
        if (begun || notes.length < 4) return;
        begun = true;
        walk(kernels, ops, { from: 0, to: 1, n: 1, batchSize: 1 }, crew[1]);
      },
    };
    walk(interrupted, ops, { from: 0, to: 1, n: 1, batchSize: 1 }, crew[0]);
    assert.deepEqual(
      notes.map(({ share }) => share).sort((a, b) => a - b),
      [...Array(12).keys()],
    );
  }
});

test('an op is cut finer the longer it takes, and never below 30 µs a share', () => {
  assert.equal(sharesOf(op(1), 64, 64, 2), 1);
  assert.equal(sharesOf(op(1e9), 64, 64, 2), 6);
  assert.equal(sharesOf({ ...op(0), bytes: 2e6 }, 32, 64, 2), 1);
  assert.equal(sharesOf({ ...op(0), bytes: 2e6 }, 64, 64, 2), 3);
});

test('a stretch is estimated by its own ops and images', () => {
  // 3e6 multiply-accumulates of one image take about 0.1 ms.
  const ops = [op(3e6), op(6e6), op(9e6)];
  const seconds = estimate(ops, { from: 0, to: 2, n: 2, batchSize: 64 });
  assert.ok(Math.abs(seconds - 0.6e-3) < 1e-9, String(seconds));
});
