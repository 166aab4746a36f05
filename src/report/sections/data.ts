/** What the network was shown: counts by class and split, a few faces, and what augmentation makes of them. */
import { formatCounted } from '../../util/format.js';
import { dataUri } from '../embed.js';
import { integer, percent } from '../format.js';
import { totalImages } from '../headline.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, facts, folded, section, table } from '../parts.js';
import type { ReportData, ReportSamples } from '../types.js';

export function dataSection(data: ReportData): Markup {
  const { classes, splits, fingerprint, source } = data.data;
  const lead = html`<p>${formatCounted(totalImages(data), 'gray image')} of 48×48 pixels in ${classes.length} classes${splits.length > 1 && `, in ${splits.length} splits`}.</p>`;
  return section('data', 'Data', lead, [
    chart('counts', 'Images by class'),
    folded('The counts as a table', countsTable(data)),
    data.samples && samples(data.samples),
    facts([
      ['source', source],
      ...(data.data.facts ?? []),
      ['fingerprint (SHA-256)', html`<code>${fingerprint}</code>`],
    ]),
  ]);
}

function countsTable(data: ReportData): Markup {
  const { classes, splits } = data.data;
  const totals = splits.map((split) => split.counts.reduce((sum, count) => sum + count, 0));
  const all = totals.reduce((sum, count) => sum + count, 0);
  const row = (name: string, counts: readonly number[]): Content[] => {
    const sum = counts.reduce((a, b) => a + b, 0);
    return [name, ...counts.map(integer), integer(sum), percent(all === 0 ? null : sum / all)];
  };
  return table(
    'Images by class and split',
    [
      { head: 'class' },
      ...splits.map((split) => ({ head: split.name, number: true })),
      { head: 'all', number: true },
      { head: 'share', number: true },
    ],
    classes.map((name, c) =>
      row(
        name,
        splits.map((split) => split.counts[c]),
      ),
    ),
    [row('all', totals)],
  );
}

function samples(shown: ReportSamples): Content {
  return [
    shown.byClass.length > 0 &&
      html`<figure class="faces"><figcaption><strong>Samples</strong> by class</figcaption>
${shown.byClass.map(
  ({
    name,
    images,
  }) => html`<div class="facerow"><span>${name}</span><div>${images.map((image, i) => face(image, `${name}, sample ${i + 1}`))}</div></div>
`,
)}</figure>`,
    shown.augmented.length > 0 &&
      html`<figure class="faces"><figcaption><strong>Augmented</strong> original first, then what training sees</figcaption>
${shown.augmented.map(
  ({
    name,
    original,
    variants,
  }) => html`<div class="facerow"><span>${name}</span><div>${face(original, `${name}, original`, 'original')}${variants.map((image, i) => face(image, `${name}, variant ${i + 1}`))}</div></div>
`,
)}</figure>`,
  ];
}

function face(source: string, alt: string, kind = ''): Markup {
  return html`<img src="${dataUri(source)}" alt="${alt}" title="${alt}" class="${kind}">`;
}
