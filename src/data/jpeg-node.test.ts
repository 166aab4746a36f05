/** JPEG over many images at once is JPEG over each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { PIXELS, SIDE } from '../util/classes.js';
import { UsageError } from '../util/errors.js';
import { jpegCodec } from './jpeg-node.js';
import { synthesise } from './synth.js';

test('each image comes out as one JPEG of its own would, across the limit of one picture', async () => {
  const { pixels } = synthesise({ count: 7, seed: 3 });
  const many = new Uint8Array(1030 * PIXELS);
  for (let i = 0; i < 1030; i++)
    many.set(pixels.subarray((i % 7) * PIXELS, ((i % 7) + 1) * PIXELS), i * PIXELS);
  const decoded = await jpegCodec(many, 15);
  for (const i of [0, 5, 1023, 1024, 1029]) {
    const raw = { width: SIDE, height: SIDE, channels: 1 as const };
    const file = await sharp(many.subarray(i * PIXELS, (i + 1) * PIXELS), { raw })
      .toColourspace('b-w')
      .jpeg({ quality: 15 })
      .toBuffer();
    const alone = await sharp(file).toColourspace('b-w').raw().toBuffer();
    assert.equal(Buffer.compare(alone, decoded.subarray(i * PIXELS, (i + 1) * PIXELS)), 0, `image ${i}`);
  }
  assert.notEqual(Buffer.compare(decoded, many), 0);
});

test('an impossible quality is refused', async () => {
  for (const quality of [0, 101, 7.5])
    await assert.rejects(jpegCodec(new Uint8Array(PIXELS), quality), UsageError);
});
