/** The loop on the project's own engine: the promises that only the two together can keep. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadModelDirectory } from '../export/index.js';
import type { Model } from '../model/index.js';
import { type ConfigInput, completeConfig } from './config.js';
import { fakeDataset } from './fake-engine.test.helper.js';
import { type RunOptions, train } from './loop.js';
import { runFiles } from './run-directory.js';

const root = await mkdtemp(join(tmpdir(), 'vultus-engine-'));
after(() => rm(root, { recursive: true }));
let runs = 0;

const dataset = fakeDataset(12);
/** One of each kind of state: weights, biases, norms with running statistics, dropout. */
const model: Model = {
  name: 'small',
  input: { height: 48, width: 48, channels: 1 },
  preprocessing: { mean: 128, scale: 64 },
  classes: dataset.classes,
  layers: [
    { type: 'conv', filters: 8, kernel: 5, stride: 2, padding: 'same' },
    { type: 'batchNorm' },
    { type: 'relu' },
    { type: 'maxPool', size: 4 },
    { type: 'flatten' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 7, init: 'glorot' },
    { type: 'softmax' },
  ],
};
const input: ConfigInput = {
  model,
  epochs: 2,
  batchSize: 16,
  learningRate: 0.01,
  ema: 0.8,
  clipNorm: 1,
  labelSmoothing: 0.1,
  classWeights: 'balanced',
  choose: 'best',
};
const optionsFor = (fields: Partial<ConfigInput>, threads = 1): RunOptions => ({
  config: completeConfig({ ...input, ...fields }),
  dataset,
  directory: join(root, `run${runs++}`),
  threads,
});

test('1, 2 and 3 threads end with the same weights', async () => {
  const hashes = [];
  for (const threads of [1, 2, 3]) hashes.push((await train(optionsFor({}, threads))).hash);
  assert.deepEqual(hashes, [hashes[0], hashes[0], hashes[0]]);
});

const optimizers: NonNullable<ConfigInput['optimizer']>[] = [
  { kind: 'sgd', weightDecay: 0.001 },
  { kind: 'adam' },
  { kind: 'adamw' },
];
for (const optimizer of optimizers) {
  test(`stopped inside an epoch, at its end and at once, ${optimizer.kind} ends with the same weights`, async () => {
    const unbroken = await train(optionsFor({ optimizer }));
    const options = optionsFor({ optimizer });
    for (const [i, steps] of [2, 0, 2, 1].entries()) {
      const controller = new AbortController();
      let seen = 0;
      if (steps === 0) controller.abort();
      const result = await train({
        ...options,
        threads: 1 + (i % 2),
        resume: i > 0,
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === 'step' && ++seen === steps) controller.abort();
        },
      });
      assert.equal(result.finished, false);
    }
    const resumed = await train({ ...options, resume: true });
    assert.equal(resumed.hash, unbroken.hash);
    assert.equal((await loadModelDirectory(runFiles(options.directory).model)).hash, unbroken.hash);
  });
}

test('it learns what a linear rule can tell apart', async () => {
  const { epochs } = await train(optionsFor({ epochs: 30, learningRate: 0.02, ema: 0 }));
  // Seven balanced classes: guessing gives 1/7.
  assert.ok((epochs.at(-1)?.train.accuracy ?? 0) > 0.8, `${epochs.at(-1)?.train.accuracy}`);
});

test('a learning rate that blows up is caught', async () => {
  await assert.rejects(
    train(optionsFor({ learningRate: 1000, optimizer: { kind: 'sgd' }, clipNorm: 0, epochs: 30, ema: 0 })),
    /became (NaN|Infinity) in epoch|came to hold/,
  );
});
