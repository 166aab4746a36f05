import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIXELS, SIDE } from '../../util/classes.js';
import { datasetOf } from './fixtures.test.helper.js';
import { measureImages } from './image-measures.js';
import { Pace } from './pace.js';
import { relativeSharpness } from './unusual.js';

const image = (gray: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: PIXELS }, (_, i) => gray(i % SIDE, Math.floor(i / SIDE)));
const close = (a: number, b: number, within = 1e-9): void =>
  assert.ok(Math.abs(a - b) <= within, `${a} against ${b}`);

test('one gray, a checkerboard and a ramp, worked out by hand', async () => {
  const { pixels, count } = datasetOf([
    image(() => 77),
    image((x, y) => ((x + y) % 2) * 200),
    image((x) => x * 5),
  ]);
  const { brightness, contrast, sharpness, entropy } = await measureImages(pixels, count, new Pace(count));
  assert.deepEqual([brightness[0], contrast[0], sharpness[0], entropy[0]], [77, 0, 0, 0]);
  // Half 0, half 200: mean 100, deviation 100, one bit; the Laplacian is ±800 in turn.
  assert.deepEqual([brightness[1], contrast[1]], [100, 100]);
  close(sharpness[1], 800 ** 2);
  close(entropy[1], 1);
  // 48 grays equally often; a ramp has no second derivative.
  close(entropy[2], Math.log2(48));
  assert.equal(sharpness[2], 0);
  close(contrast[2], 5 * Math.sqrt((48 ** 2 - 1) / 12));
});

test('sharpness relative to contrast is (2 − 2 cos ω)² for a wave and does not change with contrast', async () => {
  const wave = (amplitude: number) =>
    image((x) => Math.round(128 + amplitude * Math.cos((2 * Math.PI * x) / 8)));
  const { pixels, count } = datasetOf([wave(100), wave(25)]);
  const measures = await measureImages(pixels, count, new Pace(count));
  // Rounding to whole grays adds white noise of variance 1/12, which the Laplacian magnifies by 20; borders add 4 %.
  for (const [row, amplitude] of [100, 25].entries()) {
    const expected = (2 - 2 * Math.cos((2 * Math.PI) / 8)) ** 2;
    const noise = (20 / 12) * (2 / amplitude ** 2);
    close(relativeSharpness(measures, row), expected, noise + 0.04 * expected);
  }
});

test('an aborted signal ends the work with its reason', async () => {
  const { pixels, count } = datasetOf([image(() => 1)]);
  const signal = AbortSignal.abort(new Error('enough'));
  await assert.rejects(measureImages(pixels, count, new Pace(count, { signal })), /enough/);
});
