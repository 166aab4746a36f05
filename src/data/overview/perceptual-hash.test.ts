import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../util/pace.js';
import { blobs, datasetOf, mirrored, relit, shifted } from './fixtures.test.helper.js';
import { bitCount } from './hamming-index.js';
import { measureImages } from './image-measures.js';
import { MIRROR, perceptualHashes } from './perceptual-hash.js';
import { thumbnails } from './thumbnails.js';

async function hashesOf(images: readonly Uint8Array[]) {
  const { pixels, count } = datasetOf(images);
  const measures = await measureImages(pixels, count, new Pace(1));
  const thumbs = await thumbnails(pixels, count, measures, new Pace(1));
  return perceptualHashes(
    thumbs,
    Uint32Array.from({ length: count }, (_, i) => i),
    new Pace(1),
  );
}

test('copies keep their bits, mirrored images turn over those of odd frequencies, others share about half', async () => {
  const image = blobs(1);
  const images = [
    image,
    relit(image, 0.6, 40),
    shifted(image, 1),
    mirrored(image),
    blobs(2),
    blobs(3),
    blobs(4),
  ];
  const { low, high } = await hashesOf(images);
  const distance = (i: number, j: number): number => bitCount(low[i] ^ low[j]) + bitCount(high[i] ^ high[j]);
  assert.ok(distance(0, 1) <= 3, `relit: ${distance(0, 1)}`);
  assert.ok(distance(0, 2) <= 11, `shifted: ${distance(0, 2)}`);
  const turned = bitCount(low[0] ^ MIRROR.low ^ low[3]) + bitCount(high[0] ^ MIRROR.high ^ high[3]);
  // Frequencies that rounding alone decides may fall either way.
  assert.ok(turned <= 1, `mirrored: ${turned}`);
  // 64 fair coins: outside 16 to 48 once in 20,000.
  for (const [i, j] of [
    [0, 4],
    [0, 5],
    [4, 5],
    [5, 6],
  ]) {
    assert.ok(distance(i, j) >= 16 && distance(i, j) <= 48, `${i}, ${j}: ${distance(i, j)}`);
  }
});
