/** What is worth a line about a data set, in words: the terminal and the report say the same. */
import type { DataDescription } from '../data/describe.js';
import { formatCount, formatCounted, formatNumber, formatPercent } from '../util/format.js';

/** Label and value of each fact. */
export function dataFacts(description: DataDescription): [label: string, value: string][] {
  const { duplicates, brightness, constantImages, skipped, votes } = description;
  const { differentLabels, acrossSplits } = duplicates;
  const facts: [string, string][] = [
    ['constant images', formatCount(constantImages.count)],
    ['exact duplicates', repeatsText(duplicates)],
    ['duplicates with different labels', groupsText(differentLabels)],
    ['duplicates across splits', groupsText(acrossSplits)],
    [
      'brightness of pixels',
      `mean ${formatNumber(brightness.mean)}, deviation ${formatNumber(brightness.standardDeviation)} of 0–255`,
    ],
    [
      'brightness of images',
      `${formatNumber(brightness.darkest)} to ${formatNumber(brightness.brightest)}, ` +
        `deviation ${formatNumber(brightness.betweenImages)}`,
    ],
  ];
  if (skipped.count > 0) facts.push(['bad rows left out', formatCount(skipped.count)]);
  if (votes) {
    facts.push(['soft targets that peak at the label', formatPercent(votes.agree.share, 1)]);
    facts.push(['soft targets of one class alone', formatPercent(votes.unanimous.share, 1)]);
    facts.push(['mean peak of soft targets', formatPercent(votes.topShare, 1)]);
  }
  return facts;
}

function repeatsText({ extraRows, groups }: DataDescription['duplicates']): string {
  if (groups === 0) return 'none';
  return `${formatCounted(extraRows, 'row')} too many, in ${formatCounted(groups, 'group')}`;
}

function groupsText({ groups, rows }: { readonly groups: number; readonly rows: number }): string {
  return groups === 0 ? 'none' : `${formatCounted(groups, 'group')}, ${formatCounted(rows, 'row')}`;
}

/** A table of classes by split: a count and its share in each cell, and a last line of totals. */
export function classTable(description: DataDescription): { head: string[]; rows: string[][] } {
  const columns = [
    ...description.splits,
    { name: 'all', rows: description.rows, classes: description.classes },
  ];
  const rows = description.classes.map(({ name }, code) => [
    name,
    ...columns.map(({ classes }) => {
      const { count, share } = classes[code];
      return `${formatCount(count)}  ${formatPercent(share, 1).padStart(6)}`;
    }),
  ]);
  rows.push(['all', ...columns.map((column) => `${formatCount(column.rows)}  ${' '.repeat(6)}`)]);
  return { head: ['class', ...columns.map(({ name }) => name)], rows };
}
