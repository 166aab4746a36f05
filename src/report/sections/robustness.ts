/** How the accuracy falls when the images get worse: one plot, one table, and one face under every damage. */

import type { Rate } from '../../evaluate/interval.js';
import type { RobustnessRow } from '../../evaluate/robustness.js';
import { formatCounted } from '../../util/format.js';
import { interval, percent } from '../format.js';
import { meaningOf, ROLES } from '../headline.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, facts, section, slot, table } from '../parts.js';
import type { ReportRobustness } from '../types.js';

const LEAD = html`<p>The same images, damaged in nine ways at five strengths each (after Hendrycks & Dietterich 2019). What a camera, a network or a hand before the face does to pictures costs accuracy; here is how much. Below each example its strength, the accuracy and the interval.</p>`;

export function robustnessSection(robustness: ReportRobustness): Markup {
  const { summary, split, role, seed } = robustness;
  return section('robustness', 'Robustness', LEAD, [
    html`<h3>${split} <span class="tag ${role}">${ROLES[role].tag}</span></h3>
<p class="note">${formatCounted(summary.count, 'image')}, the same in every cell, with noise, places and directions of seed ${seed}. ${meaningOf(robustness)}</p>`,
    facts([
      ['accuracy, clean', rate(summary.clean)],
      ['mean over all damage', percent(summary.mean?.accuracy)],
      ['share of the clean accuracy kept', percent(summary.mean?.kept)],
    ]),
    chart(
      'robustness',
      'Accuracy by strength',
      'with its 95\u202f% interval; the dashed line is the clean accuracy',
    ),
    damageTable(robustness),
  ]);
}

function rate(value: Rate | null): Content {
  return value === null
    ? 'not measured'
    : html`<b>${percent(value.value)}</b> <small>${interval(value)}</small>`;
}

function damageTable({ summary, faces }: ReportRobustness): Markup {
  return table(
    'Accuracy under each damage at each strength',
    [
      { head: 'damage' },
      ...[1, 2, 3, 4, 5].map((level) => ({ head: `strength ${level}` })),
      { head: 'mean', number: true },
    ],
    summary.rows.map((row, kind): Content[] => [
      html`<div class="damage">${row.name}<small>${row.measure}</small></div>`,
      ...row.strengths.map((strength, i) => cell(row, strength, i, faces?.rows[1 + kind * 5 + i])),
      percent(row.mean),
    ]),
  );
}

/** Side of an example in CSS pixels. */
const FACE = 48;

function cell(row: RobustnessRow, strength: number, i: number, face: number | undefined): Markup {
  const measured = row.accuracies[i];
  const example = face !== undefined && slot(face, FACE, `the example with ${row.name} ${strength}`);
  return html`<div class="damage">${example}<small>${strength}</small><b>${percent(measured?.value)}</b>${measured && html`<small>${interval(measured)}</small>`}</div>`;
}
