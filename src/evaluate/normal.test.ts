/** Tails of the normal distribution against published values. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { twoSided, upperTail } from './normal.js';

describe('upperTail', () => {
  test('agrees with R’s pnorm(z, lower.tail = FALSE) to a relative error of 1e-12', () => {
    for (const [z, p] of [
      [0, 0.5],
      [1, 0.15865525393145705],
      [1.959963984540054, 0.025],
      [3, 0.0013498980316300933],
      [4, 3.167124183311986e-5],
      [5, 2.8665157187919333e-7],
      [10, 7.619853024160525e-24],
    ]) {
      assert.ok(Math.abs(upperTail(z) - p) <= 1e-12 * p + 1e-16, `${z}: ${upperTail(z)}`);
      assert.ok(Math.abs(upperTail(-z) - (1 - p)) <= 1e-15);
    }
  });
  test('series and continued fraction meet at 4', () => {
    assert.ok(Math.abs(upperTail(4 - 1e-12) / upperTail(4) - 1) < 1e-10);
    assert.ok(Math.abs(twoSided(-1.959963984540054) - 0.05) < 1e-15);
  });
});
