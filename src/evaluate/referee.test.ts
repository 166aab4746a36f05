/** Suggestions judged by votes: ties and answers outside the classes never speak against a label. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OUTSIDE } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { wilson } from './interval.js';
import type { LabelIssue } from './label-issues.js';
import { judgeLabel, referee } from './referee.js';

const only = (...classes: number[]) => classes.reduce((bits, c) => bits | (1 << c), 0);

test('one verdict on one label', () => {
  const cases: [verdict: number, label: number, suggested: number, wanted: string][] = [
    [only(4), 0, 4, 'wrong confirmed'],
    [only(6), 0, 4, 'wrong'],
    [only(0), 0, 4, ''],
    // A tie with the label among the winners: the label stands.
    [only(0, 4), 0, 4, ''],
    // A tie of two other classes: wrong, but no single class to confirm.
    [only(4, 6), 0, 4, 'wrong'],
    [OUTSIDE, 0, 4, 'outside'],
    [OUTSIDE | only(4), 0, 4, 'outside'],
    [OUTSIDE | only(0), 0, 4, ''],
  ];
  for (const [verdict, label, suggested, wanted] of cases) {
    const found = judgeLabel(verdict, label, suggested);
    const names = Object.entries(found).flatMap(([name, holds]) => (holds ? [name] : []));
    assert.equal(names.join(' '), wanted, `${verdict.toString(2)} on ${label}`);
  }
});

const issue = (index: number, suggested: number): LabelIssue => ({
  ...{ index, label: 0, suggested, score: 0, labelProbability: 0, suggestedProbability: 1 },
});
const verdicts = Uint16Array.from([only(1), only(2), only(0), OUTSIDE, only(1), only(0)]);
const labels = new Uint8Array(6);
const issues = [issue(0, 1), issue(1, 1), issue(3, 1), issue(4, 1)];
const likeliest = Uint8Array.from([1, 1, 0, 1, 1, 0]);

test('precision of the first suggestions beside that of every label', () => {
  const { first, random, curve } = referee(issues, verdicts, labels, likeliest, [2, 4, 9]);
  assert.deepEqual(first, [
    { count: 2, wrong: wilson(2, 2), confirmed: wilson(1, 2), outside: 0 },
    { count: 4, wrong: wilson(3, 4), confirmed: wilson(2, 4), outside: 1 },
  ]);
  assert.deepEqual(random, { count: 6, wrong: wilson(3, 6), confirmed: wilson(2, 6), outside: 1 });
  assert.deepEqual(curve.at(-1), { count: 4, wrong: 3 / 4, confirmed: 2 / 4 });
  assert.equal(curve.length, 4);
});

test('without suggestions only the random choice is left', () => {
  const { first, curve } = referee([], verdicts, labels, likeliest);
  assert.deepEqual([first, curve], [[], []]);
});

test('a long curve is thinned and ends with the last suggestion', () => {
  const many = Array.from({ length: 1234 }, (_, i) => issue(i % 6, 1));
  const { curve } = referee(many, verdicts, labels, likeliest);
  assert.ok(curve.length <= 101);
  assert.equal(curve.at(-1)?.count, 1234);
});

test('verdicts of other images are refused', () => {
  assert.throws(() => referee(issues, verdicts.subarray(1), labels, likeliest), DataError);
});
