/** The range test: its rates, its average, its rules on curves worked out by hand, and that it runs as training does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineOptions } from '../engine/api.js';
import { TrainingError, UsageError } from '../util/errors.js';
import { completeConfig } from './config.js';
import { FakeEngine, fakeDataset, fakeModel } from './fake-engine.test.helper.js';
import {
  findLearningRate,
  type RangePoint,
  type RangeTestOptions,
  ratesOf,
  smoother,
  suggestRate,
} from './lr-find.js';

const dataset = fakeDataset();
const engines: FakeEngine[] = [];
const optionsFor = (fields: Partial<RangeTestOptions> = {}, Engine = FakeEngine): RangeTestOptions => ({
  config: completeConfig({ model: fakeModel, batchSize: 16 }),
  dataset,
  createEngine: async (options: EngineOptions) => {
    engines.push(new Engine(options));
    return engines[engines.length - 1];
  },
  ...{ from: 1e-4, to: 10, steps: 100, ...fields },
});

test('rates grow by one factor from the first to the last, relative error < 1e-12', () => {
  const rates = ratesOf(1e-7, 10, 5);
  for (const [i, rate] of [1e-7, 1e-5, 1e-3, 1e-1, 10].entries()) {
    assert.ok(Math.abs(rates[i] / rate - 1) < 1e-12, `${rates[i]}`);
  }
});

test('the average of equal values is that value from the first on, and follows a change', () => {
  const smooth = smoother();
  for (let i = 0; i < 5; i++) assert.ok(Math.abs(smooth(2) - 2) < 1e-12);
  // After five values the sixth has the weight 0.05 / (1 − 0.95⁶).
  const share = 0.05 / (1 - 0.95 ** 6);
  assert.ok(Math.abs(smooth(1) - (2 - share)) < 1e-12);
});

test('the rules find the steepest fall and a tenth of the minimum', () => {
  // Flat, a fall that is steepest at point 30, a minimum at point 50, a rise.
  const loss = (i: number): number =>
    i < 20 ? 2 : i < 50 ? 2 - (1 + Math.sin(((i - 35) / 30) * Math.PI)) / 2 : 1 + (i - 50) / 9;
  const points: RangePoint[] = Array.from({ length: 60 }, (_, i) => ({
    learningRate: 10 ** (i / 10 - 6),
    loss: loss(i),
    smoothed: loss(i),
  }));
  const { steepest, minimum, tenthOfMinimum } = suggestRate(points);
  assert.equal(steepest, points[35].learningRate);
  assert.equal(minimum, points[50].learningRate);
  assert.equal(tenthOfMinimum, points[50].learningRate / 10);
});

test('the same seed gives the same points, another seed others; the network is closed', async () => {
  const first = await findLearningRate(optionsFor());
  assert.deepEqual(await findLearningRate(optionsFor()), first);
  const config = completeConfig({ model: fakeModel, batchSize: 16, seed: 2 });
  assert.notDeepEqual((await findLearningRate(optionsFor({ config }))).points, first.points);
  assert.ok(engines.every(({ closed }) => closed));
  // Epochs of four steps follow each other, as in training.
  assert.deepEqual(engines[0].updates, [...first.points.keys()]);
});

test('a loss that blows up ends the test; one that is not finite is no point', async () => {
  class Diverges extends FakeEngine {
    override async trainStep(...args: Parameters<FakeEngine['trainStep']>) {
      const result = await super.trainStep(...args);
      return { ...result, loss: args[2] < 40 ? result.loss : result.loss + 10 * (args[2] - 39) };
    }
  }
  const blown = await findLearningRate(optionsFor({}, Diverges));
  assert.ok(blown.diverged && blown.points.length > 41 && blown.points.length < 60);
  class Breaks extends FakeEngine {
    override async trainStep(...args: Parameters<FakeEngine['trainStep']>) {
      const result = await super.trainStep(...args);
      return args[2] < 30 ? result : { ...result, loss: Number.NaN };
    }
  }
  const broken = await findLearningRate(optionsFor({}, Breaks));
  assert.deepEqual([broken.diverged, broken.points.length], [true, 30]);
  class NeverWorks extends FakeEngine {
    override async trainStep(...args: Parameters<FakeEngine['trainStep']>) {
      return { ...(await super.trainStep(...args)), loss: Number.NaN };
    }
  }
  await assert.rejects(findLearningRate(optionsFor({}, NeverWorks)), TrainingError);
});

test('it can be stopped, tells how far it is, and refuses what makes no range', async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  const onProgress = (done: number, total: number): void => {
    assert.equal(total, 100);
    if (seen.push(done) === 3) controller.abort(new Error('enough'));
  };
  await assert.rejects(
    findLearningRate(optionsFor({ onProgress, signal: controller.signal })),
    /^Error: enough$/,
  );
  assert.deepEqual(seen, [1, 2, 3]);
  for (const wrong of [{ from: 1, to: 1 }, { from: 0 }, { steps: 5 }, { to: Number.NaN }]) {
    await assert.rejects(findLearningRate(optionsFor(wrong)), UsageError);
  }
});
