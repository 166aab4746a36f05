/** Images by falling loss, each with its own answer and probabilities. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../util/errors.js';
import { studySplit } from './study.js';
import { worstFirst } from './worst.js';

// Image 0 right and sure, 1 wrong and sure, 2 undecided, 3 as undecided.
const logits = Float32Array.of(4, 0, 4, 0, 0, 0, 0, 0);
const labels = Uint8Array.of(0, 1, 1, 0);
const rows = Uint32Array.of(10, 11, 12, 13);

test('the surest mistake comes first, equals stay in order', () => {
  const found = worstFirst({ logits, labels }, rows, 2);
  assert.deepEqual([...found.rows], [11, 12, 13, 10]);
  assert.deepEqual([...found.labels], [1, 1, 0, 0]);
  assert.deepEqual([...found.answers], [0, 0, 0, 0]);
  const loss = Math.log(1 + Math.exp(4));
  assert.ok(Math.abs(found.losses[0] - loss) < 1e-12 && Math.abs(found.losses[1] - Math.LN2) < 1e-12);
  found.losses.forEach((value, i) => {
    assert.ok(Math.abs(Math.exp(-value) - found.probabilities[2 * i + found.labels[i]]) < 1e-6);
  });
});

test('a study holds the scores and, with a temperature only, what it does', () => {
  const plain = studySplit({ logits, labels }, rows, ['a', 'b'], undefined, { samples: 40 });
  assert.equal(plain.analysis.metrics.accuracy.value, 1 / 2);
  assert.equal(plain.scaled, undefined);
  const scaled = studySplit(
    { logits, labels },
    rows,
    ['a', 'b'],
    { value: 2, thresholds: [] },
    { samples: 40 },
  );
  assert.equal(scaled.scaled?.temperature, 2);
  assert.deepEqual(scaled.images, plain.images);
});

test('a logit that is not finite is refused', () => {
  assert.throws(
    () => worstFirst({ logits: Float32Array.of(1, Infinity), labels: Uint8Array.of(0) }, rows, 2),
    ModelError,
  );
});
