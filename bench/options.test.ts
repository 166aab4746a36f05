import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from './options.js';

const defaults = { rounds: 7, out: 'x.json', scaling: false, networks: ['classic'] } as const;

test('what is not given keeps its default', () => {
  assert.deepEqual(readOptions(defaults, []), defaults);
});

test('options take the kind of their default', () => {
  const args = ['--rounds', '3', '--scaling', '--out', 'y.json', '--networks', 'a,b', '--networks', 'c'];
  assert.deepEqual(readOptions(defaults, args), {
    rounds: 3,
    scaling: true,
    out: 'y.json',
    networks: ['a', 'b', 'c'],
  });
});

test('an unknown option and a number that is none are refused by name', () => {
  assert.throws(() => readOptions(defaults, ['--round', '3']), /--round/);
  for (const text of ['0', '1.5', 'many', '']) {
    assert.throws(() => readOptions(defaults, [`--rounds=${text}`]), /--rounds must be a whole number/);
  }
});
