/** Parts of the images on which the network does better or worse, and those too small to tell. */
import type { Difference } from '../../evaluate/interval.js';
import type { Slice, SlicedAttribute, SliceVerdict } from '../../evaluate/slices.js';
import { formatCounted, formatPoints, formatPValue } from '../../util/format.js';
import { integer, interval, percent } from '../format.js';
import { meaningOf, ROLES } from '../headline.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, section, table } from '../parts.js';
import type { ReportSlices } from '../types.js';

const LEAD = html`<p>Each value of an attribute against all other images. Some values hold more of the easy classes: “expected” is what the classes alone would give.</p>`;

const WORDS: Readonly<Record<SliceVerdict, string>> = {
  'too small': 'too small to tell',
  'not told from chance': 'may be chance',
  better: 'better',
  worse: 'worse',
};

export function slicesSection(slices: ReportSlices): Markup {
  const { report, split, role } = slices;
  return section('slices', 'Slices', LEAD, [
    html`<h3>${split} <span class="tag ${role}">${ROLES[role].tag}</span></h3>
<p class="note">${formatCounted(report.count, 'image')}. ${meaningOf(slices)} “Too small to tell”: fewer than 30 images in the slice or outside it, or a 95\u202f% interval wider than 20 points.${report.tests > 0 && ` p is of “no difference to the rest”${report.tests > 1 ? `, adjusted for ${integer(report.tests)} questions at once (Holm 1979)` : ''}; above 0.05 the difference may be chance.`}</p>`,
    report.attributes.map(attributeBlock),
    report.skipped.length > 0 &&
      html`<p class="note">Left out: ${report.skipped.map(({ name, why }) => `${name} (${why})`).join(', ')}.</p>`,
  ]);
}

function attributeBlock(attribute: SlicedAttribute, i: number): Markup {
  const { name, kind, slices } = attribute;
  return html`<article>
${chart(`slices-${i}`, name, `accuracy with its 95\u202f% interval${kind === 'quarters' ? '; ranges cut at the quartiles' : ''}`)}
${table(
  `Accuracy by ${name}`,
  [
    { head: name },
    { head: 'images', number: true },
    { head: 'accuracy', number: true },
    { head: 'expected', number: true },
    { head: 'to the rest, points', number: true },
    { head: 'tells' },
  ],
  slices.map(sliceRow),
)}
</article>
`;
}

function sliceRow(slice: Slice): Content[] {
  const { value, count, accuracy, expected, difference } = slice;
  return [
    value,
    integer(count),
    html`${percent(accuracy.value)} <small>${interval(accuracy)}</small>`,
    percent(expected),
    difference === null ? '–' : differenceCell(difference),
    html`<span class="verdict">${verdict(slice)}</span>`,
  ];
}

function differenceCell({ value, low, high }: Difference): Markup {
  return html`${formatPoints(value, 1)} <small>${formatPoints(low, 1)} to ${formatPoints(high, 1)}</small>`;
}

function verdict({ verdict, p }: Slice): string {
  if (p === null) return WORDS[verdict];
  return `${WORDS[verdict]}, p ${formatPValue(p)}`;
}
