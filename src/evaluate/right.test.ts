/** The largest logit decides; logits that cannot be judged are refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../util/errors.js';
import { accuracyOf, rightAnswers } from './right.js';

test('the largest logit is the label’s; logits that do not fit or are not finite are refused', () => {
  const labels = Uint8Array.of(0, 1);
  const right = (...logits: number[]) => [...rightAnswers({ logits: Float32Array.from(logits), labels }, 2)];
  assert.deepEqual(right(1, 0, 1, 0), [1, 0]);
  assert.throws(() => right(1, 0, 1), ModelError);
  assert.throws(() => right(1, 0, Number.NaN, 0), ModelError);
});

test('the accuracy over some of the images counts these alone', () => {
  const answers = { logits: Float32Array.of(1, 0, 1, 0, 0, 1), labels: Uint8Array.of(0, 1, 1) };
  assert.equal(accuracyOf(answers, 2, [0, 1]).value, 0.5);
  assert.equal(accuracyOf(answers, 2, [0, 2]).value, 1);
});
