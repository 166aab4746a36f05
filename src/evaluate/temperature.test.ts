/** The fitted temperature: where it is known, that it makes confidence true, and its limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { calibrated, K, N } from './calibrated.test.helper.js';
import { confidences } from './confidence.js';
import { fitTemperature } from './temperature.js';

test('logits that were made three times too large get a temperature of 3, and the same answers', () => {
  const { logits, labels } = calibrated();
  const plain = fitTemperature(logits, labels, K).temperature;
  // Accuracy less confidence deviates by √(0.17/4,000) = 0.65 points, and T = 1.05 lowers confidence by 1.2: 2.8 % of T, three times.
  assert.ok(Math.abs(plain - 1) < 0.08, `${plain}`);
  const sharp = logits.map((logit) => 3 * logit);
  const found = fitTemperature(sharp, labels, K);
  assert.ok(Math.abs(found.temperature - 3 * plain) < 1e-4);
  assert.ok(found.lossAfter < found.lossBefore && found.images === N);
});

test('the mean confidence is the accuracy then, of labels drawn and of labels made wrong at random', () => {
  const { logits, labels } = calibrated();
  const noisy = labels.map((label, row) => (row % 4 === 0 ? (label + 1) % K : label));
  for (const given of [labels, noisy]) {
    const { temperature } = fitTemperature(logits, given, K);
    const { confidence, right } = confidences(
      logits.map((logit) => logit / temperature),
      given,
      K,
    );
    const mean = (values: Float64Array | Uint8Array) =>
      [...values].reduce((sum, value) => sum + value, 0) / N;
    // Logits are float32 again after the division.
    assert.ok(Math.abs(mean(confidence) - mean(right)) < 1e-6, `${mean(confidence)} ${mean(right)}`);
  }
});

test('images that are all right want the coldest, all wrong the hottest temperature', () => {
  const logits = Float32Array.of(1, 0, 0, 1);
  assert.ok(Math.abs(fitTemperature(logits, Uint8Array.of(0, 1), 2).temperature - 0.05) < 1e-3);
  assert.ok(Math.abs(fitTemperature(logits, Uint8Array.of(1, 0), 2).temperature - 20) < 1e-2);
});

test('an image of twice the weight counts as two', () => {
  const { logits, labels } = calibrated();
  const both = {
    logits: new Float32Array([...logits, ...logits.subarray(0, K * 500)]),
    labels: new Uint8Array([...labels, ...labels.subarray(0, 500)]),
  };
  const weights = Float64Array.from(labels, (_, row) => (row < 500 ? 2 : 1) / 4500);
  const [twice, weighed] = [
    fitTemperature(both.logits, both.labels, K),
    fitTemperature(logits, labels, K, weights),
  ];
  // The interval that is halved ends at 1e-9 of 1/T.
  assert.ok(Math.abs(weighed.temperature - twice.temperature) < 1e-8);
  assert.ok(Math.abs(weighed.lossAfter - twice.lossAfter) < 1e-8 && weighed.images === N);
});

test('no images are refused', () => {
  assert.throws(() => fitTemperature(new Float32Array(), new Uint8Array(), 2), DataError);
});
