import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterEpoch, FRESH_PLATEAU, rateShare, type Schedule, scheduleSchema } from './schedule.js';

const length = { epochs: 10, stepsPerEpoch: 10 };
const make = (fields: object): Schedule => scheduleSchema.parse(fields);
const shares = (schedule: Schedule): number[] =>
  Array.from({ length: 100 }, (_, step) => rateShare(schedule, step, length));

test('constant is 1 after a linear warm-up that starts above 0', () => {
  const all = shares(make({ kind: 'constant', warmupEpochs: 0.5 }));
  assert.deepEqual(all.slice(0, 6), [0.2, 0.4, 0.6, 0.8, 1, 1]);
  assert.equal(Math.min(...all.slice(5)), 1);
});

test('step drops by its factor at every multiple of its epochs', () => {
  const all = shares(make({ kind: 'step', everyEpochs: 4, factor: 0.5 }));
  assert.deepEqual([all[0], all[39], all[40], all[79], all[80], all[99]], [1, 1, 0.5, 0.5, 0.25, 0.25]);
});

test('cosine falls from 1 to its final share, through the middle of both half way', () => {
  const all = shares(make({ kind: 'cosine', final: 0.1 }));
  assert.equal(all[0], 1);
  // sinCos is good to 1e-11; the ramp halves that.
  assert.ok(Math.abs(all[99] - 0.1) < 1e-11);
  assert.ok(Math.abs((all[49] + all[50]) / 2 - 0.55) < 1e-11);
  for (let step = 1; step < 100; step++) assert.ok(all[step] < all[step - 1]);
});

test('cosine after a warm-up still ends on its final share', () => {
  const all = shares(make({ kind: 'cosine', warmupEpochs: 2 }));
  assert.equal(all[19], 1);
  assert.equal(all[20], 1);
  assert.ok(Math.abs(all[99]) < 1e-11);
});

for (const ramp of ['linear', 'cosine']) {
  test(`one-cycle with ${ramp} ramps starts, peaks and ends where it says`, () => {
    const all = shares(make({ kind: 'one-cycle', peakAt: 0.3, start: 0.04, final: 0.001, ramp }));
    assert.ok(Math.abs(all[0] - 0.04) < 1e-11);
    // 0.3 · 99 rounds to step 30.
    assert.ok(Math.abs(all[30] - 1) < 1e-11);
    assert.ok(Math.abs(all[99] - 0.001) < 1e-11);
    for (let step = 1; step < 100; step++) assert.ok(all[step] > all[step - 1] === step <= 30);
  });
}

test('a run of one step gets a finite share above 0 from every schedule', () => {
  for (const kind of ['constant', 'step', 'plateau', 'cosine', 'one-cycle']) {
    const share = rateShare(make({ kind }), 0, { epochs: 1, stepsPerEpoch: 1 });
    assert.ok(share > 0 && share <= 1, `${kind}: ${share}`);
  }
});

test('plateau waits out its patience, then drops, and never falls under its minimum', () => {
  const schedule = make({ kind: 'plateau', factor: 0.5, patience: 1, minimum: 0.3 });
  let state = FRESH_PLATEAU;
  const seen: number[] = [];
  for (const loss of [2, 1, 1, 1, 1, 1, 0.5]) {
    state = afterEpoch(schedule, state, loss);
    seen.push(state.share);
  }
  // Best at the second; two equal epochs exceed a patience of 1; 0.25 would be under the minimum.
  assert.deepEqual(seen, [1, 1, 1, 0.5, 0.5, 0.3, 0.3]);
  assert.deepEqual(state, { share: 0.3, best: 0.5, waited: 0 });
});

test('other schedules have no memory', () => {
  assert.equal(afterEpoch(make({ kind: 'cosine' }), FRESH_PLATEAU, 1), FRESH_PLATEAU);
});
