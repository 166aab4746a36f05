/** How training went: both splits' accuracy and loss by epoch, and the learning rate. */
import { duration, fixed, integer, percent, short } from '../format.js';
import { type Content, html, type Markup } from '../markup.js';
import { chart, facts, folded, section, table } from '../parts.js';
import type { ReportData, ReportTraining } from '../types.js';

export function trainingSection(data: ReportData): Markup {
  const { training } = data;
  if (!training) {
    return section(
      'training',
      'Training',
      null,
      html`<p class="empty">Nothing was trained for this report: it judges a network as it was found.</p>`,
    );
  }
  if (training.epochs.length === 0) {
    return section(
      'training',
      'Training',
      null,
      html`<p class="empty">No epoch was finished, so there are no curves to show.</p>`,
    );
  }
  return section('training', 'Training', html`<p>${sentence(training)}</p>`, [
    html`<div class="pair">${chart('accuracy', 'Accuracy', 'by epoch')}${chart('loss', 'Loss', 'by epoch')}</div>`,
    html`<p class="note">${caution(training)}</p>`,
    chart('rate', 'Learning rate', 'at the end of each epoch'),
    folded('The epochs as a table', epochTable(training)),
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
  const measured = `The ${training.trainSplit} curve is the mean over each epoch's batches while the weights change, with augmentation and dropout at work`;
  return training.validationSplit
    ? `${measured}; the ${training.validationSplit} curve is measured after the epoch without either, so it can lie above.`
    : `${measured}. No split was kept to judge the epochs on.`;
}

function epochTable(training: ReportTraining): Markup {
  const number = (head: string): { head: string; number: true } => ({ head, number: true });
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
