/** The test, the interval and the correction, against SciPy and published examples. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { mcnemar, type PairedCounts, pairedCounts, pairedDifference } from './mcnemar.js';

/** `scipy.stats.binomtest(a, a + b).pvalue` of SciPy 1.17. */
const SCIPY: readonly (readonly [number, number, number])[] = [
  [1, 7, 0.0703125],
  [5, 5, 1],
  [10, 25, 0.016673847800120715],
  [9, 2, 0.0654296875],
  [300, 360, 0.02157234823197109],
  [1203, 1204, 1],
  [1000, 1200, 2.1817026407914194e-5],
  [0, 30, 1.862645149230957e-9],
  [100000, 101500, 0.000839654119712958],
];

test('p-values are those of SciPy, relative error < 1e-9', () => {
  for (const [first, second, expected] of SCIPY) {
    const p = mcnemar(first, second);
    assert.ok(Math.abs(p / expected - 1) < 1e-9, `${first}, ${second}: ${p}`);
    assert.equal(mcnemar(second, first), p);
  }
  assert.equal(mcnemar(0, 0), 1);
});

test('a million discordant images neither overflow nor take long', () => {
  assert.ok(mcnemar(500_000, 500_500) > 0.6);
  assert.equal(mcnemar(100_000, 900_000), 0);
});

test('the test rejects true equality at most 5 times in 100', () => {
  // 2,000 draws of 60 coins; 5 % less what exactness costs, and three standard errors of 0.5 % above 5 %.
  const random = new RandomStream(1, Purpose.bootstrap);
  let rejected = 0;
  for (let i = 0; i < 2000; i++) {
    let heads = 0;
    for (let coin = 0; coin < 60; coin++) heads += Number(random.chance(0.5));
    if (mcnemar(heads, 60 - heads) < 0.05) rejected++;
  }
  assert.ok(rejected > 0 && rejected / 2000 < 0.065, `${rejected}`);
});

test("the interval is Newcombe's: the published one of 21 paired patients, and others worked out apart", () => {
  // Fagerland, Lydersen & Laake 2014, "Recommended tests and confidence intervals for paired binomial proportions".
  const near = (counts: PairedCounts, value: number, low: number, high: number, error: number): void => {
    const found = pairedDifference(counts);
    for (const [is, should] of [
      [found.value, value],
      [found.low, low],
      [found.high, high],
    ]) {
      assert.ok(Math.abs(is - should) < error, `${JSON.stringify(counts)}: ${is}, not ${should}`);
    }
  };
  near({ both: 1, onlyFirst: 1, onlySecond: 7, neither: 12 }, 0.286, 0.026, 0.507, 0.0006);
  // The formula in NumPy.
  near(
    { both: 1, onlyFirst: 1, onlySecond: 7, neither: 12 },
    ...([0.2857142857142857, 0.02555912416485978, 0.506920226686141, 1e-12] as const),
  );
  near(
    { both: 2000, onlyFirst: 238, onlySecond: 241, neither: 1110 },
    ...([0.0008358874338256772, -0.011125346114354649, 0.012796712045478411, 1e-12] as const),
  );
  near(
    { both: 0, onlyFirst: 5, onlySecond: 5, neither: 0 },
    ...([0, -0.526813818974872, 0.526813818974872, 1e-12] as const),
  );
});

test('the interval stays within −1 to 1 and turns around with its networks', () => {
  const random = new RandomStream(2, Purpose.bootstrap);
  for (let i = 0; i < 300; i++) {
    const draw = (): number => random.integer(6);
    const counts = { both: draw(), onlyFirst: draw(), onlySecond: draw(), neither: 1 + draw() };
    const { value, low, high } = pairedDifference(counts);
    assert.ok(low >= -1 && low <= value && value <= high && high <= 1, JSON.stringify(counts));
    const turned = pairedDifference({
      ...counts,
      onlyFirst: counts.onlySecond,
      onlySecond: counts.onlyFirst,
    });
    assert.ok(Math.abs(turned.low + high) < 1e-12 && Math.abs(turned.value + value) < 1e-12);
  }
});

test('the interval holds the true difference about 95 times in 100', () => {
  // Cells .5/.12/.18/.2 of 150 images, 2,000 draws: standard error 0.5 %.
  const random = new RandomStream(3, Purpose.bootstrap);
  let held = 0;
  for (let i = 0; i < 2000; i++) {
    const cells = [0, 0, 0, 0];
    for (let image = 0; image < 150; image++) {
      const u = random.uniform(0, 1);
      cells[u < 0.5 ? 0 : u < 0.62 ? 1 : u < 0.8 ? 2 : 3]++;
    }
    const [both, onlyFirst, onlySecond, neither] = cells;
    const { low, high } = pairedDifference({ both, onlyFirst, onlySecond, neither });
    if (low <= 0.06 && 0.06 <= high) held++;
  }
  assert.ok(held / 2000 > 0.935 && held / 2000 < 0.975, `${held}`);
});

test('images are counted by who gets them right', () => {
  const counts = pairedCounts([1, 1, 0, 0, 1], [1, 0, 1, 0, 0]);
  assert.deepEqual(counts, { both: 1, onlyFirst: 2, onlySecond: 1, neither: 1 });
  assert.throws(() => pairedCounts([1], [1, 0]), DataError);
  assert.throws(() => pairedCounts([], []), DataError);
});
