/** What it takes to do the run again: the command, every setting, the machine, the hashes. */
import { flatten } from '../../util/flatten.js';
import { html, type Markup } from '../markup.js';
import { again, facts, folded, section, table } from '../parts.js';
import type { ReportData } from '../types.js';

export function settingsSection(data: ReportData): Markup {
  const { environment } = data;
  const lead = html`<p>The same data, settings and seed give the same weights to the last bit, with any number of threads.</p>`;
  const rows = flatten(data.settings).map(shortened);
  return section('settings', 'Settings', lead, [
    again(data.command),
    facts([
      ['weights (SHA-256)', html`<code>${data.hash}</code>`],
      ['data (SHA-256)', html`<code>${data.data.fingerprint}</code>`],
    ]),
    rows.length > 0 &&
      html`<h3>Settings</h3>${table(
        'Settings',
        [{ head: 'setting' }, { head: 'value' }],
        rows.map(([name, value]) => [html`<code>${name}</code>`, value]),
      )}`,
    rows.length > 0 &&
      folded(
        'The settings as JSON',
        html`<pre tabindex="0"><code>${JSON.stringify(data.settings, null, 2)}</code></pre>`,
      ),
    html`<h3>Machine</h3>`,
    facts([
      ['processor', environment.cpu],
      ['threads', environment.threads],
      ['platform', environment.platform],
      ['Node', environment.node],
      ...(environment.more ?? []),
    ]),
  ]);
}

/** A long list (a network's layers) is cut, for the JSON below the table has it in full. */
function shortened([name, text]: [string, string]): [string, string] {
  return [name, text.length > 120 ? `${text.slice(0, 119)}…` : text];
}
