import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { DataError } from '../util/errors.js';
import type { ShippedModel } from './list-node.js';
import {
  answerCounts,
  answerText,
  measuredNotes,
  modelNotes,
  modelsTable,
  predictionsCsv,
  predictionTable,
} from './tables.js';
import type { Classified } from './types.js';

const classes = ['happy', 'surprise', 'neutral'];
const face = (image: string, label: string, sure: boolean | null): Classified<string> => ({
  image,
  prediction: {
    ...{ label, sure, confidence: 0.62, threshold: sure === null ? null : 0.6 },
    probabilities: { happy: 0.07, surprise: 0.31, neutral: 0.005, [label]: 0.62 },
  },
});
const results: Classified<string>[] = [
  face('a.png', 'happy', true),
  { image: 'b, "c".png', error: new DataError('"b" is empty: give another.') },
  face(`${'folder/'.repeat(20)}d.png`, 'surprise', false),
  face('e.png', 'happy', null),
];

test('a table of predictions: unsure answers in question, next guesses by falling probability', () => {
  const { head, rows } = predictionTable(results);
  assert.equal(rows.length, 3);
  assert.deepEqual(rows[0], ['a.png', 'happy', '62.0 %', 'surprise 31 %, neutral 1 %']);
  assert.deepEqual(rows[1].slice(1), ['not sure (surprise?)', '62.0 %', 'happy 7 %, neutral 1 %']);
  assert.match(rows[1][0], /^….*folder\/d\.png$/);
  const widths = head.map((_, c) => Math.max(...[head, ...rows].map((row) => row[c].length)));
  assert.ok(widths.reduce((sum, width) => sum + width + 2, -2) <= 80, widths.join());
  assert.deepEqual(predictionTable([]).rows, []);
});

test('counts by answer, the most frequent first and the unsure last', () => {
  assert.deepEqual(answerCounts(results), [
    ['happy', 2],
    ['not sure', 1],
  ]);
  assert.equal(answerText({ label: 'happy', sure: null } as never), 'happy');
});

test('the csv holds every probability, and errors where there is none', () => {
  const text = [...predictionsCsv(results, classes)].join('');
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  assert.deepEqual(rows[0], {
    ...{ file: 'a.png', label: 'happy', sure: 'true', confidence: '0.620000' },
    ...{ happy: '0.620000', surprise: '0.310000', neutral: '0.005000', error: '' },
  });
  assert.deepEqual(
    [rows[1].file, rows[1].happy, rows[1].error],
    ['b, "c".png', '', '"b" is empty: give another.'],
  );
  assert.deepEqual([rows[2].sure, rows[3].sure], ['false', '']);
});

test('the list of models fits 80 columns with the longest names and large numbers', () => {
  const rate = { value: 0.7312, low: 0.7165, high: 0.7454 };
  const model: ShippedModel = {
    ...{
      name: 'sixteen-letters-',
      description: '',
      path: '',
      default: true,
      classes: Array(7).fill('x'),
    },
    accuracy: { ...rate, split: 'PrivateTest', correct: 1, count: 2, tta: rate },
    ...{ bytes: 12_345_678, parameters: 2_345_607, macs: 77_345_678, hash: '', trainedHash: '' },
    milliseconds: { batch1: 1.5, batch64: 0.123, hardware: 'two cores', command: 'a command' },
  };
  const { head, rows } = modelsTable([
    model,
    { ...model, default: false, accuracy: null, milliseconds: null },
  ]);
  assert.deepEqual(rows[0], [
    ...['sixteen-letters- *', '7', '73.1 % (71.7–74.5)', '12.3 MB', '2.35 M', '77.3', '0.123'],
  ]);
  assert.deepEqual([rows[1][0], rows[1][2], rows[1][6]], ['sixteen-letters-', '–', '–']);
  const widths = head.map((_, c) => Math.max(...[head, ...rows].map((row) => row[c].length)));
  assert.ok(widths.reduce((sum, width) => sum + width + 2, -2) <= 80, widths.join());
  assert.deepEqual(modelNotes({ ...model, description: 'ours' }), [
    'sixteen-letters- (* the default): ours',
    'accuracy on the 2 faces of PrivateTest, from ten views 73.1 % (71.7–74.5)',
    '0.123 ms a face in a batch of 64, 1.5 ms alone',
  ]);
  assert.deepEqual(measuredNotes([model, model, { ...model, milliseconds: null }]), [
    'measured on two cores, by a command',
  ]);
});
