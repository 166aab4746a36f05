/** The fitted temperature: where it is known, that it is the best, and its limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { calibrated, K, N } from './calibrated.test.helper.js';
import { fitTemperature } from './temperature.js';

test('logits that were made three times too large get a temperature of 3, and the same answers', () => {
  const { logits, labels } = calibrated();
  const plain = fitTemperature(logits, labels, K).temperature;
  // The information on 1/T in 4,000 images gives it a deviation of some 2 %.
  assert.ok(Math.abs(plain - 1) < 0.08, `${plain}`);
  const sharp = logits.map((logit) => 3 * logit);
  const found = fitTemperature(sharp, labels, K);
  assert.ok(Math.abs(found.temperature - 3 * plain) < 1e-4);
  assert.ok(found.lossAfter < found.lossBefore && found.images === N);
});

test('it is the least loss: a little colder or hotter is worse', () => {
  const { logits, labels } = calibrated();
  const { temperature, lossAfter } = fitTemperature(logits, labels, K);
  for (const factor of [0.99, 1.01]) {
    const moved = logits.map((logit) => logit / (temperature * factor));
    assert.ok(fitTemperature(moved, labels, K).lossBefore > lossAfter);
  }
});

test('images that are all right want the coldest, all wrong the hottest temperature', () => {
  const logits = Float32Array.of(1, 0, 0, 1);
  assert.ok(Math.abs(fitTemperature(logits, Uint8Array.of(0, 1), 2).temperature - 0.05) < 1e-3);
  assert.ok(Math.abs(fitTemperature(logits, Uint8Array.of(1, 0), 2).temperature - 20) < 1e-2);
});

test('no images are refused', () => {
  assert.throws(() => fitTemperature(new Float32Array(), new Uint8Array(), 2), DataError);
});
