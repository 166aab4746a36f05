/** How well it does: every score with its interval, ROC and precision–recall curves, each class. */

import type { Analysis } from '../../evaluate/analysis.js';
import type { ClassScore, Evaluation } from '../../evaluate/evaluate.js';
import type { Rate } from '../../evaluate/interval.js';
import { formatCounted, formatPoints, formatPValue } from '../../util/format.js';
import { fixed, fixedInterval, integer, interval, percent } from '../format.js';
import { baselineOf, meaningOf, ROLES } from '../headline.js';
import { type Content, html, type Markup } from '../markup.js';
import { facts, section, table } from '../parts.js';
import type { ReportData, ReportEvaluation } from '../types.js';
import { rankingCurves } from './ranking.js';

export function resultSection(data: ReportData): Markup {
  if (data.evaluations.length === 0) {
    return section(
      'result',
      'Result',
      null,
      html`<p class="empty">The network was not evaluated for this report.</p>`,
    );
  }
  const drawn = data.evaluations.some(({ analysis }) => analysis);
  const lead = html`<p>Every share comes with its 95${'\u202f'}% interval (Wilson${drawn && '; other scores: bootstrap of 1,000 samples'}): a range found in this way holds the true value 95 times in 100.</p>${drawn && html`<p>ROC and precision–recall curves set one class against the rest, by its probability.</p>`}`;
  return section('result', 'Result', lead, data.evaluations.map(evaluationBlock));
}

function evaluationBlock(entry: ReportEvaluation, i: number): Markup {
  const { evaluation, analysis, role, split, note } = entry;
  const baseline = baselineOf(evaluation);
  return html`<article>
<h3>${split} <span class="tag ${role}">${ROLES[role].tag}</span></h3>
<p class="note">${formatCounted(evaluation.count, 'image')}. ${meaningOf(entry)}${note && ` Measured with ${note}.`}${viewsGain(entry)}</p>
${facts([
  ['accuracy', shareFact(evaluation.accuracy)],
  ...viewsFact(entry),
  ...(analysis ? allScores(analysis) : plainScores(evaluation)),
  [`always “${baseline.name}”`, percent(baseline.share)],
])}
${analysis && rankingCurves(analysis.metrics, i)}
<h4>By class</h4>
${classTable(evaluation)}
</article>
`;
}

const VIEWS = { mirror: 'the image and its mirror', ten: 'ten views' } as const;

function viewsFact({ views }: ReportEvaluation): [string, Content][] {
  if (views === undefined) return [];
  return [[`accuracy by ${VIEWS[views.set]}`, shareFact(views.comparison.accuracies[1])]];
}

/** What test-time augmentation is worth, where it was tried. */
function viewsGain({ views }: ReportEvaluation): string {
  if (views === undefined) return '';
  const { difference, p } = views.comparison.pairs[0];
  const { value, low, high } = difference;
  return ` The mean answer to ${VIEWS[views.set]} is worth ${formatPoints(value)} points (${formatPoints(low)} to ${formatPoints(high)}, p ${formatPValue(p)}).`;
}

function plainScores({ balancedAccuracy, macroF1, loss }: Evaluation): [string, Content][] {
  return [
    ['balanced accuracy', percent(balancedAccuracy)],
    ['macro F1', percent(macroF1)],
    ['log loss (nats)', fixed(loss, 4)],
  ];
}

function allScores({ metrics }: Analysis): [string, Content][] {
  const { intervals, kappa, loss, macroRocArea, macroAveragePrecision, top2 } = metrics;
  return [
    ['right class among the first two', shareFact(top2)],
    ['balanced accuracy', shareFact(intervals.balancedAccuracy)],
    ['macro F1', shareFact(intervals.macroF1)],
    ['Cohen’s kappa', numberFact(kappa, intervals.kappa)],
    ['log loss (nats)', numberFact(loss, intervals.loss)],
    ['ROC area, mean of classes', fixed(macroRocArea, 3)],
    ['average precision, mean of classes', fixed(macroAveragePrecision, 3)],
  ];
}

function shareFact(rate: Rate | null): Content {
  return rate === null ? '–' : html`<b>${percent(rate.value)}</b> <small>${interval(rate)}</small>`;
}

function numberFact(value: number | null, range: Rate | null): Content {
  return html`<b>${fixed(value, 3)}</b>${range && html` <small>${fixedInterval(range, 3)}</small>`}`;
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
