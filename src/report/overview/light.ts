/** Brightness, contrast and sharpness: distributions, and the images at their ends. */
import type { Distribution, Spread } from '../../data/overview/index.js';
import { integer, percent } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, folded, section, table } from '../parts.js';
import { gallery, knownRows } from './gallery.js';
import type { DataPage } from './types.js';

const MEASURES = [
  { id: 'brightness', title: 'Brightness', what: 'mean gray value of an image, 0 black to 255 white' },
  { id: 'contrast', title: 'Contrast', what: 'standard deviation of an image’s gray values' },
  {
    id: 'sharpness',
    title: 'Sharpness',
    what: 'variance of the Laplacian (Pech-Pacheco 2000), on a logarithmic axis',
  },
] as const;

export function lightSection(page: DataPage): Markup {
  const { measures, extremes, blurred, description } = page.overview;
  const known = knownRows(page);
  const lead = html`<p>How the images are lit and how sharp they are, by split and by class. Splits that differ here were not drawn from one source; classes that differ tempt a network to judge by the light.</p>`;
  const ends = (title: string, caption: string, rows: readonly number[]): Content =>
    rows.length > 0 &&
    gallery(
      title,
      caption,
      rows.map((row) => ({ row, caption: known(row).label })),
      known,
    );
  return section('light', 'Light', lead, [
    ...MEASURES.map(
      ({ id, title, what }) => html`<div class="measure">${chart(id, title, what)}
${chart(`${id}-classes`, 'By class', 'the middle half thick, 5 to 95 % thin, a dot for the median')}
${folded(`${title} in numbers`, numbers(title, measures[id]))}</div>`,
    ),
    ends('Darkest', '', extremes.darkest),
    ends('Brightest', '', extremes.brightest),
    ends('Least contrast', '', extremes.flattest),
    ends(
      'Most blurred',
      `${integer(blurred.count)} of ${integer(description.rows)} (${percent(blurred.count / description.rows, 2)}) are under the bound of ${blurred.below}: variance of the Laplacian over the variance of the grays, so that faint is not taken for blurred`,
      extremes.mostBlurred,
    ),
  ]);
}

function numbers(title: string, { all, splits, classes, edges }: Distribution): Content {
  const filled = [all, ...splits, ...classes].filter(({ count }) => count > 0);
  return [
    table(
      `${title}, quantiles`,
      [
        { head: '' },
        ...['images', '5 %', '25 %', 'median', '75 %', '95 %'].map((head) => ({ head, number: true })),
      ],
      filled.map((one) => [one.name, integer(one.count), ...QUANTILES.map((key) => number(one[key]))]),
    ),
    html`<br>`,
    table(
      `${title}, histogram`,
      [{ head: 'from' }, { head: 'to' }, ...splits.map(({ name }) => ({ head: name, number: true }))],
      edges.slice(1).flatMap((to, bin) => {
        const counts = splits.map(({ histogram }) => histogram[bin]);
        return counts.every((count) => count === 0)
          ? []
          : [[number(edges[bin]), number(to), ...counts.map(integer)]];
      }),
    ),
  ];
}

const QUANTILES = ['p5', 'p25', 'median', 'p75', 'p95'] as const satisfies readonly (keyof Spread)[];

/** Gray values to a tenth, variances whole. */
function number(value: number): string {
  return value < 300 ? value.toFixed(1).replace(/\.0$/, '') : integer(value);
}
