/** The top of the page: what network, what data, how many images, how well, and on which split. */

import type { Evaluation } from '../evaluate/evaluate.js';
import { formatCounted } from '../util/format.js';
import { bytes, compact, duration, integer, interval, percent } from './format.js';
import { type Content, html, type Markup } from './markup.js';
import { maker } from './parts.js';
import type { ReportData, ReportEvaluation } from './types.js';

/** What each role means for the figure, said plainly. */
export const ROLES: Readonly<
  Record<ReportEvaluation['role'], { tag: string; meaning: (split: string) => string }>
> = {
  unseen: {
    tag: 'unseen',
    meaning: (split) => `No epoch and no setting was chosen on ${split}.`,
  },
  validation: {
    tag: 'not unseen',
    meaning: (split) => `The epoch was chosen on ${split}, so expect a little less on new images.`,
  },
  mixed: {
    tag: 'partly seen',
    meaning: (split) => `Some images of ${split} are exact copies of training images.`,
  },
  training: {
    tag: 'trained on',
    meaning: (split) => `The network learned from ${split}; this says nothing about new images.`,
  },
  unknown: {
    tag: 'use unknown',
    meaning: (split) => `Nothing here tells whether ${split} was used in training.`,
  },
};

/** What the split's role means for its figure. */
export function meaningOf(entry: Pick<ReportEvaluation, 'split' | 'role' | 'sentence'>): string {
  return entry.sentence ?? ROLES[entry.role].meaning(entry.split);
}

/** The evaluation that makes the headline: the first on unseen images, else the first. */
export function headlineOf<Entry extends Pick<ReportEvaluation, 'role'>>(
  evaluations: readonly Entry[],
): Entry | undefined {
  return evaluations.find((entry) => entry.role === 'unseen') ?? evaluations[0];
}

/** The share that always answering the most frequent class would get. */
export function baselineOf(evaluation: Evaluation): { name: string; share: number } {
  let most = evaluation.perClass[0];
  for (const score of evaluation.perClass) if (score.support > most.support) most = score;
  return { name: most.name, share: most.support / evaluation.count };
}

export function header(data: ReportData): Markup {
  const main = headlineOf(data.evaluations);
  return html`<header id="top">
${maker(data.createdBy, data.createdAt)}
<h1>${data.name}</h1>
<p class="what">${subtitle(data)}</p>
${main ? headlineNumber(main) : html`<p class="unmeasured">Not evaluated: there is no accuracy to report.</p>`}
${strip(data)}
</header>
`;
}

/** `classic, trained for 40 epochs on fer2013.csv.gz (28,709 images)` */
export function subtitle(data: ReportData): string {
  const images = totalImages(data);
  const source = `${data.data.source} (${formatCounted(images, 'image')}, ${data.data.classes.length} classes)`;
  const epochs = data.training?.epochs.length;
  if (epochs === undefined) return `The network ${data.model.name} on ${source}`;
  if (epochs === 0) return `The network ${data.model.name}, not trained yet, on ${source}`;
  return `The network ${data.model.name}, trained for ${integer(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'} on ${source}`;
}

export function totalImages(data: ReportData): number {
  return data.data.splits.reduce((sum, split) => sum + split.counts.reduce((a, b) => a + b, 0), 0);
}

function headlineNumber(entry: ReportEvaluation): Markup {
  const { evaluation, role, split } = entry;
  return html`<div class="headline">
<p class="figure"><span class="big">${percent(evaluation.accuracy.value)}</span> <span class="of">accuracy<br>95${'\u202f'}% interval ${interval(evaluation.accuracy)}</span></p>
${ruler(evaluation)}
<p class="role"><span class="tag ${role}">${ROLES[role].tag}</span> ${split}, ${formatCounted(evaluation.count, 'image')}. ${meaningOf(entry)}</p>
</div>`;
}

/** A line from 0 to 100 % with the interval on it and what guessing would reach. */
function ruler(evaluation: Evaluation): Markup {
  const { accuracy } = evaluation;
  const baseline = baselineOf(evaluation);
  const at = (share: number): string => `${(100 * share).toFixed(2)}%`;
  const label = `Accuracy ${percent(accuracy.value)}, interval ${interval(accuracy)}; always answering ${baseline.name} gives ${percent(baseline.share)}.`;
  return html`<div class="ruler" role="img" aria-label="${label}">
<span class="band" style="left:${at(accuracy.low)};width:${at(accuracy.high - accuracy.low)}"></span>
<span class="mark" style="left:${at(accuracy.value)}"></span>
<span class="base" style="left:${at(baseline.share)}"><span class="${baseline.share > 0.5 ? 'leftward' : ''}">always “${baseline.name}”: ${percent(baseline.share)}</span></span>
<span class="end zero">0</span>${baseline.share < 0.9 && html`<span class="end full">100${'\u202f'}%</span>`}
</div>`;
}

/** A row of the run's key figures. */
function strip(data: ReportData): Markup {
  const { model, training } = data;
  const entries: [string, Content][] = [
    ['parameters', compact(model.parameters)],
    ['MACs an image', compact(model.macs)],
  ];
  if (training && training.epochs.length > 0) {
    entries.push(['training time', duration(training.seconds)]);
    entries.push(['training speed', `${integer(training.imagesPerSecond)} images/s`]);
  }
  if (model.memoryBytes !== undefined) entries.push(['memory', bytes(model.memoryBytes)]);
  entries.push(['weights', html`<code title="${data.hash}">${data.hash.slice(0, 12)}</code>`]);
  return html`<dl class="strip">${entries.map(
    ([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
