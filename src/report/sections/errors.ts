/** What it gets wrong: the confusion matrix, the commonest confusions, and the faces behind both. */
import type { Evaluation } from '../../evaluate/evaluate.js';
import { integer, percent } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, folded, section, table } from '../parts.js';
import type { ReportData, ReportEvaluation } from '../types.js';

export function errorsSection(data: ReportData): Markup {
  const { evaluations } = data;
  if (evaluations.length === 0) {
    return section(
      'errors',
      'Errors',
      null,
      html`<p class="empty">Without an evaluation there are no errors to look at.</p>`,
    );
  }
  const shown = evaluations.some(({ answers }) => answers);
  const lead = html`<p>Rows are true classes, columns the network’s answers.</p>
${shown && html`<p>A cell opens the faces behind it: click it, or reach it with Tab and the arrow keys and press Enter. A face tells the probabilities of all classes.</p>`}`;
  return section(
    'errors',
    'Errors',
    lead,
    evaluations.map((entry, i) => errorsBlock(entry, i, evaluations.length > 1)),
  );
}

function errorsBlock(entry: ReportEvaluation, i: number, several: boolean): Markup {
  const { evaluation, answers, split } = entry;
  return html`<article>
${several && html`<h3>${split}</h3>`}
<div class="confusion">
${chart(`confusion-${i}`, 'Confusion matrix', html`<span class="ramp">share of the true class: 0<i></i>100${'\u202f'}%</span>`)}
${mistakes(evaluation, answers !== undefined)}
</div>
${folded('The confusion matrix as a table', confusionTable(evaluation))}
${answers && facesBlock(answers.rows.length, evaluation.count)}
</article>
`;
}

/** The place that the page's script fills. */
function facesBlock(held: number, count: number): Content {
  return [
    html`<div id="error-faces" class="error-faces" role="region" aria-label="Faces"></div>`,
    held < count &&
      html`<p class="note">The page holds the faces of the ${integer(held)} images with the greatest loss, of ${integer(count)}.</p>`,
  ];
}

/** The commonest confusions, by share of the true class. @param open whether there are faces to open */
function mistakes(evaluation: Evaluation, open: boolean): Content {
  const found = evaluation.confusion.flatMap((counts, t) =>
    counts.map((count, p) => ({ t, p, count, share: count / Math.max(1, evaluation.perClass[t].support) })),
  );
  const worst = found
    .filter(({ t, p, count }) => t !== p && count > 0)
    .sort((a, b) => b.share - a.share || b.count - a.count)
    .slice(0, 7);
  if (worst.length === 0) return html`<p class="mistakes">Nothing was confused.</p>`;
  return html`<div class="mistakes"><h4>Confused most</h4><ol>${worst.map(({ t, p, count, share }) => {
    const pair = html`<b>${evaluation.classes[t]}</b> taken for <b>${evaluation.classes[p]}</b>`;
    return html`<li>${
      open
        ? html`<button type="button" class="opener" data-truth="${t}" data-answer="${p}">${pair}</button>`
        : html`<span>${pair}</span>`
    } <span class="amount">${percent(share)} <small>${integer(count)} of ${integer(evaluation.perClass[t].support)}</small></span></li>
`;
  })}</ol></div>`;
}

function confusionTable(evaluation: Evaluation): Markup {
  return table(
    'Confusion matrix: rows are true classes, columns the network’s answers',
    [{ head: 'true class' }, ...evaluation.classes.map((head) => ({ head, number: true }))],
    evaluation.confusion.map((counts, t) => [evaluation.classes[t], ...counts.map(integer)]),
  );
}
