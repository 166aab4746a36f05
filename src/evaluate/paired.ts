/** Several networks on the same images: each one's accuracy, and a test of every pair. */
import { UsageError } from '../util/errors.js';
import { holm } from './holm.js';
import { type Difference, type Rate, wilson } from './interval.js';
import { mcnemar, type PairedCounts, pairedCounts, pairedDifference } from './mcnemar.js';

/** Two of the networks; plain JSON. */
export interface PairedTest {
  /** Numbers of the networks in the order given, first < second. */
  readonly first: number;
  readonly second: number;
  readonly counts: PairedCounts;
  /** Accuracy of the second minus that of the first, with its 95 % interval. */
  readonly difference: Difference;
  /** McNemar's exact p-value. */
  readonly p: number;
  /** The same corrected for the number of pairs (Holm); equal to `p` for one pair. */
  readonly adjusted: number;
}

export interface PairedComparison {
  /** Images. */
  readonly count: number;
  /** Of each network, with its Wilson interval. */
  readonly accuracies: readonly Rate[];
  /** Every pair. */
  readonly pairs: readonly PairedTest[];
}

/**
 * @param right what `rightAnswers` gives for each network, on the same images in the same order
 * @throws UsageError for fewer than two networks; DataError without images or for different numbers of them
 * @example
 * comparePaired([rightAnswers(a, 7), rightAnswers(b, 7)]).pairs[0].p;
 */
export function comparePaired(right: readonly Uint8Array[]): PairedComparison {
  if (right.length < 2) throw new UsageError('A comparison needs two networks or more: give another one.');
  const tests = right.flatMap((one, first) =>
    right.slice(first + 1).map((other, i) => {
      const counts = pairedCounts(one, other);
      const p = mcnemar(counts.onlyFirst, counts.onlySecond);
      return { first, second: first + 1 + i, counts, difference: pairedDifference(counts), p };
    }),
  );
  const adjusted = holm(tests.map(({ p }) => p));
  return {
    count: right[0].length,
    accuracies: right.map((one) =>
      wilson(
        one.reduce((sum, hit) => sum + hit, 0),
        one.length,
      ),
    ),
    pairs: tests.map((test, i) => ({ ...test, adjusted: adjusted[i] })),
  };
}
