import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Purpose, RandomStream } from '../../util/random.js';
import { symmetricEigen } from './eigen.js';

test('a matrix by hand', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  assert.ok(Math.abs(values[0] - 3) < 1e-14 && Math.abs(values[1] - 1) < 1e-14);
  assert.ok(Math.abs(vectors[0] - vectors[1]) < 1e-14);
});

test('A v = λ v within 1e-12 for a random 40 × 40 matrix, vectors orthonormal, values descending', () => {
  const n = 40;
  const random = new RandomStream(8, Purpose.bootstrap);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = random.uniform(-1, 1);
  const before = matrix.slice();
  const { values, vectors } = symmetricEigen(matrix, n);
  assert.deepEqual(matrix, before);
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  for (let i = 0; i < n; i++) {
    const v = vectors.subarray(i * n, (i + 1) * n);
    assert.ok(i === 0 || values[i] <= values[i - 1]);
    for (let r = 0; r < n; r++) {
      const product = dot(matrix.subarray(r * n, (r + 1) * n), v);
      assert.ok(Math.abs(product - values[i] * v[r]) < 1e-12, `value ${i}, row ${r}`);
    }
    for (let j = 0; j <= i; j++) {
      const expected = i === j ? 1 : 0;
      assert.ok(Math.abs(dot(v, vectors.subarray(j * n, (j + 1) * n)) - expected) < 1e-12);
    }
  }
});

test('zeros and ties do no harm', () => {
  assert.deepEqual([...symmetricEigen(new Float64Array(9), 3).values], [0, 0, 0]);
  assert.deepEqual([...symmetricEigen(Float64Array.of(1, 0, 0, 1), 2).values], [1, 1]);
});
