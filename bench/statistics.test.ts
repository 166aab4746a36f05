import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile, ratios, spread, spreadText } from './statistics.js';

test('the median of an odd and an even number of values, whatever their order', () => {
  assert.deepEqual(spread([9, 1, 2]), { median: 2, low: 1, high: 9 });
  assert.deepEqual(spread([10, 4, 2, 6]), { median: 5, low: 2, high: 10 });
  assert.deepEqual(spread([7]), { median: 7, low: 7, high: 7 });
});

test('values are sorted as numbers and left as they were given', () => {
  const values = [100, 9, 20];
  assert.equal(spread(values).low, 9);
  assert.equal(percentile(values, 1), 100);
  assert.deepEqual(values, [100, 9, 20]);
});

test('percentiles are values that were measured, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.equal(percentile(hundred, 0.95), 95);
  assert.equal(percentile(hundred, 0.5), 50);
  assert.equal(percentile(hundred, 0), 1);
  assert.equal(percentile([3], 0.95), 3);
});

test('ratios are taken round by round before their median', () => {
  // The median of the ratios 2, 2, 1 is 2; the ratio of the medians would be 20 / 20 = 1.
  assert.deepEqual(ratios([20, 40, 10], [10, 20, 10]), { median: 2, low: 1, high: 2 });
});

test('a spread as text', () => {
  assert.equal(spreadText({ median: 2.345, low: 1, high: 3.5 }), '2.3 (1.0–3.5)');
  assert.equal(spreadText({ median: 2.345, low: 1, high: 3.5 }, 2), '2.35 (1.00–3.50)');
});
