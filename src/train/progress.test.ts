import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrainEvent } from './events.js';
import { RunProgress } from './progress.js';

const step = (epoch: number, at: number): TrainEvent => ({
  type: 'step',
  epoch,
  step: at,
  steps: 10,
  loss: 1,
  accuracy: 0.5,
  imagesPerSecond: 100,
});

test('time left is the time so far, scaled by the steps still to do', () => {
  let clock = 1000;
  const progress = new RunProgress(() => clock);
  const start = progress.accept({ type: 'start', epochs: 3, firstEpoch: 1, stepsPerEpoch: 10 });
  assert.deepEqual(start, { done: 0, total: 30, secondsLeft: undefined });
  clock += 2000;
  // The first step took 2 s: 29 are left.
  assert.deepEqual(progress.accept(step(1, 1)), { done: 1, total: 30, secondsLeft: 58 });
});

test('each step counts once, over epochs too', () => {
  let clock = 0;
  const progress = new RunProgress(() => clock);
  progress.accept({ type: 'start', epochs: 2, firstEpoch: 1, stepsPerEpoch: 10 });
  for (let at = 1; at <= 10; at++) progress.accept(step(1, at));
  clock = 20_000;
  const { done, total, secondsLeft } = progress.accept(step(2, 5));
  assert.deepEqual({ done, total }, { done: 15, total: 20 });
  assert.ok(Math.abs((secondsLeft ?? 0) - 20 / 3) < 1e-9);
});

test('a run resumed inside an epoch counts only its own steps', () => {
  let clock = 0;
  const progress = new RunProgress(() => clock);
  progress.accept({ type: 'start', epochs: 4, firstEpoch: 3, stepsPerEpoch: 10 });
  clock = 1000;
  assert.deepEqual(progress.accept(step(3, 8)), { done: 1, total: 13, secondsLeft: 12 });
  clock = 13_000;
  const last = progress.accept(step(4, 10));
  assert.deepEqual(last, { done: 13, total: 13, secondsLeft: 0 });
});
