import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FERPLUS_CLASSES } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { ferplusDistribution, ferplusMajority } from './ferplus.js';
import { csvOf, inFolder, put } from './fixtures.test.helper.js';
import { readDataset } from './read.js';

// Columns: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, not a face.
const shares = (cast: readonly number[]) => {
  const found = ferplusDistribution(cast);
  return (
    found && Object.fromEntries(FERPLUS_CLASSES.map((name, code) => [name, found[code]]).filter(([, x]) => x))
  );
};

test('a majority is more than half of the votes that are no slips', () => {
  assert.equal(ferplusMajority([7, 0, 0, 2, 0, 0, 0, 1, 0, 0]), 6);
  assert.equal(ferplusMajority([0, 0, 0, 0, 0, 0, 0, 6, 4, 0]), 7, 'contempt is the eighth class');
  assert.equal(ferplusMajority([5, 5, 0, 0, 0, 0, 0, 0, 0, 0]), undefined, 'exactly half is no majority');
  assert.equal(ferplusMajority([5, 1, 1, 1, 1, 1, 0, 0, 0, 0]), 6, 'five single votes are slips');
  assert.equal(ferplusMajority([2, 0, 0, 0, 0, 0, 0, 0, 8, 0]), undefined, 'unknown is no expression');
  assert.equal(ferplusMajority([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), undefined, 'nothing but slips');
  assert.equal(ferplusMajority([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), undefined);
});

test('a distribution holds the first answers up to three quarters of the votes, three at most', () => {
  assert.deepEqual(shares([6, 0, 0, 2, 0, 0, 0, 1, 1, 0]), { neutral: 1 }, '6 of 8, slips aside');
  assert.deepEqual(shares([5, 0, 0, 3, 2, 0, 0, 0, 0, 0]), { sad: 0.375, neutral: 0.625 }, '8 of 10 suffice');
  assert.deepEqual(
    shares([4, 0, 0, 2, 2, 0, 0, 2, 0, 0]),
    undefined,
    'three tie for the second place: four answers',
  );
  assert.deepEqual(shares([4, 3, 0, 0, 0, 0, 0, 0, 3, 0]), {
    happy: Math.fround(3 / 7),
    neutral: Math.fround(4 / 7),
  });
  assert.deepEqual(shares([4, 0, 0, 0, 0, 0, 0, 0, 6, 0]), undefined, 'unknown leads');
  assert.deepEqual(
    shares([5, 0, 0, 0, 0, 0, 0, 0, 5, 0]),
    undefined,
    'a tie with unknown leaves half: too few',
  );
  assert.deepEqual(shares([0, 0, 0, 0, 0, 0, 0, 0, 0, 10]), undefined);
  assert.deepEqual(shares([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), undefined);
});

const HEADER = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n';

test('training rows need a distribution, the others a majority, and each a name', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', csvOf(8));
    const plain = await readDataset(path, { cache: false });
    const usage = Array.from(plain.splits, (split) => plain.splitNames[split]);
    const cast = usage.map((split, row) => {
      if (row === 1) return `${split},,10,0,0,0,0,0,0,0,0,0`; // dropped by FER+
      return `${split},fer${row}.png,0,5,0,0,5,0,0,0,0,0`; // no majority, but a distribution
    });
    const votes = put(folder, 'v.csv', HEADER + cast.join('\n'));
    const read = await readDataset(path, { cache: false, votes, votesAs: 'ferplus' });
    const trains = usage.flatMap((split, row) => (split === 'Training' && row !== 1 ? [row] : []));
    assert.ok(trains.length > 0 && trains.length < usage.length - 1, 'both kinds of rows are there');
    assert.deepEqual(read.classes, FERPLUS_CLASSES);
    assert.equal(read.count, trains.length);
    assert.equal(read.unagreed, usage.length - trains.length);
    for (const [at, row] of trains.entries()) {
      assert.deepEqual(
        read.pixels.subarray(at * 2304, (at + 1) * 2304),
        plain.pixels.subarray(row * 2304, (row + 1) * 2304),
      );
      assert.deepEqual([...read.targets!.subarray(at * 8, (at + 1) * 8)], [0.5, 0, 0, 0.5, 0, 0, 0, 0]);
      assert.equal(read.labels[at], 0, 'the first of equals');
    }
    const none = put(
      folder,
      'none.csv',
      HEADER + usage.map((split) => `${split},x,0,0,0,0,0,0,0,0,0,9`).join('\n'),
    );
    await assert.rejects(readDataset(path, { cache: false, votes: none, votesAs: 'ferplus' }), DataError);
  }));
