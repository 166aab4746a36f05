/** The whole overview on sets that are hard to summarise, and on FER2013 where a copy lies beside the project. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { inFolder } from '../fixtures.test.helper.js';
import { readDataset } from '../read.js';
import { synthesise } from '../synth.js';
import { dataFindings } from './findings.js';
import { datasetOf, faces, randomBlocks } from './fixtures.test.helper.js';
import { copyGroups, overviewDataset } from './overview.js';

test('images unlike the others are found among drawn faces', async () => {
  const ordinary = faces(700, 4);
  const lettering = new Uint8Array(2304).fill(255).map((_, i) => (i % 97 < 3 ? 0 : 255));
  const images = [...ordinary, lettering, randomBlocks(1), new Uint8Array(2304)];
  const overview = await overviewDataset(datasetOf(images));
  assert.ok(overview.unlike.fewGrays.rows.includes(700), 'two grays');
  assert.equal(overview.unlike.fewGrays.examples[0].row, 700);
  const composition = overview.unlike.composition;
  assert.ok(composition);
  assert.ok(composition.rows.includes(700), 'lettering');
  assert.ok(composition.rows.includes(701), 'random blocks');
  assert.ok(composition.count <= 7, `${composition.count}: one in a hundred at most`);
  assert.deepEqual(overview.description.constantImages.rows, [702]);
  assert.ok(!overview.unlike.fewGrays.rows.includes(702), 'told of as constant, not as unlike');
});

test('one image, one class, one split, all of one gray: every finding is a sentence', async () => {
  const gray = new Uint8Array(2304).fill(40);
  const [face] = faces(1);
  const sets = [
    datasetOf([face]),
    datasetOf([gray, gray], [0, 1], [0, 1]),
    datasetOf([face, face], [2, 3], [1, 0]),
    synthesise({ count: 70, seed: 2 }),
  ];
  for (const dataset of sets) {
    const overview = await overviewDataset(dataset);
    const found = dataFindings(overview);
    assert.ok(found.length >= 5);
    for (const { title, detail } of found) {
      assert.match(title, /^[A-Z0-9].*\.$/);
      assert.doesNotMatch(`${title} ${detail}`, /NaN|undefined|Infinity|–/);
    }
    assert.doesNotThrow(() => JSON.stringify(overview));
  }
});

test('the findings name what was put in', async () => {
  const [a, b] = faces(2, 9);
  const overview = await overviewDataset(datasetOf([a, a, b, b, b], [0, 0, 3, 3, 4], [0, 1, 0, 0, 0]));
  const titles = dataFindings(overview).map(({ title }) => title);
  assert.ok(titles.includes('1 of 1 image in PublicTest (100.0 %) is also in Training.'), titles.join('\n'));
  assert.ok(titles.includes('Two copies of one picture carry different labels in 33.3 % of cases.'));
  assert.ok(titles.includes('3 rows repeat an earlier one pixel by pixel (2 groups).'));
  assert.ok(titles.includes('The class angry has 2.0 times as many images as sad (2 against 1).'));
});

test('the same data give the same overview, and progress ends where it should', async () => {
  const dataset = synthesise({ count: 60, seed: 3 });
  const seen: number[] = [];
  const overview = await overviewDataset(dataset, { onProgress: (done, total) => seen.push(done / total) });
  assert.deepEqual(await overviewDataset(dataset), overview);
  assert.ok(seen.every((share, i) => share <= 1 && (i === 0 || share >= seen[i - 1])));
  await assert.rejects(overviewDataset(dataset, { signal: AbortSignal.abort(new Error('stop')) }), /stop/);
});

const CSV = resolve('..', 'shared', 'data', 'fer2013.csv.gz');
const VOTES = resolve('..', 'shared', 'data', 'fer2013new.csv');

test('FER2013: leaks, copies, placeholders and votes', { skip: !existsSync(CSV) || !existsSync(VOTES) }, () =>
  inFolder(async (folder) => {
    const dataset = await readDataset(CSV, { cacheFolder: join(folder, 'cache'), votes: VOTES });
    const { copies, unlike, votes, blurred } = await overviewDataset(dataset);
    const leak = copies.leaks.find(({ split }) => split === 'PublicTest');
    // Exact copies are counted by description.duplicates as well; near ones were found by comparing all with all.
    assert.deepEqual(leak, { split: 'PublicTest', other: 'Training', of: 3589, exact: 279, copies: 437 });
    assert.equal(copies.near.threshold, 0.92);
    assert.ok(copies.near.mirroredPairs < 0.02 * copies.near.pairs);
    assert.ok(copies.labelAgreement.agree > 0.9 && copies.labelAgreement.agree < 0.97);
    assert.equal(votes?.rows, 32_298);
    assert.equal(votes?.notFace, 161);
    // One row in 200 is no face to FER+'s voters; of those that stand out nearly half are.
    assert.ok(votes!.notFaceAmong.fewGrays > 0.4 * unlike.fewGrays.count);
    assert.ok(votes!.notFaceAmong.composition > 0.2 * unlike.composition!.count);
    assert.ok(blurred.count > 0 && blurred.count < 100);
  }),
);

test('the groups of copies alone: exact and near ones share a first row, images of one gray stand alone', async () => {
  const [a, b] = faces(2, 9);
  const brighter = a.map((gray) => Math.min(255, gray + 6));
  const gray = new Uint8Array(2304).fill(40);
  const dataset = datasetOf([b, a, b, brighter, gray, gray]);
  assert.deepEqual([...(await copyGroups(dataset))], [0, 1, 0, 1, 4, 5]);
});
