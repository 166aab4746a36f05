/** Curves and areas on cases worked out by hand; test/sklearn/ holds them against scikit-learn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { areas, plottedPoints, rank, rocCurve } from './ranking.js';

test('a perfect order has area 1, its reverse 0, equal scores a half', () => {
  const positive = [1, 1, 0, 0];
  assert.deepEqual(areas(rank([4, 3, 2, 1], positive)), { roc: 1, precision: 1 });
  // Found at ranks 3 and 4: precisions 1/3 and 1/2.
  assert.deepEqual(areas(rank([1, 2, 3, 4], positive)), { roc: 0, precision: (1 / 3 + 1 / 2) / 2 });
  assert.deepEqual(areas(rank([5, 5, 5, 5], positive)), { roc: 0.5, precision: 0.5 });
});

test('the area is the share of pairs in the right order, ties half', () => {
  const scores = [0.9, 0.4, 0.6, 0.4, 0.1];
  const positive = [1, 1, 0, 0, 1];
  // Of six pairs (positive, negative): 0.9 above both, 0.4 below 0.6 and equal to 0.4, 0.1 below both.
  assert.equal(areas(rank(scores, positive)).roc, 2.5 / 6);
});

test('a row that counts twice is like two rows', () => {
  const doubled = areas(rank([3, 2, 2, 1], [1, 0, 0, 1]));
  assert.deepEqual(areas(rank([3, 2, 1], [1, 0, 1]), [1, 2, 1]), doubled);
});

test('the curve goes from calling nothing to calling everything, a point a distinct score', () => {
  const points = rocCurve(rank([2, 1, 1, 0], [1, 0, 1, 0]))!;
  assert.deepEqual(points, [
    { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0, precision: 1 },
    { threshold: 2, falsePositiveRate: 0, truePositiveRate: 0.5, precision: 1 },
    { threshold: 1, falsePositiveRate: 0.5, truePositiveRate: 1, precision: 2 / 3 },
    { threshold: 0, falsePositiveRate: 1, truePositiveRate: 1, precision: 0.5 },
  ]);
});

test('a class without rows, or with all of them, has no curve', () => {
  assert.equal(rocCurve(rank([1, 2], [0, 0])), null);
  assert.equal(rocCurve(rank([1, 2], [1, 1])), null);
  assert.deepEqual(areas(rank([1, 2], [0, 0])), { roc: null, precision: null });
  assert.deepEqual(areas(rank([1, 2], [1, 1])), { roc: null, precision: 1 });
});

test('scores that are missing or no numbers are refused', () => {
  assert.throws(() => rank([1], [1, 0]), DataError);
  assert.throws(() => rank([1, Number.NaN], [1, 0]), /Score 1 .* is not a number/);
});

test('a plot keeps what is to be seen: the ends, every jump, and few points of a long curve', () => {
  const n = 20_000;
  const positive = Array.from({ length: n }, (_, i) => i % 3 === 0 || i < 5);
  const all = rocCurve(
    rank(
      positive.map((_, i) => n - i),
      positive,
    ),
  )!;
  const kept = plottedPoints(all);
  assert.deepEqual([kept[0], kept.at(-1)], [all[0], all.at(-1)]);
  // Both rates rise by 1 in all, a hundredth or more each time; precision jumps at the start.
  assert.ok(kept.length > 90 && kept.length < 250, `${kept.length}`);
  let at = 0;
  for (const point of all) {
    if (kept[at + 1] === point) at++;
    assert.ok(Math.abs(point.truePositiveRate - kept[at].truePositiveRate) < 0.01);
    assert.ok(Math.abs(point.precision - kept[at].precision) < 0.01);
  }
});
