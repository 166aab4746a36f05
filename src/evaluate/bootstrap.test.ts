/** Bootstrap intervals: seeded, around the value, as wide as theory says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { bootstrap } from './bootstrap.js';

const share = (rows: number[]) => (weights: Uint16Array) => ({
  share: rows.reduce((sum, value, row) => sum + value * weights[row], 0) / rows.length,
});

test('the interval of a share is that of the normal approximation', () => {
  const rows = Array.from({ length: 400 }, (_, i) => Number(i < 120));
  const found = bootstrap(400, share(rows), { samples: 4000 }).share!;
  assert.equal(found.value, 0.3);
  const half = 1.96 * Math.sqrt((0.3 * 0.7) / 400);
  // The 2.5 % quantile of 4,000 samples has a standard error of √(0.025·0.975/4000) / density ≈ 4 % of the half width.
  assert.ok(Math.abs(found.low - (0.3 - half)) < 0.2 * half, `${found.low}`);
  assert.ok(Math.abs(found.high - (0.3 + half)) < 0.2 * half, `${found.high}`);
});

test('the same seed gives the same interval, another seed another', () => {
  const rows = Array.from({ length: 50 }, (_, i) => i);
  const run = (seed: number) => bootstrap(50, share(rows), { samples: 100, seed }).share;
  assert.deepEqual(run(3), run(3));
  assert.notDeepEqual(run(3), run(4));
});

test('samples without a value are left out; without any value there is no interval', () => {
  const first = (weights: Uint16Array) => ({ first: weights[0] === 0 ? null : 1, never: null });
  assert.deepEqual(bootstrap(3, first, { samples: 60 }), {
    first: { value: 1, low: 1, high: 1 },
    never: null,
  });
});

test('too few samples and no rows are refused', () => {
  assert.throws(() => bootstrap(3, share([1, 2, 3]), { samples: 39 }), /give 40 or more/);
  assert.throws(() => bootstrap(0, share([]), {}), DataError);
});
