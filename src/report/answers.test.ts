/** Answers packed for the page come back; the list of errors is a CSV that others can read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import type { ImageAnswers } from '../evaluate/worst.js';
import { errorsCsv, packAnswers } from './answers.js';
import { unpackAnswers } from './client/answers.js';

const images: ImageAnswers = {
  rows: Uint32Array.of(4_000_000, 2, 7),
  labels: Uint8Array.of(0, 2, 1),
  answers: Uint8Array.of(1, 2, 1),
  losses: Float64Array.of(6.5, 0.7, 0.01),
  probabilities: Float32Array.of(0.0015, 0.99, 0.0085, 0.25, 0.25, 0.5, 0, 1, 0),
};

test('probabilities lose less than the 65,535ths they are kept in', () => {
  const back = unpackAnswers(packAnswers(images), 3);
  assert.deepEqual(
    back.map(({ row, label, answer }) => [row, label, answer]),
    [
      [4_000_000, 0, 1],
      [2, 2, 2],
      [7, 1, 1],
    ],
  );
  back.forEach(({ loss, probabilities }, i) => {
    assert.ok(Math.abs(loss - images.losses[i]) < 1e-6);
    probabilities.forEach((share, c) => {
      assert.ok(Math.abs(share - images.probabilities[3 * i + c]) <= 0.5 / 65535 + 1e-7);
    });
  });
});

test('only the images with the greatest loss are kept when there are too many', () => {
  const back = unpackAnswers(packAnswers(images, 2), 3);
  assert.deepEqual(
    back.map(({ row }) => row),
    [4_000_000, 2],
  );
});

test('class names with commas, quotes and line breaks survive in the CSV', () => {
  const classes = ['an,gry', 'the "second"', 'two\nlines'];
  const records = parse([...errorsCsv(images, classes)].join(''), { columns: true }) as Record<
    string,
    string
  >[];
  assert.equal(records.length, 3);
  assert.deepEqual(Object.keys(records[0]), ['row', 'label', 'answer', 'loss', ...classes]);
  assert.deepEqual(
    [records[0].row, records[0].label, records[0].answer, records[0].loss, records[0]['the "second"']],
    ['4000000', 'an,gry', 'the "second"', '6.500000', '0.990000'],
  );
});
