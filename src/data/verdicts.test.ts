/** Votes as verdicts: the most voted of all ten answers, ties, rows without a verdict, votes of other rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OUTSIDE } from '../util/classes.js';
import { synthesise } from './synth.js';
import { votesText, voteVerdicts } from './verdicts.js';
import { parseVotes } from './votes.js';

const HEAD = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';
const dataset = { ...synthesise({ count: 7, seed: 1 }), splits: new Uint8Array(7) };
const usage = dataset.splitNames[0];
const file = (lines: readonly string[]) => parseVotes([HEAD, ...lines, ''].join('\n'), 'votes.csv');
const LINES = [
  'a.png,0,9,1,0,0,0,0,0,0,0',
  'b.png,4,0,0,4,2,0,0,0,0,0',
  'c.png,0,0,0,0,2,2,1,5,0,0',
  'd.png,3,0,0,0,0,0,0,0,4,3',
  'e.png,0,0,0,0,0,0,5,0,5,0',
  ',10,0,0,0,0,0,0,0,0,0',
  'g.png,0,0,0,0,0,0,0,0,0,0',
].map((line) => `${usage},${line}`);

test('the most voted answers, as bits of classes', () => {
  const verdicts = voteVerdicts(dataset, file(LINES), 'votes.csv');
  const wanted = [1 << 3, (1 << 6) | (1 << 4), OUTSIDE, OUTSIDE, (1 << 2) | OUTSIDE, OUTSIDE, OUTSIDE];
  assert.deepEqual([...verdicts], wanted);
});

test('votes in words, the most first', () => {
  const votes = file(LINES);
  assert.equal(votesText(votes, 1), '4 neutral, 4 sadness, 2 anger');
  assert.equal(votesText(votes, 3), '4 unknown, 3 neutral, 3 NF');
  assert.deepEqual([votesText(votes, 5), votesText(votes, 6)], ['dropped', 'dropped']);
});

test('votes of other rows are refused', () => {
  const refused = (lines: readonly string[], message: RegExp, of = dataset) =>
    assert.throws(() => voteVerdicts(of, file(lines), 'votes.csv'), message);
  refused(LINES.slice(1), /votes\.csv has 6 rows and .* has 7/);
  refused([...LINES.slice(0, 6), LINES[6].replace(usage, 'Elsewhere')], /line 8: Usage is Elsewhere/);
  refused(LINES, /1 rows of .* were left out/, { ...dataset, skipped: [{ where: 'line 3', why: 'bad' }] });
});
