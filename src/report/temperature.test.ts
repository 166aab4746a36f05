import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelTemperature } from '../export/index.js';
import { fittedText, isFittedOn, untoldText } from './temperature.js';

const temperature: ModelTemperature = {
  ...{ value: 1.3662, split: '10 % of Training', dataFingerprint: 'aa', images: 2871 },
  ...{ lossBefore: 1.1, lossAfter: 1, thresholds: [] },
};

test('which images chose it is said in a line of a terminal', () => {
  assert.equal(
    fittedText(temperature),
    'The temperature of 1.37 was fitted on 2,871 images of 10 % of Training.',
  );
  assert.ok(untoldText(2871, '10 % of Training').length <= 80);
  const weighed = { images: 25838, accuracy: 0.6569, accuracyHere: 0.671 };
  assert.equal(
    fittedText({ ...temperature, weighed }),
    'The temperature of 1.37 was fitted on 2,871 images of 10 % of Training, weighed to be as hard as 25,838 others (networks that had not learned from them: 67.1 % right here, 65.7 % there).',
  );
});

test('images that chose it, or hold those that did, are told from others', () => {
  const here = { fingerprint: 'aa' };
  for (const split of ['10 % of Training', 'Training', 'all'])
    assert.ok(isFittedOn(temperature, here, split));
  assert.ok(!isFittedOn(temperature, here, 'PublicTest'));
  assert.ok(!isFittedOn(temperature, { fingerprint: 'bb' }, 'Training'));
  assert.ok(!isFittedOn(undefined, here, 'Training'));
});
