/** Faces with captions, alone and in pairs: the page's script draws each into its slot. */
import type { PairExample } from '../../data/overview/index.js';
import { integer } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { slot } from '../parts.js';
import type { DataPage } from './types.js';

/** What is known of a shown row. */
export interface Known {
  readonly label: string;
  readonly split: string;
}

/** Looks up rows of the page's faces. */
export function knownRows({ faces, captions, overview }: DataPage): (row: number) => Known {
  const { classes, splits } = overview.description;
  const places = new Map(faces.rows.map((row, i) => [row, i]));
  return (row) => {
    const caption = captions[places.get(row) ?? -1];
    return { label: classes[caption?.label]?.name ?? '–', split: splits[caption?.split]?.name ?? '–' };
  };
}

/** A face with its label, split and row as its text. */
export function knownFace(row: number, size: number, { label, split }: Known): Markup {
  return slot(row, size, `${label}, ${split}, row ${integer(row)}`);
}

/** Faces side by side, each with a caption under it. */
export function gallery(
  title: string,
  caption: Content,
  items: readonly { readonly row: number; readonly caption: Content }[],
  known: (row: number) => Known,
): Markup {
  return html`<figure><figcaption><strong>${title}</strong> ${caption}</figcaption>
<ul class="pictures">${items.map(
    (item) => html`<li>${knownFace(item.row, 64, known(item.row))}<span>${item.caption}</span></li>
`,
  )}</ul></figure>`;
}

/** Pairs of rows that show one picture, with both labels and splits. */
export function pairGallery(
  title: string,
  caption: Content,
  pairs: readonly PairExample[],
  known: (row: number) => Known,
): Markup {
  return html`<figure><figcaption><strong>${title}</strong> ${caption}</figcaption>
<ul class="pictures pairs">${pairs.map((pair) => {
    const [a, b] = pair.rows.map(known);
    return html`<li><span class="two">${pair.rows.map((row, i) => knownFace(row, 64, i === 0 ? a : b))}</span>
<span>${a.label === b.label ? a.label : html`<b>${a.label} / ${b.label}</b>`}</span>
<small>${a.split === b.split ? a.split : `${a.split} / ${b.split}`}</small>
<small>${pair.correlation === 1 ? 'the same pixels' : `correlation ${pair.correlation.toFixed(3)}`}</small></li>
`;
  })}</ul></figure>`;
}
