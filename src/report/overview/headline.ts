/** The top of the page about a data set: what it is, and what was found in it. */
import type { Finding } from '../../data/overview/index.js';
import { integer } from '../format.js';
import { html, type Markup } from '../markup.js';
import { maker } from '../parts.js';
import type { DataPage } from './types.js';

/** `32,298 gray images of 48×48 pixels in 7 classes and 2 splits, with FER+ votes` */
export function subtitle({ overview }: DataPage): string {
  const { rows, classes, splits } = overview.description;
  const filled = classes.filter(({ count }) => count > 0).length;
  const parts = [
    `${integer(rows)} gray ${rows === 1 ? 'image' : 'images'} of 48×48 pixels`,
    `in ${filled} ${filled === 1 ? 'class' : 'classes'}`,
    splits.length > 1 ? `and ${splits.length} splits` : `(${splits[0]?.name ?? 'no split'})`,
  ];
  return `${parts.join(' ')}${overview.votes ? ', with FER+ votes' : ''}`;
}

export function header(page: DataPage): Markup {
  const { name, createdBy, createdAt, findings } = page;
  const weighty = findings.filter(({ weight }) => weight !== 'clear');
  const clear = findings.filter(({ weight }) => weight === 'clear');
  return html`<header id="top">
${maker(createdBy, createdAt)}
<h1>${name}</h1>
<p class="what">${subtitle(page)}</p>
<h2 class="found">${weighty.length === 0 ? 'Nothing found' : 'What was found'}</h2>
<ul class="findings">${weighty.map(finding)}</ul>
${
  clear.length > 0 &&
  html`<div class="clear"><h3>Looked for and not found</h3><ul>${clear.map(({ title }) => html`<li>${title}</li>`)}</ul></div>`
}
</header>
`;
}

function finding({ about, weight, title, detail }: Finding): Markup {
  return html`<li class="${weight}"><a href="#${about}">${title}</a><p>${detail}</p></li>
`;
}
