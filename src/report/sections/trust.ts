/** Whether the probabilities can be trusted: calibration before and after the temperature, and answering only when sure. */
import type { Calibration } from '../../evaluate/calibration.js';
import type { Rate } from '../../evaluate/interval.js';
import { fixed, integer, interval, percent } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, folded, section, table } from '../parts.js';
import { FITTED_HERE } from '../temperature.js';
import type { ReportData, ReportEvaluation } from '../types.js';

type Judged = ReportEvaluation & Required<Pick<ReportEvaluation, 'analysis'>>;

export function trustSection(data: ReportData): Markup {
  const judged = data.evaluations.flatMap((entry, i) => (entry.analysis ? [{ entry, i }] : []));
  const chosen = data.temperature && html`<p>${data.temperature}</p>`;
  if (judged.length === 0) {
    return section(
      'trust',
      'Trust',
      chosen,
      html`<p class="empty">The probabilities were not judged for this report.</p>`,
    );
  }
  const lead = html`<p>When the network says 80${'\u202f'}%, is it right 8 times in 10? A temperature T is one number that all logits are divided by: it changes no answer, only how sure the network says it is.</p>
${chosen}`;
  return section(
    'trust',
    'Trust',
    lead,
    judged.map(({ entry, i }) => trustBlock(entry as Judged, i, judged.length > 1)),
  );
}

function trustBlock(entry: Judged, i: number, several: boolean): Markup {
  const { analysis, scaled, split, fittedHere } = entry;
  return html`<article>
${several && html`<h3>${split}</h3>`}
${scaled && fittedHere && html`<p class="note">${FITTED_HERE}</p>`}
${calibrationTable(entry)}
<div class="pair">${chart(`reliability-${i}`, 'Reliability', 'how often answers of one confidence are right')}${chart(`confidence-${i}`, 'Confidence', scaled ? 'after the temperature; line: as trained' : 'of all answers')}</div>
${folded('The bins as a table', binTable(analysis.calibration, scaled?.calibration))}
<h4>Answering only when sure</h4>
${chart(`coverage-${i}`, 'Risk and coverage', 'errors left when the least sure answers are withheld')}
${thresholds(entry)}
${folded('The curve as a table', coverageTable((scaled ?? analysis).selective.curve))}
</article>
`;
}

function calibrationTable({ analysis, scaled }: Judged): Markup {
  const { calibration, metrics } = analysis;
  const rows: [string, number, number | undefined][] = [
    ['expected calibration error', calibration.ece, scaled?.calibration.ece],
    ['largest error of a bin', calibration.largestError, scaled?.calibration.largestError],
    ['confidence minus accuracy', calibration.overconfidence, scaled?.calibration.overconfidence],
    ['Brier score (0–2)', calibration.brier, scaled?.calibration.brier],
    ['log loss (nats)', metrics.loss, scaled?.loss],
  ];
  return table(
    'Calibration',
    [
      { head: 'nearer 0 is better' },
      { head: 'as trained', number: true },
      ...(scaled ? [{ head: `at T = ${scaled.temperature.toFixed(2)}`, number: true }] : []),
    ],
    rows.map(([name, before, after]) => [name, fixed(before, 4), ...(scaled ? [fixed(after, 4)] : [])]),
  );
}

function binTable(before: Calibration, after: Calibration | undefined): Markup {
  const parts = [
    { name: 'as trained', bins: before.bins },
    ...(after ? [{ name: 'after', bins: after.bins }] : []),
  ];
  return table(
    'Bins of equal numbers of images, by confidence',
    [
      { head: 'probabilities' },
      { head: 'confidence', number: true },
      { head: 'mean', number: true },
      { head: 'right', number: true },
      { head: 'images', number: true },
    ],
    parts.flatMap(({ name, bins }) =>
      bins.map((bin) => [
        name,
        `${fixed(bin.low, 3)}–${fixed(bin.high, 3)}`,
        percent(bin.confidence),
        rate(bin.accuracy),
        integer(bin.count),
      ]),
    ),
  );
}

function thresholds({ analysis, scaled, split, fittedHere }: Judged): Content {
  const tried = scaled && scaled.tried.length > 0;
  const rows = tried
    ? scaled.tried.map(({ accuracy, confidence, coverage, reached }) => [
        ...[percent(accuracy, 0), fixed(confidence, 3), percent(coverage), rate(reached)],
      ])
    : (scaled ?? analysis).selective.thresholds.map(({ accuracy, threshold }) => [
        ...[percent(accuracy, 0), fixed(threshold?.threshold, 3)],
        ...[threshold ? percent(threshold.coverage) : 'none', rate(threshold?.accuracy ?? null)],
      ]);
  if (rows.length === 0)
    return html`<p class="note">All answers together are already right in 99${'\u202f'}% of cases.</p>`;
  const chosen =
    tried && !fittedHere
      ? `The thresholds were chosen with the temperature, and tried here on ${split}.`
      : `The thresholds were chosen on these very images: expect a little less on others.`;
  const number = (head: string) => ({ head, number: true });
  return [
    table(
      'Thresholds for “don’t know”',
      [
        ...[{ head: 'wished accuracy' }, number('answer from confidence')],
        ...[number('images answered'), number('right of these')],
      ],
      rows,
    ),
    html`<p class="note">Below its threshold an answer is “don’t know”. ${chosen}</p>`,
  ];
}

function coverageTable(curve: Judged['analysis']['selective']['curve']): Markup {
  const tenths = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);
  const near = tenths.map((coverage) =>
    curve.reduce((best, point) =>
      Math.abs(point.coverage - coverage) < Math.abs(best.coverage - coverage) ? point : best,
    ),
  );
  return table(
    'Risk by coverage',
    [
      { head: 'images answered', number: true },
      { head: 'confidence from', number: true },
      { head: 'wrong of these', number: true },
    ],
    [...new Set(near)].map(({ coverage, threshold, risk }) => [
      ...[percent(coverage), fixed(threshold, 3), percent(risk)],
    ]),
  );
}

function rate(value: Rate | null): Content {
  return value === null ? '–' : html`${percent(value.value)} <small>${interval(value)}</small>`;
}
