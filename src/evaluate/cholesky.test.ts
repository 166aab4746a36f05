/** A system solved by hand, and matrices that have no factor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cholesky, choleskySolve } from './cholesky.js';

test('the factor and the solution of a system that was made from whole numbers', () => {
  // L = [2 0; 1 3], so that L·Lᵀ = [4 2; 2 10].
  const factor = cholesky(Float64Array.of(4, 2, 2, 10), 2);
  assert.deepEqual([factor[0], factor[2], factor[3]], [2, 1, 3]);
  // [4 2; 2 10]·[1; −2] = [0; −18]
  const x = Float64Array.of(0, -18);
  choleskySolve(factor, 2, x);
  assert.deepEqual([...x], [1, -2]);
});

test('a matrix that is not positive definite gives no number, or 0', () => {
  assert.ok(Number.isNaN(cholesky(Float64Array.of(1, 2, 2, 1), 2)[3]));
  assert.equal(cholesky(Float64Array.of(1, 1, 1, 1), 2)[3], 0);
});
