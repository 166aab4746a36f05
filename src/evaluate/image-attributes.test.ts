/** Brightness, contrast, sharpness and agreement, worked out by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { synthesise } from '../data/synth.js';
import { PIXELS, SIDE } from '../util/classes.js';
import { agreementAttribute, imageAttributes, typicalRow } from './image-attributes.js';
import { blur } from './smoothing.js';

test('a flat image, stripes and a face with its blurred copy', () => {
  const pixels = new Uint8Array(4 * PIXELS);
  pixels.fill(90, 0, PIXELS);
  for (let i = 0; i < PIXELS; i++) pixels[PIXELS + i] = i % 2 === 0 ? 100 : 120;
  const face = synthesise({ count: 1, seed: 1 }).pixels;
  pixels.set(face, 2 * PIXELS);
  const blurred = face.slice();
  blur(blurred, 1.5);
  pixels.set(blurred, 3 * PIXELS);
  const [brightness, contrast, sharpness] = imageAttributes(pixels, Uint32Array.of(0, 1, 2, 3)).map(
    ({ values }) => values.map(Number),
  );
  assert.deepEqual([brightness[0], contrast[0], sharpness[0]], [90, 0, 0]);
  // Columns of 100 and 120: the Laplacian is +40 and −40 by turns.
  assert.deepEqual([brightness[1], contrast[1], sharpness[1]], [110, 10, 1600]);
  assert.ok(sharpness[3] < sharpness[2] / 4, `${sharpness[2]} to ${sharpness[3]}`);
  assert.equal(SIDE % 2, 0);
});

test('the most ordinary of three grays is the middle one', () => {
  const pixels = new Uint8Array(3 * PIXELS);
  [200, 100, 10].forEach((value, row) => {
    // The brighter, the more contrasted and sharper.
    for (let i = 0; i < PIXELS; i++) pixels[row * PIXELS + i] = value + (i % 2) * (value / 10);
  });
  assert.equal(typicalRow(pixels, Uint32Array.of(0, 1, 2)), 1);
  assert.equal(typicalRow(pixels, Uint32Array.of(2)), 2);
});

test('agreement is the largest share, without what float32 adds', () => {
  const targets = Float32Array.of(0.7, 0.3, 0.1, 0.9);
  assert.deepEqual(agreementAttribute(targets, 2, Uint32Array.of(1, 0)).values, ['0.9', '0.7']);
});
