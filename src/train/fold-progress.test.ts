/** How long a cross-validation will take: folds to come count, folds done before this start do not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrainEvent } from './events.js';
import { FoldProgress } from './fold-progress.js';

const start = (firstEpoch = 1): TrainEvent => ({ type: 'start', epochs: 2, firstEpoch, stepsPerEpoch: 5 });
const step = (epoch: number, at: number): TrainEvent => ({
  ...{ type: 'step', epoch, step: at, steps: 5 },
  ...{ loss: 1, accuracy: 0, imagesPerSecond: 1 },
});

test('a start from nothing', () => {
  let now = 0;
  const progress = new FoldProgress(() => now);
  const accept = (fold: number, event: TrainEvent) => progress.accept({ fold, folds: 3, event });
  assert.deepEqual(accept(1, start()), { done: 0, total: 30, secondsLeft: undefined });
  now = 1000;
  assert.deepEqual(accept(1, step(1, 1)), { done: 1, total: 30, secondsLeft: 29 });
  for (let i = 2; i <= 10; i++) accept(1, step(i > 5 ? 2 : 1, i > 5 ? i - 5 : i));
  now = 10_000;
  assert.deepEqual(accept(2, start()), { done: 10, total: 30, secondsLeft: 20 });
});

test('a fold done before, and one resumed inside an epoch', () => {
  let now = 0;
  const progress = new FoldProgress(() => now);
  const accept = (fold: number, event: TrainEvent) => progress.accept({ fold, folds: 3, event });
  assert.equal(accept(1, start(3)).secondsLeft, undefined);
  accept(2, start(2));
  now = 2000;
  // Of the second fold steps 1 to 7 are done before, the 8th now: 2 and the third fold's 10 are left.
  assert.deepEqual(accept(2, step(2, 3)), { done: 1, total: 13, secondsLeft: 24 });
});
