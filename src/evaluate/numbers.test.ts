/** Means with gaps and curves cut down to what a plot can show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanOf, thinned } from './numbers.js';

test('what is not defined does not count', () => {
  assert.equal(meanOf([1, null, undefined, 3]), 2);
  assert.equal(meanOf([null]), null);
});

test('a long curve keeps its ends and its order, a short one everything', () => {
  const long = Array.from({ length: 1234 }, (_, i) => i);
  const kept = thinned(long);
  assert.equal(kept.length, 200);
  assert.deepEqual([kept[0], kept.at(-1)], [0, 1233]);
  assert.ok(kept.every((value, i) => i === 0 || value > kept[i - 1]));
  assert.equal(thinned(long.slice(0, 200)).length, 200);
});
