/** The picture of many faces: each is where its number says, and none is there twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { synthesise } from '../data/synth.js';
import { PIXELS, SIDE } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { gatherFaces } from './faces.js';

test('every face is in its place, nearly as it was', async () => {
  const dataset = synthesise({ count: 21, seed: 3 });
  const rows = [20, 3, 7, 3, 11, 0];
  const faces = await gatherFaces(dataset, rows);
  assert.deepEqual(faces.rows, [20, 3, 7, 11, 0]);
  const bytes = Buffer.from(faces.image.split(',')[1], 'base64');
  const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [faces.columns * SIDE, 2 * SIDE]);
  faces.rows.forEach((row, i) => {
    let difference = 0;
    for (let p = 0; p < PIXELS; p++) {
      const y = Math.floor(i / faces.columns) * SIDE + Math.floor(p / SIDE);
      const x = (i % faces.columns) * SIDE + (p % SIDE);
      difference += Math.abs(data[y * info.width + x] - dataset.pixels[row * PIXELS + p]);
    }
    // Other faces differ by 30 and more; lossy WebP by a few gray values.
    assert.ok(difference / PIXELS < 6, `row ${row}: ${difference / PIXELS}`);
  });
});

test('no faces are refused', async () => {
  await assert.rejects(gatherFaces(synthesise({ count: 7, seed: 1 }), []), DataError);
});
