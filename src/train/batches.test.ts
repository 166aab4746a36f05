import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultAugment, fillWarps, noAugment, sampleMix, WARP_FLOATS } from '../augment/index.js';
import { hashWords, Purpose } from '../util/random.js';
import { batchFiller, epochOrder, fillDropoutKeys, stepsPerEpoch } from './batches.js';

const rows = Uint32Array.from({ length: 10 }, (_, i) => 3 * i);
const targets = Float32Array.from({ length: 60 }, (_, i) => i);
const seed = 2 ** 40 + 7;
const source = { rows, targets, classes: 2, augment: noAugment, mixup: 0, batchSize: 4, seed };

test('an epoch visits every row once, in an order of its own that seed and epoch decide', () => {
  const order = epochOrder(rows, seed, 1);
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    [...rows],
  );
  assert.deepEqual(epochOrder(rows, seed, 1), order);
  assert.notDeepEqual(epochOrder(rows, seed, 2), order);
  assert.notDeepEqual(epochOrder(rows, seed + 1, 1), order);
  // The high word of the seed counts too.
  assert.notDeepEqual(epochOrder(rows, 7, 1), order);
});

test('the last batch takes what is left', () => {
  assert.equal(stepsPerEpoch(source), 3);
  const fill = batchFiller(source);
  const order = epochOrder(rows, seed, 1);
  const seen = [0, 1, 2].flatMap((step) => [...fill(order, 1, step).batch.indices]);
  assert.deepEqual(seen, [...order]);
  const { batch, images, weight } = fill(order, 1, 2);
  assert.deepEqual([images, weight, batch.targets.length, batch.dropoutKeys.length], [2, 2, 4, 2]);
  assert.equal(batch.warps, undefined);
  assert.equal(batch.weights, undefined);
});

test('targets, weights, warps and dropout keys are those of the row, wherever it comes', () => {
  const weights = Float32Array.from({ length: 30 }, (_, row) => row / 2);
  const fill = batchFiller({ ...source, weights, augment: defaultAugment });
  const order = epochOrder(rows, seed, 5);
  const { batch, weight } = fill(order, 5, 1);
  const indices = order.slice(4, 8);
  const warps = new Float32Array(4 * WARP_FLOATS);
  fillWarps(defaultAugment, seed, 5, indices, warps);
  assert.deepEqual(batch.warps, warps);
  let sum = 0;
  for (const [i, row] of indices.entries()) {
    assert.deepEqual([...batch.targets.subarray(2 * i, 2 * i + 2)], [2 * row, 2 * row + 1]);
    assert.equal(batch.weights?.[i], row / 2);
    assert.equal(batch.dropoutKeys[i], hashWords(7, 256, Purpose.dropout, 5, row));
    sum += row / 2;
  }
  assert.equal(weight, sum);
});

test('mixup gives both images of a pair, their targets and their weights the same share of one another', () => {
  const weights = Float32Array.from({ length: 30 }, (_, row) => row / 2);
  const order = epochOrder(rows, seed, 2);
  for (const augment of [noAugment, defaultAugment]) {
    const plain = batchFiller({ ...source, weights, augment })(order, 2, 0).batch;
    const targetsBefore = plain.targets.slice();
    const { batch } = batchFiller({ ...source, weights, augment, mixup: 0.5 })(order, 2, 0);
    for (const even of [0, 2]) {
      const share = batch.warps?.[even * WARP_FLOATS + 14] as number;
      assert.equal(share, Math.fround(sampleMix(0.5, seed, 2, order[even])));
      const near = (got: number | undefined, own: number, other: number) =>
        assert.ok(Math.abs((got as number) - ((1 - share) * own + share * other)) < 1e-5);
      for (const [i, j] of [
        [even, even + 1],
        [even + 1, even],
      ]) {
        near(batch.weights?.[i], order[i] / 2, order[j] / 2);
        for (const c of [0, 1])
          near(batch.targets[2 * i + c], targetsBefore[2 * i + c], targetsBefore[2 * j + c]);
      }
    }
  }
  // Two images are left for the third batch; the first of them is still a pair's first.
  assert.equal(batchFiller({ ...source, mixup: 0.5 })(order, 2, 2).batch.warps?.length, 2 * WARP_FLOATS);
});

test('dropout keys of a row change with seed, epoch and row alone', () => {
  const key = (s: number, epoch: number, row: number): number => {
    const out = new Uint32Array(1);
    fillDropoutKeys(s, epoch, Uint32Array.of(row), out);
    return out[0];
  };
  const keys = [key(1, 1, 1), key(2, 1, 1), key(1, 2, 1), key(1, 1, 2), key(1 + 2 ** 32, 1, 1)];
  assert.equal(new Set(keys).size, keys.length);
});
