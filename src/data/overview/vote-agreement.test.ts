import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datasetOf } from './fixtures.test.helper.js';
import { voteAgreement, votedNotFace } from './vote-agreement.js';

//             neutral happy surprise sad anger disgust fear contempt unknown NF
const BALLOTS = [
  [0, 0, 0, 0, 10, 0, 0, 0, 0, 0], // all for the label
  [5, 0, 0, 0, 5, 0, 0, 0, 0, 0], // label shares the most
  [10, 0, 0, 0, 0, 0, 0, 0, 0, 0], // all for another class
  [0, 0, 0, 0, 1, 0, 0, 0, 0, 9], // not a face
  [0, 0, 0, 0, 2, 0, 0, 7, 1, 0], // contempt
  [0, 6, 0, 4, 0, 0, 0, 0, 0, 0], // another class, but not all
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], // no votes
];
const blank = new Uint8Array(2304);
const dataset = datasetOf(BALLOTS.map(() => blank));
const votes = { counts: Uint8Array.from(BALLOTS.flat()), labels: new Uint8Array(BALLOTS.length) };

test('seven ballots counted by hand, all rows labelled angry', () => {
  const found = voteAgreement(dataset, votes);
  assert.equal(found.rows, 6);
  assert.deepEqual(found.answers.slice(7), ['contempt', 'unknown', 'not a face', 'no majority']);
  assert.deepEqual(found.confusion[0], [1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1]);
  assert.deepEqual(
    [found.agree, found.tied, found.unanimous, found.none, found.unanimousAgainst, found.notFace],
    [1, 1, 1, 2, 1, 1],
  );
  assert.deepEqual(found.against, [
    { row: 2, answer: 'neutral', votes: 10, of: 10 },
    { row: 5, answer: 'happy', votes: 6, of: 10 },
  ]);
});

test('entropy: 0 bits for one answer, 1 for an even split, −Σ p log2 p in between', () => {
  const { entropy } = voteAgreement(dataset, votes);
  assert.equal(entropy.all.count, 6);
  const between = -(0.6 * Math.log2(0.6) + 0.4 * Math.log2(0.4));
  const expected = [0, 0, 1, -(0.1 * Math.log2(0.1) + 0.9 * Math.log2(0.9)), between];
  expected.push(-(0.2 * Math.log2(0.2) + 0.7 * Math.log2(0.7) + 0.1 * Math.log2(0.1)));
  const sorted = expected.sort((a, b) => a - b);
  assert.ok(Math.abs(entropy.all.median - (sorted[2] + sorted[3]) / 2) < 1e-12);
  const bins = new Array(14).fill(0);
  for (const value of expected) bins[Math.floor(value * 4 + 1e-9)]++;
  assert.deepEqual(entropy.histogram, bins);
});

test('the labels are the source’s own, also where votes took their place', () => {
  const own = { ...votes, labels: new Uint8Array(BALLOTS.length).fill(6) };
  assert.equal(voteAgreement(dataset, own).agree, 1);
  assert.equal(voteAgreement(dataset, own).confusion[6][6], 1);
});

test('not a face needs more votes than any other answer', () => {
  assert.deepEqual(
    BALLOTS.map((_, row) => votedNotFace(votes, row)),
    [false, false, false, true, false, false, false],
  );
});
