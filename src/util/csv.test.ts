import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { csvField } from './csv.js';

test('any text comes back, and plain ones stay plain', () => {
  const texts = ['happy', '', 'a, b', 'say "x"', 'two\nlines', 'cr\rhere', '"', ' spaced '];
  assert.deepEqual(parse(texts.map(csvField).join(',')), [texts]);
  assert.equal(csvField(' spaced '), ' spaced ');
});
