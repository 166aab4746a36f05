/** Brightness, contrast and sharpness, worked out by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIXELS, SIDE } from './classes.js';
import { measureLight } from './light.js';

const image = (gray: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: PIXELS }, (_, i) => gray(i % SIDE, Math.floor(i / SIDE)));
const close = (a: number, b: number): void => assert.ok(Math.abs(a - b) <= 1e-9, `${a} against ${b}`);

test('one gray', () => {
  assert.deepEqual(measureLight(image(() => 77)), { brightness: 77, contrast: 0, sharpness: 0 });
});

test('a checkerboard: half 0, half 200, and a Laplacian of ±800 by turns', () => {
  const { brightness, contrast, sharpness } = measureLight(image((x, y) => ((x + y) % 2) * 200));
  assert.deepEqual([brightness, contrast], [100, 100]);
  close(sharpness, 800 ** 2);
});

test('columns of 100 and 120: a Laplacian of ±40 by turns', () => {
  const stripes = measureLight(image((x) => (x % 2 === 0 ? 100 : 120)));
  assert.deepEqual(stripes, { brightness: 110, contrast: 10, sharpness: 1600 });
});

test('a ramp has no second derivative', () => {
  const { contrast, sharpness } = measureLight(image((x) => x * 5));
  assert.equal(sharpness, 0);
  close(contrast, 5 * Math.sqrt((48 ** 2 - 1) / 12));
});
