import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../util/errors.js';
import { floatToHalf, halfToFloat } from './half.js';

/** Every half that is a finite number, 0 to the largest. */
const FINITE = Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits);

/** The float32 that follows a positive one. */
function next(value: number): number {
  const word = new Uint32Array(Float32Array.of(value).buffer);
  word[0]++;
  return new Float32Array(word.buffer)[0];
}

test('the documented example', () => {
  assert.deepEqual(halfToFloat(floatToHalf(Float32Array.of(0.1), 'w')), Float32Array.of(0.0999755859375));
});

test('all 65,536 bit patterns but NaNs come back as they were; every NaN becomes the quiet one', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
  const values = halfToFloat(all);
  const back = floatToHalf(values, 'w');
  all.forEach((bits, i) => {
    assert.equal(back[i], Number.isNaN(values[i]) ? 0x7e00 : bits, `pattern ${bits.toString(16)}`);
  });
});

test('half-way between two halves goes to the even one, a hair beside it to the nearer, for every pair', () => {
  const values = halfToFloat(FINITE);
  const middles = values.subarray(1).map((value, i) => (values[i] + value) / 2);
  const ties = floatToHalf(middles, 'w');
  const above = floatToHalf(middles.map(next), 'w');
  const negative = floatToHalf(
    middles.map((value) => -value),
    'w',
  );
  for (let i = 0; i < middles.length; i++) {
    const even = i % 2 === 0 ? i : i + 1;
    assert.equal(ties[i], even);
    assert.equal(negative[i], even | 0x8000);
    assert.equal(above[i], i + 1);
  }
});

test('a value that would become infinite is an error, the largest that does not is none', () => {
  // 65,504 + 16 is half-way to the power of two above, and even is up.
  assert.throws(
    () => floatToHalf(Float32Array.of(1, -65_520), 'tensor "0.weight"'),
    (error) => {
      assert.ok(error instanceof ModelError);
      assert.match(error.message, /^tensor "0\.weight" holds -65520, more than half precision can/);
      return true;
    },
  );
  assert.deepEqual(floatToHalf(Float32Array.of(65_519.996), 'w'), Uint16Array.of(0x7bff));
  assert.deepEqual(floatToHalf(Float32Array.of(1e-10, -1e-40), 'w'), Uint16Array.of(0, 0x8000));
});
