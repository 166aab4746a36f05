/** How training went: accuracy and loss of both splits, learning rate, gradient norm and throughput. */
import { duration, fixed, integer, percent, short } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, choice, facts, folded, section, table } from '../parts.js';
import type { ReportData, ReportSteps, ReportTraining } from '../types.js';

const UNTRAINED = 'Nothing was trained for this report: it judges a network as it was found.';

const averaged = (names: readonly string[]): string =>
  `The network is the mean of ${names.length}, each trained by itself: ${names.join(', ')}. Their settings stand below.`;

function without(why: string): Markup {
  return section('training', 'Training', null, html`<p class="empty">${why}</p>`);
}

export function trainingSection(data: ReportData): Markup {
  const { training } = data;
  if (!training) return without(data.averageOf ? averaged(data.averageOf) : UNTRAINED);
  if (training.epochs.length === 0) return without('No epoch was finished, so there are no curves to show.');
  return section('training', 'Training', html`<p>${sentence(training)}</p>`, [
    training.steps &&
      choice('axis', 'Curves by', [
        ['epoch', 'epoch'],
        ['step', 'step'],
      ]),
    html`<div class="pair">${chart('accuracy', 'Accuracy')}${chart('loss', 'Loss')}</div>`,
    html`<p class="note">${caution(training)}</p>`,
    html`<div class="trio">${chart('rate', 'Learning rate', 'of the last step')}${chart('norm', 'Gradient norm', 'before clipping')}${chart('speed', 'Throughput', 'validation left out')}</div>`,
    folded('The epochs as a table', epochTable(training)),
    training.steps && folded('The steps as a table', stepTable(training.steps)),
    facts([
      ['time, validation included', duration(training.seconds)],
      ['throughput, validation left out', `${integer(training.imagesPerSecond)} images/s`],
    ]),
  ]);
}

function sentence(training: ReportTraining): string {
  const done = training.epochs.length;
  const parts = [
    `${integer(done)} of ${integer(training.plannedEpochs)} epochs in ${duration(training.seconds)}.`,
  ];
  if (training.stopped) parts.push(`Training ${training.stopped}.`);
  const best = training.epochs.find((record) => record.epoch === training.bestEpoch);
  if (best) {
    const on = best.validation
      ? ` (${percent(best.validation.accuracy)} on ${training.validationSplit ?? 'validation'})`
      : '';
    parts.push(`The weights of epoch ${best.epoch} were kept${on}.`);
  }
  return parts.join(' ');
}

/** Why the two curves are not measured alike. */
function caution(training: ReportTraining): string {
  const batches = training.steps ? 'the batches of an epoch or of a few steps,' : "each epoch's batches";
  const measured = `The ${training.trainSplit} curve is the mean over ${batches} while the weights change, with augmentation and dropout at work`;
  return training.validationSplit
    ? `${measured}; the ${training.validationSplit} curve is measured after the epoch without either, so it can lie above.`
    : `${measured}. No split was kept to judge the epochs on.`;
}

const number = (head: string): { head: string; number: true } => ({ head, number: true });

function epochTable(training: ReportTraining): Markup {
  return table(
    'Epochs',
    [
      number('epoch'),
      number('training accuracy'),
      number('training loss'),
      number('validation accuracy'),
      number('validation loss'),
      number('learning rate'),
      number('gradient norm'),
      number('images/s'),
      number('seconds'),
    ],
    training.epochs.map((record): Content[] => [
      record.epoch === training.bestEpoch ? html`${record.epoch} <b title="kept">●</b>` : record.epoch,
      percent(record.train.accuracy, 2),
      fixed(record.train.loss, 4),
      percent(record.validation?.accuracy, 2),
      fixed(record.validation?.loss, 4),
      short(record.learningRate),
      fixed(record.gradientNorm, 3),
      integer(record.imagesPerSecond),
      record.seconds.toFixed(1),
    ]),
  );
}

function stepTable(steps: ReportSteps): Markup {
  return table(
    'Steps, with means since the step above',
    [
      number('step'),
      number('training accuracy'),
      number('training loss'),
      number('learning rate'),
      number('gradient norm'),
      number('images/s'),
    ],
    steps.update.map((update, i): Content[] => [
      integer(update),
      percent(steps.accuracy[i], 2),
      fixed(steps.loss[i], 4),
      short(steps.learningRate[i]),
      fixed(steps.gradientNorm[i], 3),
      integer(steps.imagesPerSecond[i]),
    ]),
  );
}
