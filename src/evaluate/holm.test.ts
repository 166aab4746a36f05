/** Adjusted p-values against R and by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holm } from './holm.js';

test('the values of R’s p.adjust(method = "holm")', () => {
  const close = (found: number[], wanted: number[]): void => {
    assert.equal(found.length, wanted.length);
    found.forEach((p, i) => {
      assert.ok(Math.abs(p - wanted[i]) < 1e-15, `${found}`);
    });
  };
  close(holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
  close(holm([0.5, 0.9, 0.001]), [1, 1, 0.003]);
  close(holm([0.6, 0.5]), [1, 1]);
  close(holm([]), []);
});

test('one test alone keeps its value', () => {
  assert.deepEqual(holm([0.02]), [0.02]);
});
