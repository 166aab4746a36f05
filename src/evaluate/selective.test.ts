/** Withheld answers on five images worked out by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../util/errors.js';
import { riskCoverage, thresholdFor } from './selective.js';

// Confidence falls from row to row; rows 2 and 3 are equally sure; row 3 is wrong.
const logits = Float32Array.of(4, 0, 3, 0, 2, 0, 2, 0, 1, 0);
const labels = Uint8Array.of(0, 0, 0, 1, 0);
const answers = riskCoverage(logits, labels, 2);

test('the curve has a point for each confidence', () => {
  const { curve, area } = answers;
  assert.deepEqual(
    curve.map(({ coverage, risk }) => [coverage, risk]),
    [
      [1 / 5, 0],
      [2 / 5, 0],
      [4 / 5, 1 / 4],
      [1, 1 / 5],
    ],
  );
  // Two answers without an error, two that come together with one error among four, and one.
  assert.ok(Math.abs(area - (0 + 0 + 2 * (1 / 4) + 1 / 5) / 5) < 1e-12);
  assert.equal(riskCoverage(logits, Uint8Array.of(0, 0, 1, 0, 0), 2).area, area);
});

test('an image of twice the weight counts as two', () => {
  // The wrong one, row 3, and row 0: seven in all.
  const { curve, area } = riskCoverage(logits, labels, 2, Float64Array.of(2, 1, 1, 2, 1));
  const expected = [
    [2 / 7, 0],
    [3 / 7, 0],
    [6 / 7, 2 / 6],
    [1, 2 / 7],
  ];
  assert.equal(curve.length, expected.length);
  for (const [i, { coverage, risk }] of curve.entries()) {
    assert.ok(Math.abs(coverage - expected[i][0]) < 1e-12 && Math.abs(risk - expected[i][1]) < 1e-12);
  }
  assert.ok(Math.abs(area - (3 * (2 / 6) + 2 / 7) / 7) < 1e-12);
});

test('the lowest threshold that is accurate enough', () => {
  const sure = 1 / (1 + Math.exp(-3));
  const found = thresholdFor(answers, 0.9)!;
  assert.ok(Math.abs(found.threshold - sure) < 1e-6);
  assert.deepEqual([found.coverage, found.answered, found.accuracy.value], [2 / 5, 2, 1]);
  assert.equal(thresholdFor(answers, 0.8)!.coverage, 1);
  assert.equal(thresholdFor(riskCoverage(logits, Uint8Array.of(1, 1, 1, 1, 1), 2), 0.5), null);
});

test('impossible wishes are refused', () => {
  for (const wish of [0, -1, 1.1, Number.NaN]) {
    assert.throws(() => thresholdFor(answers, wish), UsageError);
  }
});
