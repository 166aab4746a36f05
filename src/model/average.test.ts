import assert from 'node:assert/strict';
import { test } from 'node:test';
import { synthesise } from '../data/synth.js';
import { predictSplit } from '../evaluate/index.js';
import { ModelError } from '../util/errors.js';
import { averageNetworks, type WeightedNetwork } from './average.js';
import { initialise } from './initialise.js';
import { countParameters, totalMacs } from './parameters.js';
import type { Model } from './types.js';
import { zooModel } from './zoo/index.js';

const dataset = synthesise({ count: 14, seed: 1 });
const rows = Uint32Array.from({ length: 14 }, (_, row) => row);

const networkOf = (name: string, seed: number): WeightedNetwork => {
  const model = zooModel(name);
  return { model, weights: initialise(model, seed) };
};
const logitsOf = async ({ model, weights }: WeightedNetwork): Promise<Float32Array> =>
  (await predictSplit({ model, weights: new Map(weights), dataset, rows, batchSize: 4, threads: 2 })).logits;

test('two networks: the logits are half of the sum', async () => {
  // The second ends with a convolution and a global mean.
  const [first, other] = [networkOf('vgg-s', 1), networkOf('mini-xception', 2)];
  const { preprocessing } = first.model;
  const two = [first, { ...other, model: { ...other.model, preprocessing } }];
  const both = averageNetworks(two);
  const [a, b] = await Promise.all(two.map(logitsOf));
  close(await logitsOf(both), [a, b]);
  assert.equal(both.model.name, 'vgg-s+mini-xception');
  const [parameters, macs] = [countParameters, totalMacs].map((count) => ({
    sum: two.reduce((sum, { model }) => sum + sizeOf(count(model)), 0),
    both: sizeOf(count(both.model)),
  }));
  assert.deepEqual([parameters.both, macs.both], [parameters.sum, macs.sum]);
});

/**
 * Another network gets another plan, with other kernels for the same sums: some ten layers deep, each rounds by a few 2^-24 of
 * values about as large as the logits. Wrong weights in one branch are off by far more than 256 of them.
 */
function close(found: Float32Array, logits: readonly Float32Array[]): void {
  for (const [i, value] of found.entries()) {
    const mean = logits.reduce((sum, one) => sum + one[i], 0) / logits.length;
    const size = 1 + Math.max(...logits.map((one) => Math.abs(one[i])));
    assert.ok(Math.abs(value - mean) <= 256 * 2 ** -24 * size, `${value} ${mean}`);
  }
}

const sizeOf = (found: number | { trainable: number }): number =>
  typeof found === 'number' ? found : found.trainable;

test('three networks: the mean up to rounding; eight nest as deep as a file may', async () => {
  const three = [1, 2, 3].map((seed) => networkOf('tiny', seed));
  const logits = await Promise.all(three.map(logitsOf));
  const found = await logitsOf(averageNetworks(three));
  close(found, logits);
  const eight = averageNetworks(Array.from({ length: 8 }, (_, seed) => networkOf('tiny', seed)));
  assert.ok(
    eight.weights.has(
      '0.shortcut.0.shortcut.0.shortcut.0.shortcut.0.shortcut.0.shortcut.0.shortcut.0.weight',
    ),
  );
});

test('what cannot be averaged is refused, with the reason', () => {
  const tiny = networkOf('tiny', 1);
  const changed = (part: Partial<Model>): WeightedNetwork => ({ ...tiny, model: { ...tiny.model, ...part } });
  const refuses = (networks: WeightedNetwork[], why: RegExp) =>
    assert.throws(
      () => averageNetworks(networks),
      (error) => error instanceof ModelError && why.test(error.message),
    );
  refuses([tiny], /^an average is of two to eight networks and not of 1;/);
  refuses([tiny, changed({ classes: [...'abcdefg'] })], /they differ in classes \(angry, .+ and a, b, c/);
  refuses(
    [tiny, changed({ preprocessing: { mean: 0, scale: 1 } })],
    /they differ in preprocessing \(\(gray −/,
  );
  refuses(
    [tiny, changed({ layers: [...tiny.model.layers.slice(0, -1), { type: 'relu' }] })],
    /no dense layer/,
  );
});
