import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../util/errors.js';
import { fakeDataset } from './fake-engine.test.helper.js';
import { classWeights, sampleWeights, smoothTargets, targetTable } from './targets.js';

const dataset = fakeDataset(4);
const allRows = Uint32Array.from({ length: dataset.count }, (_, row) => row);

test('labels become one-hot rows', () => {
  const table = targetTable(dataset, 'none');
  assert.equal(table.length, dataset.count * 7);
  assert.deepEqual([...table.subarray(7, 14)], [0, 1, 0, 0, 0, 0, 0]);
});

test('soft votes are taken when asked for, and refused in silence neither way', () => {
  const targets = new Float32Array(dataset.count * 7).fill(1 / 7);
  const soft = { ...dataset, targets };
  assert.equal(targetTable(soft, 'soft'), targets);
  assert.throws(() => targetTable(soft, 'none'), UsageError);
  assert.throws(() => targetTable(dataset, 'soft'), UsageError);
});

test('a share of the votes leaves the rest of each target to the label', () => {
  const targets = new Float32Array(dataset.count * 7).fill(1 / 7);
  const mixed = targetTable({ ...dataset, targets }, 'soft', 0.25);
  const [rest, label] = [
    Math.fround(0.25 * Math.fround(1 / 7)),
    Math.fround(0.75 + 0.25 * Math.fround(1 / 7)),
  ];
  assert.deepEqual([...mixed.subarray(7, 14)], [rest, label, rest, rest, rest, rest, rest]);
  assert.equal(targets[0], Math.fround(1 / 7), 'the data set stays as it is');
});

test('smoothing keeps each row a distribution and moves the stated amount', () => {
  const smooth = smoothTargets(new Float32Array([1, 0, 0, 0]), 4, 0.2);
  // Each value is one float32 rounding away from the exact one: 2^-24 relative.
  for (const [i, exact] of [0.85, 0.05, 0.05, 0.05].entries()) {
    assert.ok(Math.abs(smooth[i] - exact) <= exact * 2 ** -24);
  }
  const table = new Float32Array([1, 0]);
  assert.equal(smoothTargets(table, 2, 0), table);
});

test('balanced weights give every class the same total', () => {
  const rows = allRows.filter((row) => dataset.labels[row] !== 3 || row < 7); // class 3 keeps one image
  const weights = classWeights('balanced', dataset, rows);
  assert.ok(weights);
  assert.equal(weights[3], rows.length / 7);
  assert.equal(weights[0] * 4, weights[3] * 1);
  assert.equal(classWeights('none', dataset, rows), undefined);
  assert.deepEqual(classWeights([1, 2, 3, 4, 5, 6, 7], dataset, rows), [1, 2, 3, 4, 5, 6, 7]);
});

test('a sample weighs as its target mixes the class weights', () => {
  const table = new Float32Array([1, 0, 0.5, 0.5]);
  assert.deepEqual([...(sampleWeights(table, [1, 3]) ?? [])], [1, 2]);
  assert.equal(sampleWeights(table, undefined), undefined);
});
