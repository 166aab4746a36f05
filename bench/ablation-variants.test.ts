/** Every variant of the ablation is a configuration that can be trained, and differs from the recipe. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstDifference } from '../src/train/config.js';
import { completeConfig } from '../src/train/index.js';
import { FULL, VARIANTS } from './ablation-variants.js';

const recipe = completeConfig({ model: 'vgg-s', validation: { ratio: 0.1 } });

for (const { name, change } of VARIANTS) {
  test(name, () => {
    const varied = completeConfig({ model: 'vgg-s', validation: { ratio: 0.1 }, ...change(recipe) });
    assert.equal(firstDifference(recipe, varied) !== undefined, name !== FULL.name);
  });
}

test('names are told apart, as folders too', () => {
  const folders = VARIANTS.map(({ name }) => name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase());
  assert.equal(new Set(folders).size, VARIANTS.length);
});
