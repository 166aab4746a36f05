/** A slice report as plain rows of text, in 80 columns; a report page has room for more of it. */
import { formatPoints } from '../util/format.js';
import type { Difference } from './interval.js';
import { FEWEST, type SlicedAttribute, type SliceVerdict, WIDEST } from './slices.js';
import { rateText, type TextTable } from './table.js';

/** Letters of a value that fit. */
const LONGEST = 17;

const WORDS: Readonly<Record<SliceVerdict, string>> = {
  'too small': 'too small',
  'not told from chance': 'chance?',
  better: 'better',
  worse: 'worse',
};

/** One row a value: images, accuracy, difference to all other images, and what that tells. */
export function sliceTable({ slices }: SlicedAttribute): TextTable {
  return {
    head: ['value', 'images', 'accuracy', 'to the rest', 'tells'],
    rows: slices.map(({ value, count, accuracy, difference, verdict }) => [
      value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value,
      String(count),
      rateText(accuracy),
      differenceText(difference),
      WORDS[verdict],
    ]),
  };
}

/** `−4.2 (−7.9 to −0.5)`: percentage points with their 95 % interval. */
function differenceText(difference: Difference | null): string {
  if (difference === null) return '–';
  const { value, low, high } = difference;
  return `${formatPoints(value, 1)} (${formatPoints(low, 1)} to ${formatPoints(high, 1)})`;
}

/** How the words of the tables are meant. @param tests differences that were tested together */
export function sliceRules(tests: number): string {
  const adjusted = tests > 1 ? `, adjusted for ${tests} questions at once (Holm),` : '';
  return [
    '“to the rest”: points more than on all other images (95 % interval, Newcombe).',
    `“too small”: fewer than ${FEWEST} images in the slice or outside it, or an interval wider than ${WIDEST * 100} points.`,
    ...(tests > 0 ? [`“chance?”: p of no difference${adjusted} is above 0.05.`] : []),
    'Slices also differ by the classes they hold: --json says what those alone would give (“expected”).',
  ].join(' ');
}
