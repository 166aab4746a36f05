import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanRow } from '../src/engine/describe.js';
import { addWork, bestOf, kernelTable } from './kernel-rows.js';

const row = (label: string, op: string, macs: number, bytes: number): PlanRow => ({
  ...{ label, op, macs, bytes, shape: '4→8', relu: false, barrier: false, repeats: 1 },
});

test('ops of one name are summed within a step, and the shortest step counts', () => {
  const step = (...seconds: number[]) => seconds.map((value) => ({ op: '0 convForward', seconds: value }));
  assert.deepEqual([...bestOf([step(1, 4), step(2, 2), step(5)])], [['0 convForward', 4]]);
});

test('work of one name is summed like its time, in the plan’s order', () => {
  const times = new Map([
    ['1 dropout', 0.5],
    ['0 convForward', 2],
  ]);
  const plan = [row('0', 'convForward', 10, 3), row('1', 'dropout', 0, 7), row('0', 'convForward', 5, 4)];
  assert.deepEqual(
    addWork(times, plan).map(({ label, seconds, macs, bytes }) => [label, seconds, macs, bytes]),
    [
      ['0', 2, 15, 7],
      ['1', 0.5, 0, 7],
    ],
  );
});

test('a time without its op in the plan is refused', () => {
  assert.throws(() => addWork(new Map([['9 gone', 1]]), []), /9 gone/);
});

test('GFLOP/s count two for a multiply-accumulate, the others GB/s, in lines of 80 columns', () => {
  const rows = [
    { label: '0', kernel: 'convForward', shape: '48×48×1→46×46×32', seconds: 0.001, macs: 2e7, bytes: 0 },
    {
      ...{ label: '10.main.11.weight', kernel: 'winogradGradientProductsAndMore', shape: '12345678' },
      ...{ seconds: 0.002, macs: 0, bytes: 5e6 },
    },
  ];
  const text = kernelTable(rows, 80);
  assert.match(text, /convForward +0 48×48×1→46×46×32 +1\.00 +40\.0 GFLOP\/s +50 %/);
  assert.match(text, /2\.00 +2\.5 GB\/s/);
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
});
