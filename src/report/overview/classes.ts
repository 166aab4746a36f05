/** How many images each class has in each split, and what they look like. */
import { dataUri } from '../embed.js';
import { integer, percent } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, folded, section, table } from '../parts.js';
import { knownFace, knownRows } from './gallery.js';
import type { DataPage, GrayScale } from './types.js';

export function classesSection(page: DataPage): Markup {
  const all = page.overview.balance.find(({ name }) => name === 'all');
  const lead = html`<p>${
    all && all.ratio > 1
      ? `The largest class, ${all.largest.name}, has ${all.ratio.toFixed(1)} times as many images as the smallest, ${all.smallest.name}.`
      : 'How many images each class has in each split.'
  }</p>`;
  return section('classes', 'Classes', lead, [
    chart('counts', 'Images by class'),
    folded('The counts as a table', countsTable(page)),
    balanceTable(page),
    samples(page),
    classFaces(page),
  ]);
}

function countsTable({ overview }: DataPage): Markup {
  const { classes, splits, rows } = overview.description;
  const cells = (count: number, share: number): Content[] => [integer(count), percent(share)];
  return table(
    'Images by class and split',
    [
      { head: 'class' },
      ...splits.flatMap(({ name }) => [
        { head: name, number: true },
        { head: 'share', number: true },
      ]),
      { head: 'all', number: true },
      { head: 'share', number: true },
    ],
    classes.map(({ name, count, share }, c) => [
      name,
      ...splits.flatMap((split) => cells(split.classes[c].count, split.classes[c].share)),
      ...cells(count, share),
    ]),
    [['all', ...splits.flatMap((split) => [integer(split.rows), '']), integer(rows), '']],
  );
}

function balanceTable({ overview }: DataPage): Markup {
  return table(
    'Imbalance by split',
    [
      { head: 'split' },
      { head: 'largest class' },
      { head: 'smallest class' },
      { head: 'ratio', number: true },
    ],
    overview.balance.map(({ name, largest, smallest, ratio, empty }) => [
      name,
      `${largest.name}, ${integer(largest.count)}`,
      `${smallest.name}, ${integer(smallest.count)}${empty.length > 0 ? ` (none of ${empty.join(', ')})` : ''}`,
      ratio.toFixed(1),
    ]),
  );
}

function samples(page: DataPage): Markup {
  const known = knownRows(page);
  const { classes } = page.overview.description;
  return html`<figure class="faces"><figcaption><strong>Samples</strong> of each class, evenly spread over the data</figcaption>
${page.overview.samples.map(
  (rows, code) =>
    rows.length > 0 &&
    html`<div class="facerow"><span>${classes[code].name}</span><div>${rows.map((row) => knownFace(row, 48, known(row)))}</div></div>
`,
)}</figure>`;
}

function classFaces({ classFaces, classFaceScales }: DataPage): Markup {
  const { mean, deviation } = classFaceScales;
  const range = ({ black, white }: GrayScale): string =>
    `black ${black.toFixed(0)}, white ${white.toFixed(0)}`;
  return html`<figure><figcaption><strong>Mean face</strong> of each class (${range(mean)} of 255) and, below it, where its faces differ: the standard deviation of every pixel (${range(deviation)})</figcaption>
<ul class="means">${classFaces.map(
    (face) =>
      html`<li><img src="${dataUri(face.mean)}" alt="mean face of ${face.name}"><img src="${dataUri(face.deviation)}" alt="standard deviation of ${face.name}"><span>${face.name}</span><small>${integer(face.count)}</small></li>
`,
  )}</ul></figure>`;
}
