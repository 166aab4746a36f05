/** Weights worked out by hand, the means they must give, less variance, and samples that cannot be weighed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { surveyWeights } from './survey-weights.js';

test('a third of hard images that should be a half counts one and a half times, the rest three quarters', () => {
  const weights = surveyWeights(Float64Array.of(1, 1, 0, 0, 0, 0), [0.5]);
  for (const [i, weight] of weights.entries()) assert.ok(Math.abs(weight - (i < 2 ? 1 / 4 : 1 / 8)) < 1e-12);
});

test('the weighted means are the wished ones, the sum is one', () => {
  const random = new RandomStream(3, Purpose.bootstrap);
  const values = Float64Array.from({ length: 600 }, () => random.uniform(0, 1));
  const wished = [0.52, 0.47, 0.5];
  const weights = surveyWeights(values, wished);
  // 600 sums of numbers below 1, each rounded by 2⁻⁵³ at most.
  assert.ok(Math.abs(weights.reduce((a, b) => a + b, 0) - 1) < 1e-12);
  for (const [i, mean] of wished.entries()) {
    const found = weights.reduce((sum, weight, row) => sum + weight * values[row * 3 + i], 0);
    assert.ok(Math.abs(found - mean) < 1e-12);
  }
});

test('what goes along with the known numbers is estimated with less error', () => {
  const random = new RandomStream(5, Purpose.bootstrap);
  let [plain, weighed] = [0, 0];
  const rounds = 200;
  for (let round = 0; round < rounds; round++) {
    const known = Float64Array.from({ length: 100 }, () => random.uniform(-1, 1));
    // Mean 0 among all; three quarters of its variance come from what is known.
    const asked = known.map((value) => value + random.uniform(-1, 1) / Math.sqrt(3));
    const weights = surveyWeights(known, [0]);
    plain += (asked.reduce((a, b) => a + b, 0) / 100) ** 2;
    weighed += weights.reduce((sum, weight, i) => sum + weight * asked[i], 0) ** 2;
  }
  // A quarter is expected; the ratio of two such sums deviates by √(2/200 + 2/200) of it.
  assert.ok(weighed / plain < 0.25 * (1 + 4 * Math.sqrt(4 / rounds)), `${weighed / plain}`);
});

test('samples that cannot be weighed are refused: none, all alike, columns that say the same, too unlike', () => {
  const weigh = (values: number[], ...means: number[]) => {
    return () => surveyWeights(Float64Array.from(values), means);
  };
  const refused = (message: RegExp) => (error: Error) =>
    error instanceof DataError && message.test(error.message);
  assert.throws(weigh([], 0.5), refused(/no images/));
  for (const n of [3, 10]) assert.throws(weigh(new Array(n).fill(1), 1), refused(/do not differ/));
  assert.throws(weigh([0.1, 0.3, 0.2, 0.6, 0.7, 2.1], 0.4, 1.2), refused(/do not differ/));
  assert.throws(weigh([0, 0.5, 1], 0.95), refused(/too unlike/));
});
