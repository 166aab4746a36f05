/** A comparison on the terminal, in 80 columns. */
import { rateText } from '../evaluate/index.js';
import type { CompareData, ComparedAnswers } from '../report/compare-types.js';
import { formatCount, formatDuration, formatPoints, formatPValue } from '../util/format.js';
import { print, table, wrapped } from './terminal.js';

export function printComparison({ runs, settings, paired, missing }: CompareData): void {
  const rows = runs.map(({ name, epochs, seconds }, i) => [
    letter(i),
    name,
    formatCount(epochs.length),
    seconds === null ? '–' : formatDuration(seconds),
    paired ? rateText(paired.comparison.accuracies[i]) : '–',
  ]);
  print(table(['', 'run', 'epochs', 'time', 'accuracy'], rows, 'llrrr'));
  print();
  if (settings.length === 0) print('The runs have the same settings, data and version.');
  else {
    const differing = settings.map(({ setting, values }) => [setting, ...values]);
    print(table(['setting', ...runs.map((_, i) => letter(i))], differing, 'l'.repeat(runs.length + 1)));
  }
  print();
  if (paired) printPairs(paired);
  else print(wrapped(missing ?? ''));
}

function printPairs({ comparison, source, split, honesty }: ComparedAnswers): void {
  const several = comparison.pairs.length > 1;
  const rows = comparison.pairs.map(({ first, second, counts, difference, p, adjusted }) => [
    `${letter(first)}, ${letter(second)}`,
    formatCount(counts.onlyFirst),
    formatCount(counts.onlySecond),
    `${formatPoints(difference.value)} (${formatPoints(difference.low)} to ${formatPoints(difference.high)})`,
    formatPValue(p),
    ...(several ? [formatPValue(adjusted)] : []),
  ]);
  const head = [
    'pair',
    'only 1st',
    'only 2nd',
    'second − first, points',
    'p',
    ...(several ? ['corrected'] : []),
  ];
  print(`${split} of ${source}, the same ${formatCount(comparison.count)} images for all:`);
  print(table(head, rows, several ? 'lrrrrr' : 'lrrrr'));
  print();
  for (const sentence of new Set(honesty)) print(wrapped(sentence));
  print("p: McNemar's exact test on the images that one alone gets right. Ranges are 95 %");
  print(`intervals (Wilson; Newcombe for differences)${several ? '; correction by Holm' : ''}.`);
}

/** A, B, C, …: short names for columns. */
function letter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `R${index}`;
}
