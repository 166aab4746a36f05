/** The sections of the page of `vultus labels`. */
import type { Precision } from '../evaluate/referee.js';
import { lastPart } from '../util/paths.js';
import { integer, interval, percent } from './format.js';
import type { LabelsReport, ShownIssue } from './labels-types.js';
import { type Content, html, type Markup } from './markup.js';
import { again, chart, facts, folded, section, slot, table } from './parts.js';

/** How well the suggestions agree with people who never saw the labels. */
export function refereeSection(referee: NonNullable<LabelsReport['referee']>): Markup {
  const lead = html`<p>The votes (${lastPart(referee.source)}) took no part in finding the suggestions.</p>
<p><b>Called wrong</b>: most voters chose another class. Where the label ties for most votes, or most chose contempt, “unknown” or “not a face”, it counts as not wrong.</p>
<p><b>Confirmed</b>: the suggestion alone has most votes.</p>`;
  return section('referee', 'Voters', lead, [
    referee.curve.length > 0 &&
      chart('precision', 'Suggestions that the voters agree with', 'the first so many, the worst first'),
    precisionTable(referee),
    referee.curve.length > 0 && folded('The curve as a table', curveTable(referee)),
  ]);
}

function precisionTable({ first, random }: NonNullable<LabelsReport['referee']>): Markup {
  const line = (name: string, { wrong, confirmed, outside, count }: Precision): Content[] => [
    name,
    html`${percent(wrong.value)} <small>${interval(wrong)}</small>`,
    html`${percent(confirmed.value)} <small>${interval(confirmed)}</small>`,
    `${integer(outside)} of ${integer(count)}`,
  ];
  return table(
    'Labels that the voters call wrong',
    [
      { head: 'labels' },
      { head: 'called wrong', number: true },
      { head: 'suggestion confirmed', number: true },
      { head: 'voted none of the classes', number: true },
    ],
    [
      ...first.map((precision) => line(`first ${integer(precision.count)}`, precision)),
      line('any label, as a random choice', random),
    ],
  );
}

function curveTable({ curve }: NonNullable<LabelsReport['referee']>): Markup {
  return table(
    'Share of the first suggestions that the voters agree with',
    [
      { head: 'first', number: true },
      { head: 'called wrong', number: true },
      { head: 'confirmed', number: true },
    ],
    curve.map(({ count, wrong, confirmed }) => [integer(count), percent(wrong), percent(confirmed)]),
  );
}

/** Side in CSS pixels. */
const FACE = 72;
/** Suggestions in view before the rest is opened. */
const AT_ONCE = 24;

export function issuesSection({ shown, issues }: LabelsReport): Markup {
  const lead = html`<p>The first ${integer(shown.length)} of ${integer(issues)}, the worst first: the label, then what the networks say instead, each with its probability.</p>`;
  if (shown.length === 0) {
    return section('issues', 'Suggestions', null, html`<p class="empty">No label seems to be wrong.</p>`);
  }
  const rest = shown.slice(AT_ONCE);
  return section('issues', 'Suggestions', lead, [
    html`<ol class="suggestions">${shown.slice(0, AT_ONCE).map(card)}</ol>`,
    rest.length > 0 &&
      folded(
        `${integer(rest.length)} more`,
        html`<ol class="suggestions" start="${AT_ONCE + 1}">${rest.map(card)}</ol>`,
      ),
  ]);
}

function card(issue: ShownIssue): Markup {
  const { rank, row, label, suggested, votes, judgement } = issue;
  return html`<li>${slot(row, FACE, `row ${integer(row)}, labelled ${label}`)}<span>
<span class="rank">${integer(rank)} · row ${integer(row)}</span>
<span class="change"><b>${label}</b> ${percent(issue.labelProbability, 0)} → <b>${suggested}</b> ${percent(issue.suggestedProbability, 0)}</span>
${votes !== undefined && html`<span class="votes">votes: ${votes}</span>`}
${judgement && html`<span class="tag ${judgement.wrong ? 'unseen' : 'unknown'}">${judgementText(judgement)}</span>`}</span></li>
`;
}

function judgementText({ wrong, confirmed, outside }: NonNullable<ShownIssue['judgement']>): string {
  if (confirmed) return 'confirmed';
  if (wrong) return 'label called wrong';
  return outside ? 'none of the classes' : 'label stands';
}

export function pairsSection(report: LabelsReport): Markup {
  const { classes, calibrated, thresholds, suggested } = report;
  const lead = html`<p>How many images with each label seem to be of each class, scaled to all images of the label (the calibrated confident joint).</p>`;
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  return section('pairs', 'Classes', lead, [
    chart('pairs', 'Labels and what the faces seem to be'),
    folded(
      'The matrix as a table',
      table(
        'Images by label and by what they seem to be',
        [{ head: 'label' }, ...classes.map((head) => ({ head, number: true }))],
        calibrated.map((counts, c) => [classes[c], ...counts.map(integer)]),
      ),
    ),
    table(
      'Suggestions by class',
      [
        { head: 'label' },
        { head: 'images', number: true },
        { head: 'doubted', number: true },
        { head: 'share', number: true },
        { head: 'threshold', number: true },
      ],
      classes.map((name, c) => {
        const images = sum(calibrated[c]);
        const doubted = sum(suggested[c]);
        const share = percent(images === 0 ? null : doubted / images);
        return [name, integer(images), integer(doubted), share, thresholds[c]?.toFixed(3) ?? '–'];
      }),
    ),
  ]);
}

export function methodSection(report: LabelsReport): Markup {
  const { command, fingerprint, folds, network, split } = report;
  const lead = html`<p>Confident learning (Northcutt, Jiang and Chuang 2021): an image counts for a class when its probability reaches the mean that the class’s own images have.</p>
<p>The same data, settings and seed give the same suggestions, with any number of threads.</p>`;
  return section('method', 'Method', lead, [
    again(command),
    facts([
      ['split', split],
      ['seed', network.seed],
      ['data (SHA-256)', html`<code>${fingerprint}</code>`],
    ]),
    table(
      'Folds',
      [
        { head: 'fold' },
        { head: 'images', number: true },
        { head: 'accuracy', number: true },
        { head: 'weights (SHA-256)' },
      ],
      folds.map(({ count, accuracy, hash }, i) => [
        integer(i + 1),
        integer(count),
        html`${percent(accuracy.value)} <small>${interval(accuracy)}</small>`,
        html`<code title="${hash}">${hash.slice(0, 16)}</code>`,
      ]),
    ),
  ]);
}
