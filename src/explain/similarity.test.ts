import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Purpose, RandomStream } from '../util/random.js';
import { meanSimilarity, spearman } from './similarity.js';

test('rank correlation: of the order alone, ties at their mean rank, as scipy.stats.spearmanr has it', () => {
  assert.equal(spearman([1, 2, 3, 4], [10, 100, 1000, 1001]), 1);
  assert.equal(spearman([1, 2, 3, 4], [4, 3, 2, 1]), -1);
  // spearmanr([1, 2, 2, 3, 5], [2, 1, 4, 4, 3]).statistic = 0.39473684210526316
  assert.ok(Math.abs(spearman([1, 2, 2, 3, 5], [2, 1, 4, 4, 3]) - 0.39473684210526316) < 1e-12);
  assert.equal(spearman([1, 1, 1], [1, 2, 3]), 0);
});

test('unrelated maps of 64 cells: within 5 standard errors of 0', () => {
  const random = new RandomStream(1, Purpose.bootstrap);
  const values = () => Float32Array.from({ length: 100 * 64 }, () => random.uniform());
  const grid = { cells: 8, start: 3, step: 6 };
  const [a, b] = [values(), values()].map((v) => ({ grid, values: v }));
  assert.ok(Math.abs(meanSimilarity(a, b)) < 5 / Math.sqrt(63 * 100));
  assert.ok(Math.abs(meanSimilarity(a, a) - 1) < 1e-12);
  assert.ok(Math.abs(meanSimilarity(a, a, 1)) < 5 / Math.sqrt(63 * 100));
});
