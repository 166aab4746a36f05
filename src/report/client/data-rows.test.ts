/** What the charts of the page about a data set are given to draw, worked out by hand. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Distribution, Spread } from '../../data/overview/index.js';
import { binHints, binRows, ticksOf } from './distribution.js';

const spread = (name: string, count: number): Spread => ({
  ...{ name, count, p5: 1, p25: 2, median: 3, p75: 4, p95: 5 },
});
const measure: Distribution = {
  edges: [0, 10, 20, 40, 80, 160],
  all: spread('all', 10),
  splits: [
    { ...spread('a', 8), histogram: [0, 0, 6, 2, 0] },
    { ...spread('b', 2), histogram: [0, 0, 2, 0, 0] },
    { ...spread('empty', 0), histogram: [0, 0, 0, 0, 0] },
  ],
  classes: [],
};

describe('chart rows of a data set', () => {
  it('distribution: shares of the split from one empty bin before to one after, closed at zero', () => {
    const rows = binRows(measure, false);
    assert.deepEqual(
      rows.filter(({ split }) => split === 'a').map(({ x, share }) => [x, share]),
      [
        [10, 0],
        [20, 0.75],
        [40, 0.25],
        [80, 0],
        [160, 0],
      ],
    );
    assert.ok(!rows.some(({ split }) => split === 'empty'));
    const [, hint] = binHints(measure, { label: 'x', digits: 1 });
    assert.deepEqual(hint, { x: 30, top: 1, text: '20 to 40\na: 75.0 % (6)\nb: 100.0 % (2)' });
  });

  it('a logarithmic axis gives the bin from 0 the width of the next', () => {
    const first = { ...measure, splits: [{ ...spread('a', 1), histogram: [1, 0, 0, 0, 0] }] };
    assert.deepEqual(binRows(first, true)[0], { split: 'a', x: 5, share: 1 });
  });

  it('logarithmic ticks thin out where there is no room', () => {
    assert.deepEqual(ticksOf([600, 4500], true, 800).ticks, [1000, 2000, 3000]);
    assert.deepEqual(ticksOf([15, 40_000], true, 800).ticks, [20, 100, 200, 1000, 2000, 10_000, 20_000]);
    assert.deepEqual(ticksOf([15, 40_000], true, 300).ticks, [100, 1000, 10_000]);
  });
});
