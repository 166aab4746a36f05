import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepRecord } from '../train/events.js';
import { stepColumns } from './steps.js';

const line = (update: number): StepRecord => ({
  ...{ epoch: 1, step: update, update, loss: update / 3, accuracy: 0.5, learningRate: 0.001 },
  ...{ gradientNorm: 1, imagesPerSecond: 100, seconds: 1 },
});
const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i + 1));

test('a log becomes columns with six digits; no log none', () => {
  assert.equal(stepColumns([], 4), undefined);
  const columns = stepColumns(lines(2), 4)!;
  assert.deepEqual(
    [columns.update, columns.loss],
    [
      [1, 2],
      [0.333333, 0.666667],
    ],
  );
  assert.equal(columns.stepsPerEpoch, 4);
});

test('a long log is thinned by means, each at its last step', () => {
  const columns = stepColumns(lines(2501), 100)!;
  assert.equal(columns.update.length, 834);
  assert.deepEqual([columns.update[0], columns.loss[0]], [3, 0.666667]);
  // The last of 834 groups of three holds two.
  assert.deepEqual([columns.update.at(-1), columns.loss.at(-1)], [2501, 833.5]);
});
