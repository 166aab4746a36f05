import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duplicateKey } from './json-keys.js';

test('finds a key given twice in one object, at any depth and however it is escaped', () => {
  assert.equal(duplicateKey('{"a":1,"b":{"a":2},"a":3}'), 'a');
  assert.equal(duplicateKey('[{"x":[{"k":1, "k" :2}]}]'), 'k');
  assert.equal(duplicateKey('{"\\u0061":1,"a":2}'), 'a');
  assert.equal(duplicateKey('{"q\\"":1,"q\\"":2}'), 'q"');
});

test('values, keys of other objects and marks inside strings are no duplicates', () => {
  const texts = ['{}', '"a"', '{"a":"a","b":"a"}', '{"a":["a","a","b"],"b":1}', '{"a":{"a":{"a":1}}}'];
  texts.push('[{"a":1},{"a":1}]', '{"a":"{\\"b\\":1,\\"b\\":2}","b":",\\\\"}');
  for (const text of texts) {
    JSON.parse(text);
    assert.equal(duplicateKey(text), undefined, text);
  }
});
