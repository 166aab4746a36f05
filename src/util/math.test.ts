import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exp, log, sinCos } from './math.js';

/** Largest error of `mine` against `theirs` over evenly spread points. */
function worst(low: number, high: number, points: number, error: (x: number) => number): number {
  let largest = 0;
  for (let i = 0; i <= points; i++) largest = Math.max(largest, error(low + ((high - low) * i) / points));
  return largest;
}

// Math.exp and its like are themselves within one unit in the last place (2.2e-16) on the engines in use; the
// bounds below leave room for that.

test('exp has relative error < 1e-15 in [-700, 700]', () => {
  assert.ok(worst(-700, 700, 50_001, (x) => Math.abs(exp(x) / Math.exp(x) - 1)) < 1e-15);
  assert.ok(worst(-1, 1, 50_001, (x) => Math.abs(exp(x) / Math.exp(x) - 1)) < 1e-15);
});

test('exp at its ends: 1 at 0, 0 and Infinity past the range, NaN stays NaN', () => {
  assert.equal(exp(0), 1);
  assert.equal(exp(-746), 0);
  assert.equal(exp(-Infinity), 0);
  assert.equal(exp(710), Infinity);
  assert.ok(exp(709.78) < Infinity);
  assert.ok(exp(-745) > 0);
  assert.ok(Number.isNaN(exp(Number.NaN)));
});

test('log has relative error < 1e-14 from 1e-300 to 1e300, and absolute error < 1e-16 within 1e-4 of 1', () => {
  const relative = (e: number): number => Math.abs(log(10 ** e) / Math.log(10 ** e) - 1);
  assert.ok(worst(-300, -0.01, 20_001, relative) < 1e-14);
  assert.ok(worst(0.01, 300, 20_001, relative) < 1e-14);
  assert.ok(worst(0.9999, 1.0001, 20_001, (x) => Math.abs(log(x) - Math.log(x))) < 1e-16);
});

test('log at its ends', () => {
  assert.equal(log(1), 0);
  assert.equal(log(0), -Infinity);
  assert.equal(log(Infinity), Infinity);
  assert.ok(Number.isNaN(log(-1)));
  assert.ok(Number.isNaN(log(Number.NaN)));
});

test('log undoes exp', () => {
  assert.ok(worst(-600, 600, 10_001, (x) => Math.abs(log(exp(x)) - x)) < 1e-12);
});

test('sinCos has absolute error < 1e-15 for |x| ≤ 2π and < 1e-11 for |x| ≤ 1e5', () => {
  const error = (x: number): number => {
    const [s, c] = sinCos(x);
    return Math.max(Math.abs(s - Math.sin(x)), Math.abs(c - Math.cos(x)));
  };
  assert.ok(worst(-2 * Math.PI, 2 * Math.PI, 50_001, error) < 1e-15);
  assert.ok(worst(-1e5, 1e5, 50_001, error) < 1e-11);
});

test('sinCos is exact at 0 and keeps to the unit circle', () => {
  assert.deepEqual(sinCos(0), [0, 1]);
  const offCircle = (x: number): number => {
    const [s, c] = sinCos(x);
    return Math.abs(s * s + c * c - 1);
  };
  assert.ok(worst(-100, 100, 10_001, offCircle) < 1e-15);
});
