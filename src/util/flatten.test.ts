import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten } from './flatten.js';

test('names nested settings with dots and keeps lists whole', () => {
  assert.deepEqual(flatten({ a: { b: 1 }, c: [1, 2], d: 'x', e: null }), [
    ['a.b', '1'],
    ['c', '[1,2]'],
    ['d', 'x'],
    ['e', 'null'],
  ]);
});
