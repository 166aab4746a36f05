import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../util/pace.js';
import { firstOfKind } from '../duplicates.js';
import type { Dataset } from '../types.js';
import { blobs, datasetOf, mirrored, relit, shifted } from './fixtures.test.helper.js';
import { type ImageMeasures, measureImages } from './image-measures.js';
import { alikePairs, correlation } from './likeness.js';
import { analyseCopies, type CopyAnalysis } from './near-duplicates.js';
import { perceptualHashes } from './perceptual-hash.js';
import { thumbnails } from './thumbnails.js';

async function search(dataset: Dataset) {
  const { pixels, count } = dataset;
  const pace = new Pace(1);
  const measures = await measureImages(pixels, count, pace);
  const first = firstOfKind(dataset);
  const rows = first.filter((kind, row) => kind === row && measures.contrast[row] > 0);
  const hashes = await perceptualHashes(await thumbnails(pixels, count, measures, pace), rows, pace);
  return { first, measures, rows, found: await alikePairs(pixels, rows, hashes, measures, pace) };
}

async function analyse(dataset: Dataset): Promise<CopyAnalysis> {
  const { first, measures, found } = await search(dataset);
  return analyseCopies(dataset, first, (row) => measures.contrast[row] === 0, found);
}

test('counts of copies, labels and leaks worked out by hand', async () => {
  const [a, b, c, d] = [blobs(1), blobs(2), blobs(3), blobs(4)];
  const gray = new Uint8Array(2304).fill(9);
  //           0  1             2                 3  4  5             6                  7     8
  const images = [a, a, relit(a, 0.7, 20), b, c, shifted(c, 1), relit(b, 0.9, 0), gray, gray, d];
  const labels = [0, 0, 3, 1, 2, 2, 1, 0, 1, 4];
  const splits = [0, 1, 0, 0, 1, 1, 0, 0, 1, 0];
  const { near, leaks, labelAgreement, examples, groupOf } = await analyse(datasetOf(images, labels, splits));
  assert.equal(near.threshold, 0.92);
  assert.deepEqual(
    [near.pairs, near.mirroredPairs, near.groups, near.rows, near.complete],
    [3, 0, 3, 7, true],
  );
  assert.deepEqual(near.differentLabels, { groups: 1, rows: 3 });
  assert.deepEqual(near.acrossSplits, { groups: 1, rows: 3 });
  assert.deepEqual(leaks, [
    { split: 'Training', other: 'PublicTest', of: 6, exact: 1, copies: 2 },
    { split: 'PublicTest', other: 'Training', of: 4, exact: 1, copies: 1 },
  ]);
  // Of the three pairs among rows 0, 1, 2 one has one label; b's and c's two rows agree.
  assert.equal(labelAgreement.pictures, 3);
  assert.ok(Math.abs(labelAgreement.agree - (1 / 3 + 1 + 1) / 3) < 1e-15);
  assert.deepEqual(examples.acrossSplits, [{ rows: [0, 1], correlation: 1 }]);
  assert.deepEqual(examples.differentLabels[0].rows, [0, 2]);
  assert.deepEqual([...groupOf], [0, 0, 0, 3, 4, 4, 3, 7, 8, 9]);
});

test('mirrored copies are counted apart, and a threshold that chance passes as often is not trusted', async () => {
  const images = [1, 2, 3, 4, 5].map(blobs);
  const { near } = await analyse(datasetOf([...images, ...images.map(mirrored)]));
  assert.deepEqual([near.pairs, near.mirroredPairs, near.threshold], [0, 5, 0.99]);
});

test('no pair where every picture is another, none where all are of one gray, none for one image', async () => {
  const different = await analyse(datasetOf([1, 2, 3, 4, 5, 6, 7, 8].map(blobs)));
  assert.deepEqual([different.near.pairs, different.near.groups], [0, 0]);
  assert.deepEqual(different.labelAgreement.agree, Number.NaN);
  const gray = await analyse(datasetOf([new Uint8Array(2304), new Uint8Array(2304)], [0, 1], [0, 1]));
  assert.deepEqual(
    gray.leaks.map(({ copies }) => copies),
    [0, 0],
  );
  assert.equal((await analyse(datasetOf([blobs(1)]))).near.pairs, 0);
});

test('the hashes miss none of the pairs that comparing all with all finds', async () => {
  const originals = Array.from({ length: 60 }, (_, i) => blobs(i));
  const copies = originals.map((image, i) => shifted(relit(image, 0.5 + (i % 5) / 10, i), i % 3));
  const dataset = datasetOf([...originals, ...copies]);
  const { found, measures, rows } = await search(dataset);
  const expected = everyPair(dataset, rows, measures);
  assert.ok(expected.length >= 40, `${expected.length} pairs`);
  assert.deepEqual(found.pairs.map(({ a, b }) => `${a} ${b}`).sort(), expected.sort());
});

function everyPair({ pixels }: Dataset, rows: Uint32Array, measures: ImageMeasures): string[] {
  const pairs: string[] = [];
  for (let i = 0; i < rows.length; i++) {
    for (let j = i + 1; j < rows.length; j++) {
      if (correlation(pixels, measures, rows[i], rows[j], false) >= 0.92) pairs.push(`${rows[i]} ${rows[j]}`);
    }
  }
  return pairs;
}
