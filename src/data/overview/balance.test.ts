import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balances } from './balance.js';

const counted = (...counts: number[]) =>
  counts.map((count, i) => ({ name: 'abc'[i], count, share: count / 10 }));

test('largest over smallest class that has images, by split and over all', () => {
  const splits = [
    { name: 'Training', rows: 8, classes: counted(6, 2, 0) },
    { name: 'Empty', rows: 0, classes: counted(0, 0, 0) },
  ];
  const [training, all, ...more] = balances({ splits, classes: counted(6, 2, 1) });
  assert.deepEqual(more, []);
  assert.deepEqual([training.name, training.ratio, training.empty], ['Training', 3, ['c']]);
  assert.deepEqual([all.name, all.largest.name, all.smallest.name, all.ratio], ['all', 'a', 'c', 6]);
});

test('one class alone is as large as itself', () => {
  const [all] = balances({ splits: [], classes: counted(4, 0) });
  assert.deepEqual([all.ratio, all.empty], [1, ['b']]);
});
