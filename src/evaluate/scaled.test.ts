/** A temperature and its thresholds: chosen on half of the images, tried on the other half. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { analyse } from './analysis.js';
import { calibrated, K, N } from './calibrated.test.helper.js';
import { confidences } from './confidence.js';
import { chooseTemperature, scaledTrust } from './scaled.js';
import { scaledTable, triedTable } from './table.js';

const { logits, labels } = calibrated();
/** Three times too sure. */
const sharp = logits.map((logit) => 3 * logit);
const half = N / 2;
const first = { logits: sharp.subarray(0, half * K), labels: labels.subarray(0, half) };
const second = { logits: sharp.subarray(half * K), labels: labels.subarray(half) };
const chosen = chooseTemperature(first, K)!;

test('what is chosen on one half calibrates the other', () => {
  assert.equal(chosen.images, half);
  assert.ok(Math.abs(chosen.value - 3) < 0.3, `${chosen.value}`);
  const before = analyse(second.logits, second.labels, ['a', 'b', 'c', 'd'], { samples: 40 });
  const after = scaledTrust(second, K, chosen);
  assert.equal(after.temperature, chosen.value);
  assert.ok(after.calibration.ece < 0.04 && before.calibration.ece > 0.1);
  assert.ok(after.loss < before.metrics.loss);
  const { rows } = scaledTable(before, after);
  assert.ok(rows.length === 4 && rows.every((row) => row.length === 3));
});

test('the thresholds reach what was wished for, about, and rise with it', () => {
  const { tried } = scaledTrust(second, K, chosen);
  assert.ok(tried.length >= 2);
  for (const [i, { accuracy, reached, coverage, confidence }] of tried.entries()) {
    // 2,000 images in both halves: two deviations of a share of the answers given, twice.
    const answered = coverage * half;
    const bound = 4 * Math.sqrt((accuracy * (1 - accuracy)) / answered);
    assert.ok(Math.abs(reached!.value - accuracy) < bound, `${reached!.value} for ${accuracy}`);
    if (i > 0) assert.ok(confidence > tried[i - 1].confidence && coverage < tried[i - 1].coverage);
  }
  assert.equal(triedTable(scaledTrust(second, K, chosen)).rows.length, tried.length);
});

test('weights count in the temperature and in the thresholds', () => {
  const { thresholds, value } = chooseTemperature(
    { ...first, weights: new Float64Array(half).fill(1 / half) },
    K,
  )!;
  assert.ok(Math.abs(value - chosen.value) < 1e-6);
  assert.equal(thresholds.length, chosen.thresholds.length);
  // Sums of weights round, so that a few images more or less may pass; neighbours lie 1/2,000 apart, more where answers are few.
  for (const [i, { confidence }] of thresholds.entries())
    assert.ok(Math.abs(confidence - chosen.thresholds[i].confidence) < 0.01);
  const { right } = confidences(first.logits, first.labels, K);
  const weights = Float64Array.from(right, (hit) => (hit ? 1 : 2));
  const harder = chooseTemperature({ ...first, weights }, K)!;
  assert.ok(harder.value > chosen.value);
  const answeredAt = (temperature: typeof chosen) =>
    scaledTrust(first, K, temperature).tried.at(-1)!.coverage;
  assert.ok(answeredAt(harder) < answeredAt(chosen));
});

test('a threshold that no answer reaches answers nothing', () => {
  const { tried } = scaledTrust(second, K, { value: 50, thresholds: [{ accuracy: 0.9, confidence: 0.99 }] });
  assert.deepEqual(tried, [{ accuracy: 0.9, confidence: 0.99, coverage: 0, reached: null }]);
  assert.match(triedTable({ ...scaledTrust(second, K, chosen), tried }).rows[0][3], /–/);
});

test('images that tell no temperature give none: all right, all wrong, or so sure that no loss is left', () => {
  const sure = Float32Array.of(1, 0, 0, 1);
  assert.equal(chooseTemperature({ logits: sure, labels: Uint8Array.of(0, 1) }, 2), null);
  assert.equal(chooseTemperature({ logits: sure, labels: Uint8Array.of(1, 0) }, 2), null);
  const surest = sure.map((logit) => 1000 * logit);
  assert.equal(chooseTemperature({ logits: surest, labels: Uint8Array.of(0, 1) }, 2), null);
});

test('no images are refused', () => {
  const none = { logits: new Float32Array(), labels: new Uint8Array() };
  assert.throws(() => chooseTemperature(none, 2), DataError);
  assert.throws(() => scaledTrust(none, 2, { value: 1, thresholds: [] }), DataError);
});
