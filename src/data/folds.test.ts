/** Folds: every row in one, classes spread evenly, copies together, the same for the same seed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIXELS } from '../util/classes.js';
import { DataError, UsageError } from '../util/errors.js';
import { stratifiedFolds } from './folds.js';
import { rowsOfSplit } from './split.js';
import { synthesise } from './synth.js';
import type { Dataset } from './types.js';

const dataset = synthesise({ count: 210, seed: 4 });
const rows = rowsOfSplit(dataset, 'all');

test('every class is spread over the folds as evenly as whole rows allow', () => {
  for (const folds of [2, 4, 5]) {
    const fold = stratifiedFolds(dataset, rows, folds, 1);
    assert.equal(fold.length, rows.length);
    const sizes = Array.from({ length: folds }, (_, f) => fold.filter((one) => one === f).length);
    for (let c = 0; c < 7; c++) {
      const counts = sizes.map(() => 0);
      for (const [i, row] of rows.entries()) if (dataset.labels[row] === c) counts[fold[i]]++;
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `class ${c}: ${counts}`);
    }
    assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `${sizes}`);
  }
});

test('the seed alone decides', () => {
  assert.deepEqual(stratifiedFolds(dataset, rows, 4, 9), stratifiedFolds(dataset, rows, 4, 9));
  assert.notDeepEqual(stratifiedFolds(dataset, rows, 4, 9), stratifiedFolds(dataset, rows, 4, 10));
});

test('copies stand in one fold, whatever they are labelled', () => {
  const pixels = dataset.pixels.slice();
  const copies = [3, 50, 51, 120, 200];
  for (const row of copies) pixels.copyWithin(row * PIXELS, 3 * PIXELS, 4 * PIXELS);
  assert.ok(new Set(copies.map((row) => dataset.labels[row])).size > 1);
  for (let seed = 0; seed < 20; seed++) {
    const fold = stratifiedFolds({ ...dataset, pixels }, rows, 5, seed);
    assert.equal(new Set(copies.map((row) => fold[row])).size, 1);
  }
});

test('only the rows given are divided', () => {
  const some = rows.filter((row) => row % 2 === 1);
  const fold = stratifiedFolds(dataset, some, 3, 1);
  assert.equal(fold.length, some.length);
  assert.deepEqual([...new Set(fold)].sort(), [0, 1, 2]);
});

test('what cannot be divided is refused', () => {
  for (const folds of [1, 0, 2.5, 21, Number.NaN]) {
    assert.throws(() => stratifiedFolds(dataset, rows, folds, 1), UsageError);
  }
  const withLabels = (labels: Uint8Array): Dataset => ({ ...dataset, labels });
  const lonely = dataset.labels.map((label) => (label === 1 ? 0 : label));
  assert.throws(() => stratifiedFolds(withLabels(lonely), rows, 2, 1), /disgust has no image/);
  lonely[7] = 1;
  assert.throws(() => stratifiedFolds(withLabels(lonely), rows, 2, 1), /disgust has one image/);
  const two = Uint32Array.from(dataset.classes.flatMap((_, c) => firstTwo(c)));
  assert.throws(() => stratifiedFolds(dataset, two, 15, 1), DataError);
  assert.throws(() => stratifiedFolds(dataset, new Uint32Array(), 2, 1), DataError);
});

function firstTwo(label: number): number[] {
  return [...dataset.labels.keys()].filter((row) => dataset.labels[row] === label).slice(0, 2);
}
