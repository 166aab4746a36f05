/** Confident learning against a second implementation of the paper in NumPy (values.json, written by make.py). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { findLabelIssues, type Pruning, type Ranking } from '../../src/evaluate/label-issues.js';

const file = new URL('../../../test/confident-learning/values.json', import.meta.url);
const values = JSON.parse(readFileSync(file, 'utf8'));
const probabilities = Float32Array.from(values.sixtyFourths, (part: number) => part / 64);
const labels = Uint8Array.from(values.labels);
const find = (pruning: Pruning, ranking: Ranking) =>
  findLabelIssues(probabilities, labels, values.classes, { pruning, ranking });

test('thresholds, confident joint and calibrated joint', () => {
  const { thresholds, counts, calibrated } = find('noise-rate', 'margin');
  values.thresholds.forEach((wanted: number, c: number) => {
    // Sums of sixty-fourths are exact: only the division rounds.
    assert.ok(Math.abs((thresholds[c] ?? Number.NaN) - wanted) <= 2 ** -52, `${thresholds[c]}`);
  });
  assert.deepEqual(counts, values.joint);
  assert.deepEqual(calibrated, values.calibrated);
});

for (const pruning of ['noise-rate', 'class', 'both'] as const) {
  for (const ranking of ['margin', 'self-confidence'] as const) {
    test(`issues and their order: ${pruning}, ${ranking}`, () => {
      const { issues } = find(pruning, ranking);
      assert.ok(issues.length > 20, `${issues.length} issues`);
      assert.deepEqual(
        issues.map(({ index }) => index),
        values.issues[pruning][ranking],
      );
      for (const { index, suggested } of issues) assert.equal(suggested, values.suggested[index]);
    });
  }
}
