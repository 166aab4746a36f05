/** Wilson's interval against published values, its own definition, and exact coverage. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DataError } from '../util/errors.js';
import { wilson, Z95 } from './interval.js';

/** Binomial probabilities of 0…n successes, by the recurrence P(i+1) = P(i)·(n−i)/(i+1)·p/(1−p). */
function binomial(n: number, p: number): number[] {
  const probabilities = [(1 - p) ** n];
  for (let i = 0; i < n; i++) probabilities.push(((probabilities[i] * (n - i)) / (i + 1)) * (p / (1 - p)));
  return probabilities;
}

describe('wilson', () => {
  it('gives the published intervals of Newcombe 1998, table I (method 3)', () => {
    const published: [number, number, number, number][] = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ];
    for (const [successes, total, low, high] of published) {
      const rate = wilson(successes, total);
      assert.ok(Math.abs(rate.low - low) <= 5e-5, `${successes}/${total} low ${rate.low}`);
      assert.ok(Math.abs(rate.high - high) <= 5e-5, `${successes}/${total} high ${rate.high}`);
    }
  });

  it('has bounds p with |p̂ − p| = z·√(p(1−p)/n), its definition', () => {
    for (const [successes, total] of [
      [1, 3],
      [8, 10],
      [2210, 3589],
    ]) {
      const rate = wilson(successes, total);
      for (const p of [rate.low, rate.high]) {
        const distance = Math.abs(rate.value - p);
        assert.ok(Math.abs(distance - Z95 * Math.sqrt((p * (1 - p)) / total)) < 1e-12);
      }
    }
  });

  it('covers the true share of a 3,589-image split with 94.5–95.5 % probability', () => {
    // Exact: sum the binomial probabilities of every outcome whose interval holds p.
    const n = 3589;
    const p = 0.3;
    let covered = 0;
    const terms: number[] = [];
    let logTerm = n * Math.log(1 - p);
    for (let i = 0; i <= n; i++) {
      terms.push(Math.exp(logTerm));
      logTerm += Math.log(((n - i) / (i + 1)) * (p / (1 - p)));
    }
    for (const [i, term] of terms.entries()) {
      const { low, high } = wilson(i, n);
      if (low <= p && p <= high) covered += term;
    }
    assert.ok(covered > 0.945 && covered < 0.955, String(covered));
  });

  it('covers at least 92 % even for ten images', () => {
    // Brown, Cai & DasGupta 2001: away from the ends Wilson's coverage stays near 95 % for n as small as 10.
    const chances = binomial(10, 0.5);
    const covered = chances.reduce((sum, chance, i) => {
      const { low, high } = wilson(i, 10);
      return low <= 0.5 && 0.5 <= high ? sum + chance : sum;
    }, 0);
    assert.ok(covered > 0.92, String(covered));
  });

  it('ends exactly at 0 and 1', () => {
    assert.equal(wilson(0, 7).low, 0);
    assert.equal(wilson(7, 7).high, 1);
    assert.ok(wilson(7, 7).low < 1 && wilson(0, 7).high > 0);
  });

  it('is the documented example', () => {
    const rate = wilson(8, 10);
    assert.deepEqual([rate.value, rate.low.toFixed(4), rate.high.toFixed(4)], [0.8, '0.4902', '0.9433']);
  });

  it('refuses counts that are no share', () => {
    assert.throws(() => wilson(0, 0), DataError);
    assert.throws(() => wilson(3, 2), DataError);
    assert.throws(() => wilson(-1, 2), DataError);
    assert.throws(() => wilson(0.5, 2), DataError);
    assert.throws(() => wilson(1, Number.NaN), DataError);
  });
});
