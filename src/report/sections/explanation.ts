/** What the network looks at: mean heat maps by class, the faces with their own, and whether the maps can be believed. */

import type { Sanity, Thirds } from '../../explain/index.js';
import { formatCounted } from '../../util/format.js';
import { integer, percent } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, folded, section, table } from '../parts.js';
import type { ReportClassHeat, ReportData, ReportExplanation, ReportHeat } from '../types.js';

const METHODS: Readonly<Record<ReportExplanation['method'], { name: string; colour: string }>> = {
  'grad-cam': {
    name: 'Grad-CAM',
    colour: 'places of the last convolution’s map that raise the logit of the network’s answer',
  },
  saliency: {
    name: 'saliency',
    colour: 'pixels whose change would change the logit of the network’s answer most, up or down',
  },
  occlusion: {
    name: 'occlusion',
    colour: 'places that cost the network’s answer probability when a gray patch covers them',
  },
};

/** Sides in CSS pixels. */
const CARD = 104;
const FACE = 64;

/** One section of a run's report; none without an explanation. */
export function explanationSection({ explanation }: ReportData): Markup | undefined {
  if (!explanation) return undefined;
  return section('explanation', 'Explanation', lead(explanation), [
    heatControls(),
    html`<article><h3>By class</h3>${classCards(explanation)}</article>`,
    html`<article><h3>Faces</h3>${faceRows(explanation)}</article>`,
    explanation.sanity && html`<article><h3>Sanity check</h3>${sanityCheck(explanation.sanity)}</article>`,
  ]);
}

/** The same as a page of its own. */
export function explanationSections(
  explanation: ReportExplanation,
): { readonly id: string; readonly title: string; readonly body: Markup }[] {
  const { sanity } = explanation;
  const sections = [
    {
      id: 'classes',
      title: 'By class',
      about: lead(explanation),
      body: [heatControls(), classCards(explanation)],
    },
    { id: 'faces', title: 'Faces', about: facesLead(explanation), body: [faceRows(explanation)] },
    ...(sanity ? [{ id: 'sanity', title: 'Sanity check', about: null, body: [sanityCheck(sanity)] }] : []),
  ];
  return sections.map(({ id, title, about, body }) => ({ id, title, body: section(id, title, about, body) }));
}

export function methodText({ method, layer }: ReportExplanation): string {
  return `${METHODS[method].name}${layer === undefined ? '' : ` of layer ${layer}`}`;
}

function lead(explanation: ReportExplanation): Markup {
  return html`<p>${formatCounted(explanation.images.length, 'face')} of ${explanation.split}, by ${methodText(explanation)}. Colour marks ${METHODS[explanation.method].colour}; the brightest is each picture’s own strongest place.</p>
<p>A map tells where the network looks, not whether it is right to.</p>`;
}

function facesLead({ images }: ReportExplanation): Markup {
  const wrong = images.filter(({ truth, answer }) => truth !== answer).length;
  return html`<p>By true class; ${integer(wrong)} of ${integer(images.length)} ${wrong === 1 ? 'is' : 'are'} answered wrongly and framed. Each map is that of the network’s answer.</p>`;
}

function heatControls(): Markup {
  return html`<div class="heatbar"><div id="chart-heat" class="plot"></div>
<label>heat <input type="range" id="heat-strength" min="0" max="100" step="5" value="80"></label> <small>press <kbd>h</kbd> to hide and show it</small></div>`;
}

function classCards({ classes, layer }: ReportExplanation): Content {
  return [
    html`<div class="heatcards">${classes.map(classCard)}</div>`,
    html`<p class="note">The mean map of recognised faces over their mean face.${layer !== undefined && ' A layer’s map may end before the picture does.'}</p>`,
    folded(
      'Where on the image it lies, as a table',
      table(
        'Shares of each class’s mean map in the thirds of the image',
        [{ head: 'class' }, { head: 'faces', number: true }, ...THIRD_COLUMNS],
        classes.map(({ name, count, thirds }) => [name, integer(count), ...thirdCells(thirds)]),
      ),
    ),
  ];
}

const THIRD_COLUMNS = ['upper third', 'middle third', 'lower third'].map((head) => ({ head, number: true }));

const thirdCells = (thirds: Thirds | undefined): string[] =>
  thirds ? thirds.map((share) => percent(share, 0)) : ['–', '–', '–'];

