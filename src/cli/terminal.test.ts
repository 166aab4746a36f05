/** Sentences broken into lines that every terminal shows whole. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrapped } from './terminal.js';

test('no line is longer than 80 columns, no word is lost, and a longer word stays whole', () => {
  const text = `It was measured on ${'x'.repeat(90)} and on ${'many other images '.repeat(9)}too.`;
  const lines = wrapped(text, '  ').split('\n');
  assert.equal(lines.map((line) => line.trim()).join(' '), text);
  assert.ok(lines.every((line) => line.startsWith('  ')));
  assert.deepEqual(
    lines.filter((line) => line.length > 80).map((line) => line.trim()),
    ['x'.repeat(90)],
  );
  assert.equal(wrapped('short'), 'short');
});
