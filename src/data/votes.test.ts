import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { csvOf, inFolder, png, put, randomPixels, tarOf } from './fixtures.test.helper.js';
import { readDataset } from './read.js';
import { classVotes, parseVotes, readVotes } from './votes.js';

const HEADER = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n';
/** Votes for the four rows of csvOf(4), whose labels are 0, 1, 2, 3 and whose last is PublicTest. */
const VOTES = `${HEADER}${[
  'Training,fer0.png,4,0,0,1,3,2,0,0,0,0', // neutral leads, own class angry has 3 of 10
  'Training,fer1.png,0,0,0,0,0,0,0,2,3,5', // no vote for any of the seven
  'Training,,0,8,0,0,0,0,0,0,0,2', // dropped by FER+
  'PublicTest,fer3.png,0,3,3,0,0,0,2,2,0,0', // a tie of happiness (own) and surprise
].join('\n')}\n`;

test('raw votes by row and by class', () => {
  const votes = parseVotes(VOTES, 'v.csv');
  assert.equal(votes.count, 4);
  assert.deepEqual([...votes.votes.subarray(0, 10)], [4, 0, 0, 1, 3, 2, 0, 0, 0, 0]);
  assert.deepEqual(classVotes(votes, 0), [3, 2, 0, 0, 1, 0, 4]);
  assert.deepEqual(classVotes(votes, 1), [0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(classVotes(votes, 2), [0, 0, 0, 0, 0, 0, 0], 'a row without a name has no votes');
  assert.deepEqual(classVotes(votes, 3), [0, 0, 2, 3, 0, 3, 0]);
  assert.deepEqual(votes.names, ['fer0.png', 'fer1.png', '', 'fer3.png']);
});

test('quoted or not, with any line ends and a byte order mark, the same votes', () => {
  const plain = parseVotes(VOTES, 'v.csv');
  const quoted = VOTES.replaceAll(/[^,\n]+/g, '"$&"');
  for (const text of [
    quoted,
    VOTES.replaceAll('\n', '\r\n'),
    `\ufeff${VOTES}`,
    VOTES.replaceAll('\n', '\n\n'),
  ])
    assert.deepEqual(parseVotes(text, 'v.csv'), plain);
  assert.throws(() => parseVotes(`${VOTES}Training,x,1\n`, 'v.csv'), /v\.csv is no FER\+ csv/);
});

test('soft votes become target distributions; labels stay; rows without votes stay one-hot', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', csvOf(4));
    const votes = put(folder, 'v.csv', VOTES);
    const plain = await readDataset(path, { cache: false });
    const soft = await readDataset(path, { cache: false, votes, votesAs: 'soft' });
    assert.deepEqual(soft.labels, plain.labels);
    const f = Math.fround;
    assert.deepEqual(
      [...soft.targets!],
      [
        f(0.3),
        f(0.2),
        0,
        0,
        f(0.1),
        0,
        f(0.4),
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0.25,
        0.375,
        0,
        0.375,
        0,
      ],
    );
    assert.notEqual(soft.fingerprint, plain.fingerprint);
    assert.equal(plain.targets, undefined);
  }));

test('majority votes become labels; ties go to the own label', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', csvOf(4));
    const votes = put(folder, 'v.csv', VOTES);
    const dataset = await readDataset(path, { cache: false, votes, votesAs: 'majority' });
    assert.deepEqual([...dataset.labels], [6, 1, 2, 3]);
    assert.equal(dataset.targets, undefined);
    assert.deepEqual([...dataset.votes!.labels], [0, 1, 2, 3], 'the labels that the votes replaced');
    assert.deepEqual(dataset.votes!.counts, (await readVotes(votes)).votes);
  }));

test('votes follow their rows when bad rows are skipped, also out of the packed copy', () =>
  inFolder(async (folder) => {
    const lines = csvOf(4).split('\n');
    lines[1] = lines[1].replace('0,', '9,');
    const path = put(folder, 'a.csv', lines.join('\n'));
    const options = {
      skipBad: true,
      cacheFolder: folder,
      votes: put(folder, 'v.csv', VOTES),
      votesAs: 'majority',
    } as const;
    const fresh = await readDataset(path, options);
    assert.deepEqual([...fresh.labels], [1, 2, 3]);
    assert.deepEqual(await readDataset(path, options), fresh);
  }));

test('votes that do not belong to the data are refused', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', csvOf(4));
    const refuses = (text: string, message: RegExp) =>
      assert.rejects(
        readDataset(path, { cache: false, votes: put(folder, 'v.csv', text) }),
        (error: unknown) => error instanceof DataError && message.test(error.message),
      );
    await refuses(VOTES.slice(0, VOTES.lastIndexOf('PublicTest')), /v\.csv has 3 rows and .*a\.csv has 4/);
    await refuses(
      VOTES.replace('PublicTest', 'Training'),
      /v\.csv, line 5: Usage is Training where .* has PublicTest/,
    );
    await refuses(VOTES.replace('anger', 'rage'), /line 1: no column is named anger/);
    await refuses(VOTES.replace(',4,0', ',x,0'), /line 2, column neutral: "x" is not a number of votes/);
    await refuses(VOTES.replace(',4,0', ',4'), /is no FER\+ csv/);
    await refuses('', /no column is named neutral/);
    await assert.rejects(readVotes(`${folder}/none.csv`), /none\.csv" does not exist/);
    const images = put(folder, 'i.tar', await tarOf({ 'happy/a.png': await png(randomPixels(1)) }));
    const votes = put(folder, 'v.csv', VOTES);
    await assert.rejects(readDataset(images, { cache: false, votes }), /row order of fer2013\.csv/);
  }));

test('a file of votes over the limit is refused', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', csvOf(4));
    const votes = put(folder, 'v.csv', VOTES);
    const options = { cache: false, votes, limits: { votesBytes: VOTES.length - 1 } };
    await assert.rejects(readDataset(path, options), /v\.csv is larger than the limit of \d+ bytes/);
    assert.ok((await readDataset(path, { ...options, limits: { votesBytes: VOTES.length } })).targets);
  }));
