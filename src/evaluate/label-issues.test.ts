/** Which labels are picked and in what order, on an example small enough to work out by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLabelIssues } from './label-issues.js';

/*
 * Two classes, ten images; p is the probability of class 0. By hand:
 *   thresholds: class 0: (0.9 + 0.8 + 0.7 + 0.2 + 0.4 + 0.6) / 6 = 0.6; class 1: (0.9 + 0.7 + 0.1 + 0.5) / 4 = 0.55
 *   label 0: images 0, 1, 2 and 5 → 0; 3 (0.8 ≥ 0.55) and 4 (0.6 ≥ 0.55) → 1; hence 4 : 2
 *   label 1: images 6 and 7 → 1; 8 (0.9 ≥ 0.6) → 0; 9 (0.5, 0.5) → none; 1 : 2 of 4 images is 1.33 : 2.67, that is 1 : 3
 */
const P = [0.9, 0.8, 0.7, 0.2, 0.4, 0.6, 0.1, 0.3, 0.9, 0.5];
const PROBABILITIES = Float32Array.from(P.flatMap((p) => [p, 1 - p]));
const LABELS = Uint8Array.from([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);

test('as many as the joint says, the largest margin first', () => {
  const { calibrated, issues } = findLabelIssues(PROBABILITIES, LABELS, 2);
  assert.deepEqual(calibrated, [
    [4, 2],
    [1, 3],
  ]);
  assert.deepEqual(
    issues.map(({ index, label, suggested }) => [index, label, suggested]),
    [
      [8, 1, 0],
      [3, 0, 1],
      [4, 0, 1],
    ],
  );
  // Margins 0.1 − 0.9, 0.2 − 0.8 and 0.4 − 0.6, moved from −1…1 to 0…1; a few float32 roundings.
  [0.1, 0.2, 0.4].forEach((score, i) => {
    assert.ok(Math.abs(issues[i].score - score) < 1e-6, `${issues[i].score}`);
  });
});

/** Four classes; the label is class 0 for the first six images. */
const MANY = Float32Array.from([
  ...[0.7, 0.1, 0.1, 0.1],
  ...[0.6, 0.2, 0.1, 0.1],
  ...[0.24, 0.26, 0.25, 0.25],
  ...[0.3, 0.7, 0, 0],
  ...[0.7, 0.1, 0.1, 0.1],
  ...[0.7, 0.1, 0.1, 0.1],
  ...[0.1, 0.5, 0.2, 0.2],
  ...[0.1, 0.2, 0.5, 0.2],
  ...[0.1, 0.2, 0.2, 0.5],
]);
const FOUR = Uint8Array.from([0, 0, 0, 0, 0, 0, 1, 2, 3]);

test('self-confidence and margin order differently: little of everything against much of one other class', () => {
  const indices = (options: object) =>
    findLabelIssues(MANY, FOUR, 4, options).issues.map(({ index }) => index);
  // Class 0's threshold is 0.54: images 0, 1, 4 and 5 are confident; 3 reaches class 1's 0.5; 2 reaches none. So 5 : 1
  // of the six images of class 0 seem to be of class 1, and the one picked has the largest margin.
  assert.deepEqual(indices({ pruning: 'noise-rate' }), [3]);
  // One of class 0 is not of class 0: the one with the smallest p(0).
  assert.deepEqual(indices({ pruning: 'class' }), [2]);
  assert.deepEqual(indices({ pruning: 'both' }), []);
  const scores = (ranking: 'margin' | 'self-confidence') =>
    findLabelIssues(MANY, FOUR, 4, { ranking }).issues[0].score;
  assert.ok(Math.abs(scores('margin') - 0.3) < 1e-6);
  assert.ok(Math.abs(scores('self-confidence') - 0.3) < 1e-6);
});

test('clean labels have no issues', () => {
  const clean = Float32Array.from([...[0.9, 0.1], ...[0.8, 0.2], ...[0.1, 0.9], ...[0.3, 0.7]]);
  assert.deepEqual(findLabelIssues(clean, Uint8Array.from([0, 0, 1, 1]), 2).issues, []);
});

test('a tie between the label and another class lets the label stand', () => {
  const tied = Float32Array.from([...[0.5, 0.5], ...[0.9, 0.1], ...[0.1, 0.9], ...[0.4, 0.6]]);
  for (const pruning of ['noise-rate', 'class', 'both'] as const) {
    const { issues } = findLabelIssues(tied, Uint8Array.from([1, 0, 1, 1]), 2, { pruning });
    assert.ok(issues.every(({ index }) => index !== 0));
  }
});