function classCard({ name, count, heat, face, thirds }: ReportClassHeat): Markup {
  if (heat === undefined || face === undefined || !thirds) {
    return html`<figure class="heatcard"><figcaption><strong>${name}</strong> no recognised face</figcaption></figure>`;
  }
  const where = ['upper', 'middle', 'lower'][thirds.indexOf(Math.max(...thirds))];
  const label = `mean heat map of ${name}: most in the ${where} third`;
  return html`<figure class="heatcard"><span class="heated" role="img" aria-label="${label}" data-face="${face}" data-heat="${heat}" data-size="${CARD}" style="width:${CARD}px;height:${CARD}px"></span>
<figcaption><strong>${name}</strong> ${formatCounted(count, 'face')}, ${percent(Math.max(...thirds), 0)} in the ${where} third</figcaption></figure>`;
}

function faceRows({ classes, images }: ReportExplanation): Content {
  const rows = classes.map(({ name }, code) => ({ name, own: images.filter(({ truth }) => truth === code) }));
  return [
    rows
      .filter(({ own }) => own.length > 0)
      .map(
        ({ name, own }) =>
          html`<div class="heatrow"><h4>${name}</h4><div>${own.map((image) => faceFigure(image, classes))}</div></div>`,
      ),
    folded('The faces as a table', facesTable(classes, images)),
  ];
}

function faceFigure(
  { row, truth, answer, probability, heat, thirds }: ReportHeat,
  classes: ReportExplanation['classes'],
): Markup {
  const said = `${classes[answer].name} ${percent(probability, 0)}`;
  const where = thirds ? '' : ', nothing speaks for it';
  const label = `row ${row}: ${classes[truth].name}, called ${said}${where}`;
  const kind = truth === answer ? 'heated' : 'heated wrong';
  return html`<figure class="heatface"><span class="${kind}" role="img" aria-label="${label}" title="${label}" data-row="${row}" data-heat="${heat}" data-size="${FACE}" style="width:${FACE}px;height:${FACE}px"></span><figcaption>${said}</figcaption></figure>`;
}

function facesTable(classes: ReportExplanation['classes'], images: readonly ReportHeat[]): Markup {
  return table(
    'The faces that are explained',
    [
      { head: 'row', number: true },
      ...[{ head: 'true class' }, { head: 'answer' }, { head: 'probability', number: true }],
      ...THIRD_COLUMNS,
    ],
    images.map(({ row, truth, answer, probability, thirds }) => [
      integer(row),
      ...[classes[truth].name, classes[answer].name, percent(probability)],
      ...thirdCells(thirds),
    ]),
  );
}

function sanityCheck(sanity: Sanity): Content {
  return [
    html`<p><span class="tag ${sanity.passed ? 'unseen' : 'unknown'}">${sanity.passed ? 'passed' : 'not passed'}</span> ${sanitySentence(sanity)}</p>`,
    chart(
      'sanity',
      'Likeness to the trained network’s maps',
      'as weights become random, from the logits down',
    ),
    html`<p class="note">${formatCounted(sanity.images, 'face')}; Spearman’s rank correlation of the maps, mean (Adebayo et al. 2018). For comparison: ${signed(sanity.untrained)} between two networks that learned nothing, ${signed(sanity.betweenImages)} between the trained network’s maps of different faces.</p>`,
    folded(
      'The check as a table',
      table(
        'Rank correlation with the trained network’s maps',
        [{ head: 'random from the logits down to layer' }, { head: 'rank correlation', number: true }],
        sanity.stages.map(({ path, type, similarity }) => [`${path} (${type})`, signed(similarity, 3)]),
      ),
    ),
  ];
}

/** With a minus sign, which a hyphen is not. */
const signed = (value: number, digits = 2): string => value.toFixed(digits).replace('-', '−');

/** What the check found, in words. */
export function sanitySentence({ passed, stages }: Sanity): string {
  const left = signed(stages.at(-1)?.similarity ?? Number.NaN);
  return passed
    ? `With random weights in place of the learned ones the maps’ rank correlation with the trained network’s falls from 1 to ${left}: they show what the network learned.`
    : `With random weights in place of the learned ones the maps still have a rank correlation of ${left} with the trained network’s: they show the image itself more than what the network learned, so take them with care.`;
}
