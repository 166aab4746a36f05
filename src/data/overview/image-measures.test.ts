import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIXELS, SIDE } from '../../util/classes.js';
import { Pace } from '../../util/pace.js';
import { datasetOf } from './fixtures.test.helper.js';
import { measureImages } from './image-measures.js';
import { relativeSharpness } from './unusual.js';

const image = (gray: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: PIXELS }, (_, i) => gray(i % SIDE, Math.floor(i / SIDE)));
const close = (a: number, b: number, within = 1e-9): void =>
  assert.ok(Math.abs(a - b) <= within, `${a} against ${b}`);

test('entropy in bits, worked out by hand; the other measures in the order of the images', async () => {
  const { pixels, count } = datasetOf([
    image(() => 77),
    image((x, y) => ((x + y) % 2) * 200),
    image((x) => x * 5),
  ]);
  const { brightness, contrast, sharpness, entropy } = await measureImages(pixels, count, new Pace(count));
  // One gray, two grays and 48, each equally often.
  assert.equal(entropy[0], 0);
  close(entropy[1], 1);
  close(entropy[2], Math.log2(48));
  assert.deepEqual([...brightness], [77, 100, 117.5]);
  assert.deepEqual([...contrast.subarray(0, 2)], [0, 100]);
  assert.deepEqual([...sharpness], [0, 800 ** 2, 0]);
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
