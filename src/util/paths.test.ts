import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastPart } from './paths.js';

test('the last part of a path of any system', () => {
  assert.deepEqual(['runs/classic/', 'C:\\data\\a.csv', 'plain', '/', ''].map(lastPart), [
    ...['classic', 'a.csv', 'plain', '/', ''],
  ]);
});
