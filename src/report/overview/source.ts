/** Where the data came from and how to make the page again. */
import { integer } from '../format.js';
import { html, type Markup } from '../markup.js';
import { again, facts, folded, section, table } from '../parts.js';
import type { DataPage } from './types.js';

export function sourceSection({ overview, command }: DataPage): Markup {
  const { source, fingerprint, rows, skipped } = overview.description;
  const lead = html`<p>Rows are counted from 0, in the order of the source. The fingerprint names these very pixels, labels and splits.</p>`;
  return section('source', 'Source', lead, [
    facts([
      ['source', source],
      ['rows', integer(rows)],
      ['bad rows left out', integer(skipped.count)],
      ['fingerprint (SHA-256)', html`<code>${fingerprint}</code>`],
    ]),
    skipped.count > 0 &&
      folded(
        'Rows left out',
        table(
          'Rows left out',
          [{ head: 'where' }, { head: 'why' }],
          skipped.first.map(({ where, why }) => [where, why]),
        ),
      ),
    again(command),
  ]);
}
