import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, comparisonText } from './comparison.js';

/** Rounds of two steps with these seconds in all. */
const rounds = (...seconds: number[]) => seconds.map((s) => ({ seconds: s, each: [s / 2, s / 2] }));
const contenders = [
  { name: 'ours', version: 'Node 24' },
  { name: 'slow', version: '1' },
  { name: 'fast', version: '2' },
];
const timings = new Map([
  ['ours', rounds(1, 2, 1)],
  ['slow', rounds(4, 8, 5)],
  ['fast', rounds(2, 3, 2)],
]);

test('rates count the images of all steps, ratios are taken round by round', () => {
  const { rows, ratios, againstFastest } = compare(contenders, timings, 64, []);
  assert.deepEqual(rows[0].imagesPerSecond, { median: 128, low: 64, high: 128 });
  assert.deepEqual(
    ratios.map(({ peer, ratio }) => [peer, ratio.median]),
    [
      ['slow', 4],
      ['fast', 2],
    ],
  );
  assert.deepEqual(againstFastest, [{ ours: 'ours', peer: 'fast', ratio: { median: 2, low: 1.5, high: 2 } }]);
});

test('without peers there is nothing to compare with, and a missing one is said to be missing', () => {
  const missing = [{ name: 'Keras', why: 'no module named keras' }];
  const comparison = compare(contenders.slice(0, 1), timings, 64, missing);
  assert.deepEqual(comparison.againstFastest, []);
  assert.match(comparisonText(comparison), /Keras +missing: no module named keras/);
});

test('the fastest peer is named, in lines of 80 columns', () => {
  const text = comparisonText(compare(contenders, timings, 64, []));
  assert.match(text, /ours: 2\.00 \(1\.50–2\.00\) × the fastest peer \(fast\)/);
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
});
