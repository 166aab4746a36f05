/** Differences and p-values against published values and plainer methods. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DataError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { twoSided } from './normal.js';
import { differenceOfShares, sameSharePValue } from './two-shares.js';

describe('differenceOfShares', () => {
  test('gives the intervals of Newcombe 1998, table II, method 10', () => {
    for (const [a, m, b, n, low, high] of [
      [56, 70, 48, 80, 0.0524, 0.3339],
      [9, 10, 3, 10, 0.1705, 0.809],
      [6, 7, 2, 7, 0.0582, 0.8062],
      [5, 56, 0, 29, -0.0381, 0.1926],
      [10, 10, 0, 20, 0.6791, 1],
    ]) {
      const found = differenceOfShares(a, m, b, n);
      assert.ok(Math.abs(found.low - low) < 5.1e-5, `${a}/${m} − ${b}/${n}: low ${found.low}`);
      assert.ok(Math.abs(found.high - high) < 5.1e-5, `${a}/${m} − ${b}/${n}: high ${found.high}`);
    }
  });
  test('turns round with its arguments', () => {
    const [one, other] = [differenceOfShares(30, 50, 10, 40), differenceOfShares(10, 40, 30, 50)];
    assert.ok(Math.abs(one.low + other.high) < 1e-15 && Math.abs(one.value + other.value) < 1e-15);
  });
  test('a share of nothing is refused', () => {
    assert.throws(() => differenceOfShares(0, 0, 1, 2), DataError);
  });
});

describe('sameSharePValue', () => {
  test('is Pearson’s χ² of the 2×2 table: R’s prop.test(c(56, 48), c(70, 80), correct = FALSE) has p 0.00806', () => {
    // χ² = n(ad − bc)²/(rows·columns) = 150·(56·32 − 14·48)²/(70·80·104·46)
    const chi = (150 * (56 * 32 - 14 * 48) ** 2) / (70 * 80 * 104 * 46);
    const p = sameSharePValue(56, 70, 48, 80);
    assert.ok(Math.abs(p - twoSided(Math.sqrt(chi))) < 1e-14);
    assert.ok(Math.abs(p - 0.00806) < 1e-4, String(p));
  });
  test('is 1 when everything or nothing succeeds', () => {
    assert.equal(sameSharePValue(5, 5, 9, 9), 1);
    assert.equal(sameSharePValue(0, 5, 0, 9), 1);
  });
  test('is under 0.05 in about one of twenty comparisons of equal shares', () => {
    let under = 0;
    const trials = 2000;
    for (let trial = 0; trial < trials; trial++) {
      const random = new RandomStream(1, Purpose.bootstrap, trial);
      const draw = (n: number): number =>
        Array.from({ length: n }, () => Number(random.chance(0.6))).reduce((a, b) => a + b);
      if (sameSharePValue(draw(120), 120, draw(300), 300) < 0.05) under++;
    }
    // Four standard errors of a share of 0.05 over 2,000 trials.
    assert.ok(Math.abs(under / trials - 0.05) < 4 * Math.sqrt((0.05 * 0.95) / trials), String(under));
  });
});
