import assert from 'node:assert/strict';
import { test } from 'node:test';
import { synthesise } from '../data/synth.js';
import { completeConfig, type EpochRecord, type Run } from '../train/index.js';
import { gatherReport, meanRate } from './gather.js';
import { renderReport } from './index.js';

const dataset = synthesise({ count: 70, seed: 1 });
const epoch = (number: number, imagesPerSecond: number): EpochRecord => ({
  epoch: number,
  train: { loss: 1.5, accuracy: 0.4, count: 600 },
  validation: { loss: 1.6, accuracy: 0.35, count: 14 },
  ...{ learningRate: 0.001, gradientNorm: 1, imagesPerSecond, seconds: 7 },
});
const run: Run = {
  directory: 'runs/first',
  config: completeConfig({ model: 'tiny', epochs: 5 }, dataset.splitNames),
  data: dataset,
  rows: { train: 56, validation: 14, straddlersRemoved: 0 },
  roles: [
    { split: 'Training', role: 'train' },
    { split: 'PublicTest', role: 'watched' },
  ],
  versions: {},
  started: '2026-01-01T00:00:00.000Z',
  epochs: [epoch(1, 100), epoch(2, 300)],
  steps: [],
};
const options = {
  ...{ run, dataset, evaluations: [], createdBy: 'vultus 0.1.0', hash: 'ab', command: 'vultus train' },
  environment: { node: '20', cpu: 'none', threads: 1, platform: 'linux x64' },
};

test('the mean rate is all images over all the time: 600 at 100/s and 600 at 300/s take 8 s', () => {
  assert.equal(meanRate(run.epochs), 150);
  assert.equal(meanRate([]), 0);
});

test('a report holds the counts, samples and epochs of its run, and can be drawn', async () => {
  const data = await gatherReport(options);
  assert.equal(data.name, 'first');
  assert.deepEqual(
    data.data.splits.map(({ name, counts }) => [name, counts.reduce((sum, count) => sum + count, 0)]),
    [
      ['Training', 56],
      ['PublicTest', 14],
    ],
  );
  assert.equal(data.samples?.byClass.length, 7);
  assert.ok(data.samples?.byClass.every(({ images }) => images.length === 8));
  assert.equal(data.samples?.augmented.length, 7);
  assert.ok(data.samples?.augmented.every(({ variants }) => variants.length === 7));
  assert.deepEqual(
    [data.training?.validationSplit, data.training?.plannedEpochs, data.training?.seconds],
    ['PublicTest', 5, 14],
  );
  assert.match(renderReport(data), /<html/);
});

test('the same run gives the same data', async () => {
  assert.deepEqual(await gatherReport(options), await gatherReport(options));
});
