import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantile } from './quantile.js';

test('quantiles are numpy’s', () => {
  // numpy.quantile([1, 2, 4, 8], [0, .1, .5, .9, 1])
  assert.deepEqual(
    [0, 0.1, 0.5, 0.9, 1].map((share) => Number(quantile([1, 2, 4, 8], share).toFixed(12))),
    [1, 1.3, 3, 6.8, 8],
  );
});

test('one value is every quantile, none has no quantile', () => {
  assert.equal(quantile([7], 0.975), 7);
  assert.equal(quantile([], 0.5), Number.NaN);
});
