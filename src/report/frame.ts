/** What every page of this program has: one HTML file that needs nothing but itself, with a navigation and its scripts. */
import type { ReportAssets } from './assets.js';
import { embedJson, embedScript } from './embed.js';
import { type Content, html, type Markup, raw } from './markup.js';
import { STYLE } from './style.js';
import { DATA_STYLE } from './style-data.js';
import { EXPLANATION_STYLE } from './style-explanation.js';
import { GALLERY_STYLE } from './style-gallery.js';
import { LABELS_STYLE } from './style-labels.js';
import { ROBUSTNESS_STYLE } from './style-robustness.js';

const STYLES = [
  ...[STYLE, DATA_STYLE, EXPLANATION_STYLE, GALLERY_STYLE, LABELS_STYLE, ROBUSTNESS_STYLE],
].join('');

export interface Frame {
  /** Above the navigation and in the window's title. */
  readonly name: string;
  /** What kind of page: `Vultus report`. */
  readonly kind: string;
  /** One sentence for those who only see a preview. */
  readonly description: string;
  /** Program and version. */
  readonly createdBy: string;
  readonly header: Markup;
  /** In the page's order; each is rendered under its own id. */
  readonly sections: readonly { readonly id: string; readonly title: string; readonly body: Markup }[];
  /** What the page's script reads from `#report-data`. */
  readonly json: unknown;
}

/** The sections that have something to show, in their order. */
export function sectionsOf<Page>(
  all: readonly {
    readonly id: string;
    readonly title: string;
    readonly render: (page: Page) => Markup | undefined;
  }[],
  page: Page,
): Frame['sections'] {
  return all.flatMap(({ id, title, render }) => {
    const body = render(page);
    return body ? [{ id, title, body }] : [];
  });
}

/** The browser itself refuses to fetch anything: the file stays what it was when it was written. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The page as a string. The same input gives the same bytes. */
export function renderFrame(frame: Frame, assets: ReportAssets): string {
  const { name, kind, description, createdBy, header, sections, json } = frame;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${createdBy}">
<meta name="description" content="${description}">
<title>${name} · ${kind}</title>
<style>${raw(STYLES)}</style>
</head>
<body>
<a class="skip" href="#${sections[0]?.id ?? 'top'}">Skip to the report</a>
${navigation(name, sections)}
${header}
<noscript><p class="noscript">The charts need JavaScript, which is switched off; every number they show is also in the tables.</p></noscript>
<main>
${sections.map(({ body }) => body)}</main>
<footer>Written by ${createdBy}. This file is complete: it opens without a network.</footer>
${embedJson('report-data', json)}
${assets.libraries.map(embedScript)}
${embedScript(assets.client)}
</body>
</html>
`.text;
}

function navigation(name: string, sections: Frame['sections']): Content {
  const links = sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>`);
  return html`<nav aria-label="Sections"><a class="name" href="#top">${name}</a><div>${links}</div></nav>`;
}
