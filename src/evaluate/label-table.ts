/** Label issues as text tables. */
import type { LabelIssues } from './label-issues.js';
import type { Precision, Refereed } from './referee.js';
import { rateText, type TextTable } from './table.js';

/** One line a class: its images, how many are doubted, and what these seem to be most often. */
export function doubtsTable({ calibrated, issues }: LabelIssues, classes: readonly string[]): TextTable {
  const rows = classes.map((name, c) => {
    const own = issues.filter(({ label }) => label === c);
    const images = calibrated[c].reduce((sum, count) => sum + count, 0);
    const counts = classes.map((_, other) => own.filter(({ suggested }) => suggested === other).length);
    const most = counts.indexOf(Math.max(...counts));
    return [name, `${images}`, `${own.length}`, own.length === 0 ? '–' : `${classes[most]} ${counts[most]}`];
  });
  return { head: ['label', 'images', 'doubted', 'most often seems'], rows };
}

/** The first suggestions, one a line. @param rowOf the row of the data set of an issue's image */
export function firstIssuesTable(
  { issues }: LabelIssues,
  classes: readonly string[],
  rowOf: ArrayLike<number>,
  count: number,
): TextTable {
  const rows = issues
    .slice(0, count)
    .map((issue, i) => [
      `${i + 1}`,
      `${rowOf[issue.index]}`,
      classes[issue.label],
      issue.labelProbability.toFixed(3),
      classes[issue.suggested],
      issue.suggestedProbability.toFixed(3),
    ]);
  return { head: ['rank', 'row', 'label', 'probability', 'suggested', 'probability'], rows };
}

/** Precision of the first suggestions, and of a random choice. */
export function refereeTable({ first, random }: Refereed): TextTable {
  const line = (name: string, { wrong, confirmed, outside, count }: Precision): string[] => [
    name,
    rateText(wrong),
    rateText(confirmed),
    `${outside} of ${count}`,
  ];
  const rows = first.map((precision) => line(`first ${precision.count}`, precision));
  rows.push(line('any label', random));
  return { head: ['labels', 'called wrong', 'suggestion confirmed', 'none of the classes'], rows };
}
