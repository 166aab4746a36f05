/** Images unlike the others, shown so that a person can judge what they are. */

import type { Unusual } from '../../data/overview/index.js';
import { formatCounted } from '../../util/format.js';
import { integer } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { section } from '../parts.js';
import { gallery, knownRows } from './gallery.js';
import type { DataPage } from './types.js';

export function unlikeSection(page: DataPage): Markup {
  const { unlike, description, votes } = page.overview;
  const { fewGrays, composition } = unlike;
  const { median } = fewGrays.usual;
  // Without any image of more than one gray there is no median.
  const bits = Number.isFinite(median) && median.toFixed(2);
  const lead = html`<p>These measures do not know what a face is. They tell which images differ from the bulk of this set, in robust standard deviations; what they are, you see.</p>
${votes && html`<p>FER+ voters are an independent referee: they called ${integer(votes.notFace)} rows of the set “not a face”.</p>`}`;
  const judged = (notFace: number | undefined): string =>
    notFace === undefined ? '' : ` FER+ voters called ${integer(notFace)} of them “not a face”.`;
  return section('unlike', 'Unlike the others', lead, [
    constants(page),
    bits &&
      shown(
        page,
        'Few grays',
        `Entropy of the gray values more than ${fewGrays.beyond} deviations under the median of ${bits} bits: ${formatCounted(fewGrays.count, 'image')}.${judged(votes?.notFaceAmong.fewGrays)}`,
        fewGrays,
        (value) => `${value.toFixed(1)} bits`,
      ),
    composition
      ? shown(
          page,
          'Put together otherwise',
          `Far from the ${composition.components} principal components that hold ${(100 * composition.explained).toFixed(0)} % of the set’s variance (eigenfaces, Turk & Pentland 1991), beyond ${composition.beyond} deviations: ${integer(composition.count)} images.${judged(votes?.notFaceAmong.composition)}`,
          composition,
          (value) => `${(100 * value).toFixed(0)} % outside`,
        )
      : html`<p class="note">The set of ${integer(description.rows)} is too small to learn from it what its images are usually made of: 512 different ones are needed.</p>`,
  ]);
}

function constants(page: DataPage): Content {
  const { count, rows } = page.overview.description.constantImages;
  if (count === 0) return html`<p class="note">No image is of one gray throughout.</p>`;
  const known = knownRows(page);
  return gallery(
    'One gray throughout',
    `${integer(count)} ${count === 1 ? 'image' : 'images'}${count > rows.length ? `, the first ${rows.length}` : ''}`,
    rows.map((row) => ({ row, caption: known(row).label })),
    known,
  );
}

function shown(
  page: DataPage,
  title: string,
  caption: string,
  found: Unusual,
  text: (value: number) => string,
): Markup {
  const known = knownRows(page);
  if (found.count === 0) return html`<p class="note"><strong>${title}</strong> ${caption}</p>`;
  return gallery(
    title,
    `${caption} The most extreme, of copies one:`,
    found.examples.map(({ row, value }) => ({
      row,
      caption: html`${known(row).label} <small>${text(value)}</small>`,
    })),
    known,
  );
}
