/**
 * 95 % intervals of any statistic by the percentile bootstrap (Efron 1979, "Bootstrap methods: another look at the
 * jackknife"; Efron & Tibshirani 1993, chapter 13): the statistic of many samples drawn with replacement.
 */
import { DataError } from '../util/errors.js';
import { quantile } from '../util/quantile.js';
import { Purpose, RandomStream } from '../util/random.js';
import type { Rate } from './interval.js';

export interface BootstrapOptions {
  /** Samples drawn. Default 1,000: the ends then stand on 25 samples each. */
  readonly samples?: number;
  /** The same seed gives the same intervals. Default 1. */
  readonly seed?: number;
}

/** Statistics by name; null where one has no value, as the AUC of a class that a sample lacks. */
export type Statistics<Name extends string> = Readonly<Record<Name, number | null>>;

/**
 * @param n rows
 * @param statistics of rows of which each counts `weights[row]` times; with all 1 they must be the values themselves
 * @returns each statistic's value with the 2.5 % and 97.5 % quantiles over the samples in which it has one; null where it
 *   has no value
 * @throws DataError for no rows or fewer than 40 samples, of which no 2.5 % can be told
 * @example
 * const values = [3, 1, 2];
 * const mean = (weights: Uint16Array) => values.reduce((sum, value, row) => sum + value * weights[row], 0) / 3;
 * bootstrap(3, (weights) => ({ mean: mean(weights) })).mean; // { value: 2, low: 1.33…, high: 2.66… }
 */
export function bootstrap<Name extends string>(
  n: number,
  statistics: (weights: Uint16Array) => Statistics<Name>,
  { samples = 1000, seed = 1 }: BootstrapOptions = {},
): Record<Name, Rate | null> {
  if (n < 1) throw new DataError('An interval of no images has no value: give at least one image.');
  if (!Number.isInteger(samples) || samples < 40) {
    throw new DataError(`${samples} bootstrap samples are too few for a 95 % interval: give 40 or more.`);
  }
  const values = statistics(new Uint16Array(n).fill(1));
  const names = Object.keys(values) as Name[];
  const found = new Map(names.map((name) => [name, [] as number[]]));
  const weights = new Uint16Array(n);
  for (let sample = 0; sample < samples; sample++) {
    const random = new RandomStream(seed, Purpose.bootstrap, sample);
    weights.fill(0);
    for (let draw = 0; draw < n; draw++) weights[random.integer(n)]++;
    const drawn = statistics(weights);
    for (const name of names) {
      const value = drawn[name];
      if (value !== null) found.get(name)!.push(value);
    }
  }
  const entries = names.map((name): [Name, Rate | null] => {
    const value = values[name];
    const sorted = found.get(name)!.sort((a, b) => a - b);
    if (value === null || sorted.length === 0) return [name, null];
    return [name, { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) }];
  });
  return Object.fromEntries(entries) as Record<Name, Rate | null>;
}
