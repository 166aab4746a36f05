import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeRows } from './take-rows.js';

test('rows come in the order asked for, more than once where asked twice', () => {
  const table = Uint8Array.of(1, 2, 3, 4, 5, 6);
  assert.deepEqual(takeRows(table, Uint32Array.of(2, 0, 2), 2), Uint8Array.of(5, 6, 1, 2, 5, 6));
  assert.deepEqual(takeRows(table, new Uint32Array(), 3), new Uint8Array());
});
