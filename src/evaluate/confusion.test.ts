/** Scores of small confusion matrices worked out by hand; test/sklearn/ compares large ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confusionScores } from './confusion.js';

test('recall, F1 and agreement beyond chance', () => {
  const { balancedAccuracy, macroF1, kappa } = confusionScores([
    [2, 0],
    [1, 1],
  ]);
  assert.equal(balancedAccuracy, 0.75);
  assert.ok(Math.abs(macroF1! - (4 / 5 + 2 / 3) / 2) < 1e-15);
  assert.equal(kappa, 0.5);
});

test('a class that never occurs counts nowhere, and one class alone has no kappa', () => {
  assert.deepEqual(
    confusionScores([
      [3, 0],
      [0, 0],
    ]),
    { balancedAccuracy: 1, macroF1: 1, kappa: null },
  );
});
