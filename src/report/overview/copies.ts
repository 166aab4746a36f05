/** Copies: how many, in which splits, with which labels, and what they look like. */
import { formatCounted } from '../../util/format.js';
import { integer, percent } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { facts, folded, section, table } from '../parts.js';
import { knownRows, pairGallery } from './gallery.js';
import type { DataPage } from './types.js';

export function copiesSection(page: DataPage): Markup {
  const { copies, description } = page.overview;
  const { near, examples, labelAgreement } = copies;
  const { duplicates } = description;
  const known = knownRows(page);
  const lead = html`<p>Exact copies have the same 2,304 pixels. Near copies are the same photo cropped, resized, brightened or stamped anew: their pixels correlate by ${near.threshold} or more.</p>
<p>They are found by a 64-bit perceptual hash and then compared pixel by pixel. Faces are as often alike by chance when one of them is mirrored; that gave ${formatCounted(near.mirroredPairs, 'pair')} against ${integer(near.pairs)}${near.pairs > 0 && ', so no more than that many are chance'}.</p>`;
  const pairs = (title: string, caption: string, shown: typeof examples.acrossSplits): Content =>
    shown.length > 0 && pairGallery(title, caption, shown, known);
  return section('copies', 'Copies', lead, [
    facts([
      ['rows that repeat another exactly', integer(duplicates.extraRows)],
      ['groups of exact copies', integer(duplicates.groups)],
      ['near pairs of pictures', `${near.complete ? '' : 'at least '}${integer(near.pairs)}`],
      ['groups with near copies', `${integer(near.groups)}, ${integer(near.rows)} rows`],
      ['of them across splits', `${integer(near.acrossSplits.groups)} groups`],
      ['of them with different labels', `${integer(near.differentLabels.groups)} groups`],
      ['copies with the same label', percent(labelAgreement.agree)],
    ]),
    leakTable(page),
    pairs(
      'One picture in two splits',
      'examples, evenly spread over all that were found',
      examples.acrossSplits,
    ),
    pairs('One picture with two labels', 'examples, evenly spread', examples.differentLabels),
    pairs('The least alike', 'near copies just above the threshold: judge it by them', examples.leastAlike),
    pairs('Alike when one is mirrored', 'mirrored copies, or chance', examples.mirrored),
    labelAgreement.pictures > 0 && folded('Labels of copies as a table', labelTable(page)),
  ]);
}

function leakTable({ overview }: DataPage): Content {
  const { leaks } = overview.copies;
  if (leaks.length === 0) return null;
  return table(
    'Images in more than one split',
    [
      { head: 'images of' },
      { head: 'also in' },
      { head: 'exact', number: true },
      { head: 'exact or near', number: true },
      { head: 'share', number: true },
    ],
    leaks.map(({ split, other, exact, copies, of }) => [
      split,
      other,
      integer(exact),
      integer(copies),
      percent(of === 0 ? null : copies / of),
    ]),
  );
}

/** The lower triangle is told once: a pair of labels has no order. */
function labelTable({ overview }: DataPage): Markup {
  const names = overview.description.classes.map(({ name }) => name);
  return table(
    'Pictures by the two labels of their copies',
    [{ head: '' }, ...names.map((head) => ({ head, number: true }))],
    overview.copies.labelAgreement.labels.map((row, a) => [
      names[a],
      ...row.map((weight, b) => (b > a ? '' : (a === b ? weight : 2 * weight).toFixed(1))),
    ]),
  );
}
