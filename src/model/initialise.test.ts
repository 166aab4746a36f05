import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../util/errors.js';
import { initialise, weightLimit } from './initialise.js';
import { parameterSpecs, sizeOf } from './parameters.js';
import type { Initialisation, Layer, Model } from './types.js';
import { zooModel } from './zoo/index.js';

test('the documented example, and every tensor in canonical order and shape', () => {
  const model = zooModel('mini-xception');
  assert.deepEqual(initialise(zooModel('classic'), 42).get('0.weight')?.shape, [32, 1, 3, 3]);
  const tensors = [...initialise(model, 42)];
  const specs = parameterSpecs(model);
  assert.deepEqual(
    tensors.map(([name, { shape }]) => [name, shape]),
    specs.map(({ name, shape }) => [name, shape]),
  );
  for (const [name, { shape, data }] of tensors) assert.equal(data.length, sizeOf(shape), name);
});

test('same seed, same bits; another seed, others; the seed’s high word counts', () => {
  const weights = (seed: number): Float32Array => initialise(zooModel('tiny'), seed).get('0.weight')!.data;
  assert.deepEqual(weights(1), weights(1));
  assert.notDeepEqual(weights(1), weights(2));
  assert.notDeepEqual(weights(1), weights(1 + 2 ** 32));
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) assert.throws(() => weights(seed), ModelError);
});

test('two tensors of one shape have different values', () => {
  const tensors = initialise(zooModel('resnet-s'), 3);
  const [first, second] = [tensors.get('4.main.0.weight')!.data, tensors.get('4.main.3.weight')!.data];
  assert.equal(first.length, second.length);
  assert.notDeepEqual(first, second);
});

const conv = (init: Initialisation | undefined, groups = 1): Layer => ({
  type: 'conv',
  filters: 64,
  kernel: 3,
  groups,
  init,
});

test('limits follow the papers: Glorot √(6/(fanIn+fanOut)), He √(6/fanIn), He by default', () => {
  assert.equal(weightLimit(conv('glorot'), [64, 32, 3, 3]), Math.sqrt(6 / (288 + 576)));
  assert.equal(weightLimit(conv('he'), [64, 32, 3, 3]), Math.sqrt(6 / 288));
  assert.equal(weightLimit(conv(undefined), [64, 32, 3, 3]), Math.sqrt(6 / 288));
  assert.equal(weightLimit(conv('glorot', 64), [64, 1, 3, 3]), Math.sqrt(6 / 18)); // depthwise
  assert.equal(weightLimit({ type: 'dense', units: 7, init: 'glorot' }, [7, 1024]), Math.sqrt(6 / 1031));
  assert.equal(weightLimit(conv('zero'), [64, 32, 3, 3]), 0);
});

test('values fill ±limit evenly: mean and variance within 5 standard errors of the uniform distribution', () => {
  const model = zooModel('classic');
  const { data } = initialise(model, 7).get('14.weight')!;
  const limit = Math.sqrt(6 / (2048 + 1024));
  let sum = 0;
  let squares = 0;
  let largest = 0;
  for (const value of data) {
    sum += value;
    squares += value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  const n = data.length;
  const variance = limit ** 2 / 3;
  assert.ok(largest <= Math.fround(limit) && largest > limit * 0.9999);
  assert.ok(Math.abs(sum / n) < 5 * Math.sqrt(variance / n));
  // Var(x²) of a uniform on ±l is 4 l⁴ / 45.
  assert.ok(Math.abs(squares / n - variance) < 5 * Math.sqrt((4 * limit ** 4) / 45 / n));
});

test('biases and beta 0, gamma as asked, running mean 0 and variance 1', () => {
  const model: Model = {
    ...zooModel('tiny'),
    layers: [
      { type: 'conv', filters: 2, kernel: 3, init: 'zero' },
      { type: 'batchNorm', gammaInit: 0.5 },
      { type: 'batchNorm' },
    ],
  };
  const values = [...initialise(model, 1)].map(([name, { data }]) => [name, [...new Set(data)]]);
  assert.deepEqual(values, [
    ['0.weight', [0]],
    ['0.bias', [0]],
    ['1.gamma', [0.5]],
    ['1.beta', [0]],
    ['1.runningMean', [0]],
    ['1.runningVar', [1]],
    ['2.gamma', [1]],
    ['2.beta', [0]],
    ['2.runningMean', [0]],
    ['2.runningVar', [1]],
  ]);
});
