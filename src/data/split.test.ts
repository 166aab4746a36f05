import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError, UsageError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { duplicateGroups, firstOfKind } from './duplicates.js';
import { flatDataset } from './fixtures.test.helper.js';
import { removeStraddlers, requireEveryClass, rowsOfSplit, splitStratified } from './split.js';

test('rows of a split, of all, and of none', () => {
  const dataset = flatDataset([1, 2, 3], [0, 1, 2], [0, 1, 0]);
  assert.deepEqual([...rowsOfSplit(dataset, 'Training')], [0, 2]);
  assert.deepEqual([...rowsOfSplit(dataset, 'all')], [0, 1, 2]);
  assert.throws(
    () => rowsOfSplit(dataset, 'PrivateTest'),
    (error: unknown) =>
      error instanceof DataError &&
      /PrivateTest: choose one of Training, PublicTest, all\.$/.test(error.message),
  );
});

test('a class without rows is named', () => {
  const dataset = flatDataset([1, 2, 3, 4, 5, 6], [0, 2, 3, 4, 6, 6]);
  assert.throws(
    () => requireEveryClass(dataset, rowsOfSplit(dataset, 'Training'), 'split Training'),
    /split Training: no row of class disgust, surprise;/,
  );
  const whole = flatDataset([1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6]);
  requireEveryClass(whole, rowsOfSplit(whole, 'all'), 'all rows');
});

test('identical images are found and others are not', () => {
  const dataset = flatDataset([5, 9, 5, 7, 9, 5], [0, 0, 1, 0, 0, 0]);
  assert.deepEqual([...firstOfKind(dataset)], [0, 1, 0, 3, 1, 0]);
  assert.deepEqual(duplicateGroups(dataset), [
    [0, 2, 5],
    [1, 4],
  ]);
  dataset.pixels[5 * 2304 + 2303] ^= 1;
  assert.deepEqual(duplicateGroups(dataset), [
    [0, 2],
    [1, 4],
  ]);
  const shifted = { ...dataset, pixels: new Uint8Array([0, ...dataset.pixels]).subarray(1) };
  assert.deepEqual(
    duplicateGroups(shifted),
    [
      [0, 2],
      [1, 4],
    ],
    'pixels at an odd address',
  );
});

test('stratified: complete, disjoint, true to the ratio by class, duplicates together (20 seeded data sets)', () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new RandomStream(seed, Purpose.bootstrap);
    const count = 300;
    // 200 gray values over 300 rows make many duplicates, some across classes.
    const grays = Array.from({ length: count }, () => random.integer(200));
    const labels = Array.from({ length: count }, () => random.integer(7));
    const dataset = flatDataset(grays, labels);
    const { train, validation } = splitStratified(dataset, rowsOfSplit(dataset, 'all'), 0.2, seed);
    assert.deepEqual(
      [...train, ...validation].sort((a, b) => a - b),
      grays.map((_, i) => i),
    );
    assert.ok(
      train.every((row, i) => i === 0 || row > train[i - 1]),
      'ascending',
    );
    const trained = new Set(Array.from(train, (row) => grays[row]));
    assert.ok(
      validation.every((row) => !trained.has(grays[row])),
      'no straddler',
    );
    // A class counts by its groups' first rows: compare by those. Only a last group that is too large may be missing.
    const first = firstOfKind(dataset);
    for (let code = 0; code < 7; code++) {
      const all = grays.filter((_, row) => labels[first[row]] === code).length;
      const held = validation.filter((row) => labels[first[row]] === code).length;
      assert.ok(
        held <= Math.round(all * 0.2) && held >= Math.round(all * 0.2) - 5,
        `class ${code}: ${held} of ${all}`,
      );
    }
  }
});

test('the seed decides the split: same seed same split, another seed another', () => {
  const dataset = flatDataset(
    Array.from({ length: 100 }, (_, i) => i),
    Array.from({ length: 100 }, (_, i) => i % 7),
  );
  const rows = rowsOfSplit(dataset, 'all');
  const a = splitStratified(dataset, rows, 0.3, 1);
  assert.deepEqual(splitStratified(dataset, rows, 0.3, 1), a);
  assert.notDeepEqual(splitStratified(dataset, rows, 0.3, 2), a);
  assert.deepEqual(splitStratified(dataset, rows.slice(10), 0, 1).train, rows.slice(10));
  assert.equal(splitStratified(dataset, rows, 1, 1).train.length, 0);
  for (const ratio of [-0.1, 1.1, Number.NaN]) {
    assert.throws(() => splitStratified(dataset, rows, ratio, 1), UsageError);
  }
  assert.throws(() => splitStratified(dataset, rows.slice(0, 1), 0.3, 1), /leaves no row for validation/);
});

test('straddlers leave the training rows', () => {
  const dataset = flatDataset([1, 2, 3, 2, 1, 4], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1]);
  const { train, removed } = removeStraddlers(
    dataset,
    rowsOfSplit(dataset, 'Training'),
    rowsOfSplit(dataset, 'PublicTest'),
  );
  assert.deepEqual([...train], [1, 2, 3], 'duplicates inside training stay');
  assert.equal(removed, 1);
});
