import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError, UsageError } from '../util/errors.js';
import { wilson } from './interval.js';
import { comparePaired } from './paired.js';
import { rightAnswers } from './right.js';

test('an answer is right when the largest logit is the label', () => {
  const logits = Float32Array.of(1, 0, 0, 1, 2, 3);
  assert.deepEqual([...rightAnswers({ logits, labels: Uint8Array.of(0, 0, 1) }, 2)], [1, 0, 1]);
  logits[3] = Number.NaN;
  assert.throws(() => rightAnswers({ logits, labels: Uint8Array.of(0, 0, 1) }, 2), ModelError);
});

test('three networks make three pairs, corrected together', () => {
  const right = (hits: number) => Uint8Array.from({ length: 20 }, (_, i) => Number(i < hits));
  const { count, accuracies, pairs } = comparePaired([right(4), right(12), right(20)]);
  assert.equal(count, 20);
  assert.deepEqual(accuracies, [wilson(4, 20), wilson(12, 20), wilson(20, 20)]);
  assert.deepEqual(
    pairs.map(({ first, second, counts }) => [first, second, counts.onlySecond]),
    [
      [0, 1, 8],
      [0, 2, 16],
      [1, 2, 8],
    ],
  );
  const [few, many] = [2 / 2 ** 8, 2 / 2 ** 16];
  for (const [i, [p, adjusted]] of [
    [few, 2 * few],
    [many, 3 * many],
    [few, 2 * few],
  ].entries()) {
    assert.ok(Math.abs(pairs[i].p / p - 1) < 1e-12 && Math.abs(pairs[i].adjusted / adjusted - 1) < 1e-12);
  }
});

test('one network is no comparison', () => {
  assert.throws(() => comparePaired([Uint8Array.of(1)]), UsageError);
});
