/** Pieces that several sections of the report are built from. */
import { type Content, html, type Markup, raw } from './markup.js';

/** One section: its heading and introduction beside its figures. */
export function section(id: string, title: string, lead: Content, body: Content): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<div class="lead"><h2 id="${id}-title">${title}</h2>${lead}</div>
<div class="body">${body}</div>
</section>
`;
}

/** A chart's place with its caption; the page's script draws into it. */
export function chart(id: string, title: string, caption: Content = null): Markup {
  return html`<figure class="chart"><figcaption><strong>${title}</strong>${caption && html` ${caption}`}</figcaption>
<div id="chart-${id}" class="plot"></div></figure>`;
}

/**
 * A face's place, which the page's script fills (`client/slots.ts`).
 * @param row of the page's faces
 * @param size side in CSS pixels
 * @param text what it shows, for hints and for those who do not see it
 */
export function slot(row: number, size: number, text: string): Markup {
  return html`<span class="slot" data-row="${row}" data-size="${size}" style="width:${size}px;height:${size}px" role="img" aria-label="${text}" title="${text}"></span>`;
}

export interface Column {
  readonly head: string;
  /** Numbers are set to the right. */
  readonly number?: boolean;
}

/** A table that scrolls inside its own box when the window is too narrow; the first cell of a row is its head. */
export function table(
  label: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
  foot: readonly (readonly Content[])[] = [],
): Markup {
  const kind = (i: number): string => (columns[i].number ? 'number' : 'text');
  const line = (cells: readonly Content[]): Markup => html`<tr>${cells.map((cell, i) =>
    i === 0
      ? html`<th scope="row" class="${kind(i)}">${cell}</th>`
      : html`<td class="${kind(i)}">${cell}</td>`,
  )}</tr>
`;
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map((column, i) => html`<th scope="col" class="${kind(i)}">${column.head}</th>`)}</tr></thead>
<tbody>
${rows.map(line)}</tbody>${foot.length > 0 && html`<tfoot>${foot.map(line)}</tfoot>`}
</table></div>`;
}

/** Labels and values. */
export function facts(rows: readonly (readonly [label: string, value: Content])[]): Markup {
  return html`<dl class="facts">${rows.map(
    ([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>
`,
  )}</dl>`;
}

/** Above a page's name: what wrote it, and when. @param createdAt ISO 8601 */
export function maker(createdBy: string, createdAt?: string): Markup {
  const time =
    createdAt !== undefined &&
    html` · <time datetime="${createdAt}">${createdAt.slice(0, 16).replace('T', ' ')}</time>`;
  return html`<p class="maker">${createdBy}${time}</p>`;
}

/** The command line that makes a page again. */
export function again(command: string): Markup {
  return html`<h3>Do it again</h3><pre class="command" tabindex="0"><code>${command}</code></pre>`;
}

/** Something long that opens on demand, with the keyboard too. */
export function folded(summary: string, body: Content): Markup {
  return html`<details><summary>${summary}</summary>${body}</details>`;
}

/** Radio buttons, the first one chosen; hidden until the page's script, which they are for, shows them. */
export function choice(
  name: string,
  label: string,
  options: readonly (readonly [value: string, text: string])[],
): Markup {
  return html`<fieldset class="choice" hidden><legend>${label}</legend>${options.map(
    ([value, text], i) =>
      html`<label><input type="radio" name="${name}" value="${value}"${i === 0 && raw(' checked')}> ${text}</label>`,
  )}</fieldset>`;
}
