/** The confident joint on an example small enough to work out by hand, and what cannot be counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError, ModelError } from '../util/errors.js';
import { confidentJoint } from './confident-joint.js';

/*
 * Three classes, nine images. By hand:
 *   thresholds: class 0: (0.8 + 0.6 + 0.1 + 0.5) / 4 = 0.5; class 1: (0.7 + 0.5 + 0.3) / 3 = 0.5; class 2: (0.9 + 0.3) / 2 = 0.6
 *   label 0: image 0 → 0, 1 → 0, 2 → 1 (0.85 ≥ 0.5), 3 → 0 of 0 and 1, for equals go to the lower
 *   label 1: image 4 → 1, 5 → 1 (0.5 ≥ 0.5 at the threshold itself), 6 → 2 (0.65 ≥ 0.6)
 *   label 2: image 7 → 2, 8 reaches none (0.4 < 0.5, 0.3 < 0.5, 0.3 < 0.6)
 */
const PROBABILITIES = Float32Array.from([
  ...[0.8, 0.1, 0.1],
  ...[0.6, 0.3, 0.1],
  ...[0.1, 0.85, 0.05],
  ...[0.5, 0.5, 0],
  ...[0.2, 0.7, 0.1],
  ...[0.3, 0.5, 0.2],
  ...[0.05, 0.3, 0.65],
  ...[0.05, 0.05, 0.9],
  ...[0.4, 0.3, 0.3],
]);
const LABELS = Uint8Array.from([0, 0, 0, 0, 1, 1, 1, 2, 2]);

test('thresholds, counts and calibrated counts, worked out by hand', () => {
  const { thresholds, counts, calibrated } = confidentJoint(PROBABILITIES, LABELS, 3);
  [0.5, 0.5, 0.6].forEach((wanted, c) => {
    // Nine float32 roundings of at most 2^-25 each.
    assert.ok(Math.abs((thresholds[c] ?? Number.NaN) - wanted) < 9 * 2 ** -25, `${thresholds[c]}`);
  });
  assert.deepEqual(counts, [
    [3, 1, 0],
    [0, 2, 1],
    [0, 0, 1],
  ]);
  // Row 2 counted one of its two images: it is scaled up to both.
  assert.deepEqual(calibrated, [
    [3, 1, 0],
    [0, 2, 1],
    [0, 0, 2],
  ]);
});

test('scaled rows keep their totals in whole images: 3 : 2 of 8 is 4.8 : 3.2, that is 5 : 3', () => {
  // Threshold of class 0: (3 · 0.9 + 2 · 0 + 3 · 0.3) / 8 = 0.45; of class 1: 0.9. Images at 0.3 reach neither.
  const own = [0.9, 0.9, 0.9, 0, 0, 0.3, 0.3, 0.3, 0.1, 0.1];
  const probabilities = Float32Array.from(own.flatMap((p) => [p, 1 - p]));
  const { counts, calibrated } = confidentJoint(
    probabilities,
    Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
    2,
  );
  assert.deepEqual(counts, [
    [3, 2],
    [0, 2],
  ]);
  assert.deepEqual(calibrated, [
    [5, 3],
    [0, 2],
  ]);
});

test('a class without images has no threshold and takes none', () => {
  const probabilities = Float32Array.from([0.9, 0.1, 0.2, 0.8]);
  const { thresholds, counts, calibrated } = confidentJoint(probabilities, new Uint8Array(2), 2);
  assert.equal(thresholds[1], null);
  assert.deepEqual(counts, [
    [1, 0],
    [0, 0],
  ]);
  assert.deepEqual(calibrated, [
    [2, 0],
    [0, 0],
  ]);
});

test('images that all have the mean are confident, whatever the rounding of the mean', () => {
  const p = Math.fround(0.7);
  const probabilities = Float32Array.from({ length: 14 }, (_, i) => (i % 2 === 0 ? p : 1 - p));
  assert.equal(confidentJoint(probabilities, new Uint8Array(7), 2).counts[0][0], 7);
});

test('what cannot be counted is refused', () => {
  assert.throws(() => confidentJoint(new Float32Array(), new Uint8Array(), 3), DataError);
  assert.throws(() => confidentJoint(PROBABILITIES, LABELS.subarray(1), 3), ModelError);
  assert.throws(
    () =>
      confidentJoint(
        PROBABILITIES,
        LABELS.map(() => 3),
        3,
      ),
    /has label 3/,
  );
  const broken = PROBABILITIES.slice();
  broken[4] = Number.NaN;
  assert.throws(() => confidentJoint(broken, LABELS, 3), /image 1 .* class 1 is NaN/);
});
