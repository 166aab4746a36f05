/** Which images a configuration sets aside. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeConfig } from './config.js';
import { fakeDataset, fakeModel } from './fake-engine.test.helper.js';
import { chooseRows } from './rows.js';

const dataset = fakeDataset();
const chosen = (seeds: { seed: number; splitSeed?: number }) =>
  chooseRows(dataset, completeConfig({ model: fakeModel, validation: { ratio: 0.3 }, ...seeds }));

test('the split seed, where there is one, draws the validation images in place of the seed', () => {
  const own = chosen({ seed: 1 });
  assert.notDeepEqual(chosen({ seed: 2 }).validation, own.validation);
  const same = chosen({ seed: 2, splitSeed: 1 });
  assert.deepEqual(same.validation, own.validation);
  assert.deepEqual(same.train, own.train);
});
