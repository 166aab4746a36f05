/** Reliability bins, calibration error and Brier score where they are known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError, ModelError } from '../util/errors.js';
import { calibrated, K, N } from './calibrated.test.helper.js';
import { calibration } from './calibration.js';

test('three sure answers, one of them wrong', () => {
  const found = calibration(new Float32Array([4, 0, 4, 0, 0, 4]), new Uint8Array([0, 1, 1]), 2, 1);
  const sure = 1 / (1 + Math.exp(-4));
  assert.equal(found.bins.length, 1);
  assert.ok(Math.abs(found.ece - (sure - 2 / 3)) < 1e-6);
  assert.ok(Math.abs(found.overconfidence - (sure - 2 / 3)) < 1e-6);
  assert.ok(Math.abs(found.brier - (2 * 2 * (1 - sure) ** 2 + 2 * sure ** 2) / 3) < 1e-6);
});

test('bins hold equal numbers of images by rising confidence', () => {
  const { logits, labels } = calibrated();
  const { bins } = calibration(logits, labels, K, 15);
  assert.equal(
    bins.reduce((sum, { count }) => sum + count, 0),
    N,
  );
  assert.ok(bins.every(({ count }) => count === 266 || count === 267));
  for (let i = 1; i < bins.length; i++) assert.ok(bins[i].low >= bins[i - 1].high);
  assert.equal(calibration(logits.subarray(0, 3 * K), labels.subarray(0, 3), K, 15).bins.length, 3);
});

test('probabilities that labels were drawn from are calibrated, sharper ones overconfident', () => {
  const { logits, labels } = calibrated();
  // A bin's gap has a deviation of at most 0.5/√266 = 0.03; the mean of 15 absolute ones is about 0.8 of that.
  assert.ok(calibration(logits, labels, K).ece < 0.04);
  const sharp = calibration(
    logits.map((logit) => 3 * logit),
    labels,
    K,
  );
  assert.ok(sharp.ece > 0.1 && sharp.overconfidence > 0.1);
});

test('no images and broken logits are refused', () => {
  assert.throws(() => calibration(new Float32Array(), new Uint8Array(), 2), DataError);
  assert.throws(() => calibration(Float32Array.of(1, Number.NaN), Uint8Array.of(0), 2), ModelError);
});

test('the histogram holds every answer once, by confidence, right beside wrong', () => {
  const sure = calibration(new Float32Array([9, 0, 9, 0, 0, 0]), new Uint8Array([0, 1, 0]), 2).histogram;
  assert.equal(sure.length, 20);
  assert.deepEqual(sure[19], { low: 0.95, high: 1, right: 1, wrong: 1 });
  assert.deepEqual(sure[10], { low: 0.5, high: 0.55, right: 1, wrong: 0 });
  const { logits, labels } = calibrated();
  const all = calibration(logits, labels, K).histogram;
  assert.equal(
    all.reduce((sum, { right, wrong }) => sum + right + wrong, 0),
    N,
  );
  // Of four classes the answer has a probability of a quarter at least.
  assert.ok(all.slice(0, 5).every(({ right, wrong }) => right + wrong === 0));
});
