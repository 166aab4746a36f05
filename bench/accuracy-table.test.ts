import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wilson } from '../src/evaluate/interval.js';
import { score, scoresText } from './accuracy-table.js';

const classes = ['sad', 'happy'];
const labels = Uint8Array.of(0, 1, 1, 1);
const answers = {
  ...{ name: 'peer', version: '1', parameters: 1234, times: [5, 1, 2, 3] },
  // Right, right, wrong, right.
  scores: Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.7, 0.3, 0.4, 0.6),
};

test('accuracy, recall and times of answers', () => {
  const { accuracy, recall, medianMs, p95Ms } = score(answers, labels, classes);
  assert.deepEqual(accuracy, wilson(3, 4));
  assert.deepEqual(recall, [wilson(1, 1), wilson(2, 3)]);
  assert.deepEqual([medianMs, p95Ms], [2, 5]);
});

test('faces that are copies of training images can be left out', () => {
  assert.deepEqual(score(answers, labels, classes, [0, 2]).withoutCopies, wilson(1, 2));
  assert.equal(score(answers, labels, classes).withoutCopies, undefined);
});

test('the tables name every contender, class and figure, in columns', () => {
  const lines = scoresText([score(answers, labels, classes, [0, 2])], classes).split('\n');
  assert.match(lines[1], /^peer +75\.00 % \(30\.1–95\.4\) +50\.00 % \(9\.5–90\.5\) +2\.00 +5\.00 +1,234$/);
  assert.match(lines[3], /^recall in % +sad +happy$/);
  assert.match(lines[4], /^peer +100\.0 +66\.7$/);
  assert.equal(lines[0].length, lines[1].length);
  assert.equal(lines[3].length, lines[4].length);
});
