/** Puts the report's page together: one HTML file that needs nothing but itself. */
import type { ReportAssets } from './assets.js';
import { embedJson, embedScript } from './embed.js';
import { header, subtitle } from './headline.js';
import { html, raw } from './markup.js';
import { dataSection } from './sections/data.js';
import { networkSection } from './sections/network.js';
import { resultSection } from './sections/result.js';
import { settingsSection } from './sections/settings.js';
import { trainingSection } from './sections/training.js';
import { STYLE } from './style.js';
import type { ReportData } from './types.js';

/** The order of the page and of its navigation. A further analysis is one more line here. */
const SECTIONS = [
  { id: 'data', title: 'Data', render: dataSection },
  { id: 'network', title: 'Network', render: networkSection },
  { id: 'training', title: 'Training', render: trainingSection },
  { id: 'result', title: 'Result', render: resultSection },
  { id: 'settings', title: 'Settings', render: settingsSection },
];

/** The browser itself refuses to fetch anything: the file stays what it was when it was written. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The page for this data, with these scripts. The same input gives the same bytes. */
export function renderPage(data: ReportData, assets: ReportAssets): string {
  const charts = {
    data: { classes: data.data.classes, splits: data.data.splits },
    training: data.training,
    evaluations: data.evaluations,
  };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${data.createdBy}">
<meta name="description" content="${subtitle(data)}">
<title>${data.name} · Vultus report</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#data">Skip to the report</a>
<nav aria-label="Sections"><a class="name" href="#top">${data.name}</a><div>${SECTIONS.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</div></nav>
${header(data)}
<noscript><p class="noscript">The charts need JavaScript, which is switched off; every number they show is also in the tables.</p></noscript>
<main>
${SECTIONS.map(({ render }) => render(data))}</main>
<footer>Written by ${data.createdBy}. This file is complete: it opens without a network.</footer>
${embedJson('report-data', charts)}
${assets.libraries.map(embedScript)}
${embedScript(assets.client)}
</body>
</html>
`.text;
}
