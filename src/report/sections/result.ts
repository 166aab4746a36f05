/** How well it does: the confusion matrix, what it confuses most, and each class's scores with their intervals. */
import type { ClassScore, Evaluation } from '../../evaluate/evaluate.js';
import type { Rate } from '../../evaluate/interval.js';
import { integer, interval, percent } from '../format.js';
import { baselineOf, meaningOf, ROLES } from '../headline.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, facts, folded, section, table } from '../parts.js';
import type { ReportData, ReportEvaluation } from '../types.js';

export function resultSection(data: ReportData): Markup {
  if (data.evaluations.length === 0) {
    return section(
      'result',
      'Result',
      null,
      html`<p class="empty">The network was not evaluated for this report.</p>`,
    );
  }
  const lead = html`<p>Every share comes with its 95${'\u202f'}% interval (Wilson): a range found in this way holds the true value 95 times in 100.</p>`;
  return section('result', 'Result', lead, data.evaluations.map(evaluationBlock));
}

function evaluationBlock(entry: ReportEvaluation, i: number): Markup {
  const { evaluation, role, split, note } = entry;
  const baseline = baselineOf(evaluation);
  return html`<article>
<h3>${split} <span class="tag ${role}">${ROLES[role].tag}</span></h3>
<p class="note">${integer(evaluation.count)} images. ${meaningOf(entry)}${note && ` Measured with ${note}.`}</p>
${facts([
  [
    'accuracy',
    html`<b>${percent(evaluation.accuracy.value)}</b> <small>${interval(evaluation.accuracy)}</small>`,
  ],
  ['balanced accuracy', percent(evaluation.balancedAccuracy)],
  ['macro F1', percent(evaluation.macroF1)],
  ['loss', evaluation.loss.toFixed(4)],
  [`always “${baseline.name}”`, percent(baseline.share)],
])}
<div class="confusion">
${chart(`confusion-${i}`, 'Confusion matrix', html`<span class="ramp">share of the true class: 0<i></i>100${'\u202f'}%</span>`)}
${mistakes(evaluation)}
</div>
${folded('The confusion matrix as a table', confusionTable(evaluation))}
<h4>By class</h4>
${classTable(evaluation)}
</article>
`;
}

/** The commonest confusions, by share of the true class. */
function mistakes(evaluation: Evaluation): Content {
  const found = evaluation.confusion.flatMap((counts, t) =>
    counts.map((count, p) => ({ t, p, count, share: count / Math.max(1, evaluation.perClass[t].support) })),
  );
  const worst = found
    .filter(({ t, p, count }) => t !== p && count > 0)
    .sort((a, b) => b.share - a.share || b.count - a.count)
    .slice(0, 5);
  if (worst.length === 0) return html`<p class="mistakes">Nothing was confused.</p>`;
  return html`<div class="mistakes"><h4>Confused most</h4><ol>${worst.map(
    ({ t, p, count, share }) =>
      html`<li><span><b>${evaluation.classes[t]}</b> taken for <b>${evaluation.classes[p]}</b></span> <span class="amount">${percent(share)} <small>${integer(count)} of ${integer(evaluation.perClass[t].support)}</small></span></li>
`,
  )}</ol></div>`;
}

function confusionTable(evaluation: Evaluation): Markup {
  return table(
    'Confusion matrix: rows are true classes, columns the network’s answers',
    [{ head: 'true class' }, ...evaluation.classes.map((head) => ({ head, number: true }))],
    evaluation.confusion.map((counts, t) => [evaluation.classes[t], ...counts.map(integer)]),
  );
}

function classTable(evaluation: Evaluation): Markup {
  const defined = evaluation.perClass.flatMap((score) => score.precision?.value ?? []);
  const meanPrecision = defined.reduce((sum, value) => sum + value, 0) / Math.max(1, defined.length);
  return table(
    'Scores by class',
    [
      { head: 'class' },
      { head: 'images', number: true },
      { head: 'recall: found of its images' },
      { head: 'precision: right when named' },
      { head: 'F1' },
    ],
    evaluation.perClass.map(classRow),
    [
      [
        'mean',
        integer(evaluation.count),
        meter({ value: evaluation.balancedAccuracy }),
        meter({ value: meanPrecision }),
        meter({ value: evaluation.macroF1 }),
      ],
    ],
  );
}

function classRow(score: ClassScore): Content[] {
  return [
    score.name,
    integer(score.support),
    meter(score.recall),
    meter(score.precision),
    score.f1 === null ? '–' : meter({ value: score.f1 }),
  ];
}

/** A number with a small bar, and its interval as a thin line on the bar. */
function meter(rate: Rate | { readonly value: number } | null): Markup {
  if (rate === null) return html`–`;
  const at = (share: number): string => `${(100 * share).toFixed(1)}%`;
  const range = 'low' in rate ? rate : null;
  return html`<span class="rate"><span class="meter" aria-hidden="true"><i style="width:${at(rate.value)}"></i>${range && html`<u style="left:${at(range.low)};width:${at(range.high - range.low)}"></u>`}</span><span>${percent(rate.value)}</span>${range && html` <small>${interval(range)}</small>`}</span>`;
}
