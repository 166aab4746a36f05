/** A model card as Markdown. */
import type { Rate } from '../../evaluate/interval.js';
import { compact, integer, interval, percent } from '../format.js';
import { weighedText } from '../temperature.js';
import { block, code, list, markdownTable, plain } from './markdown.js';
import type { Card, CardAverage, CardEvaluation, CardRobustness, CardTraining } from './types.js';

const UNKNOWN = 'not known';
/** Letters of a setting's value. */
const LONGEST = 120;

/** The card as one text; the same card gives the same bytes. */
export function cardMarkdown(card: Card): string {
  const { statements, evaluations } = card;
  const parts = [
    `# Model card: ${plain(card.name)}`,
    'After Mitchell et al. 2019, “Model cards for model reporting”. ' +
      `Written by ${plain(card.createdBy)} from what the run recorded; what is not known is said to be not known.`,
    '## Model',
    modelTable(card),
    '## Intended use',
    list(statements.intended),
    '### Not intended',
    list(statements.notIntended),
    '### What an expression says',
    statements.expression.join(' '),
    '### The law of the European Union',
    'The AI Act, Regulation (EU) 2024/1689:',
    list(statements.law),
    '## Data and licence',
    dataTable(card),
    card.data.origin.map(plain).join(' '),
    '## Training',
    ...(card.average ? averageParts(card.average) : trainingParts(card.training)),
    '## Metrics',
    ...(evaluations.length === 0 ? [NOT_MEASURED] : evaluations.flatMap(evaluationParts)),
    '## Calibration',
    ...(evaluations.length === 0 ? ['Not measured.'] : [calibrationTable(evaluations), CALIBRATION_NOTE]),
    temperatureText(card.model),
    '## Robustness',
    ...(card.robustness.length === 0 ? [NOT_DAMAGED] : card.robustness.flatMap(robustnessParts)),
    '## Limits',
    list(statements.limits.map(plain)),
  ];
  return `${parts.join('\n\n')}\n`;
}

const NOT_MEASURED = 'Not measured: `vultus card RUN --data DATA --split SPLIT` measures and says it here.';
const NOT_DAMAGED =
  'Not measured: `vultus robustness RUN --data DATA` measures it, and the next card says it here.';
const CALIBRATION_NOTE =
  'Expected calibration error over 15 bins of equal numbers of images: how far confidence and accuracy lie apart. ' +
  'Brier score: 0 is best, 2 worst.';

function temperatureText({ temperature }: Card['model']): string {
  if (temperature === null) return 'The model holds no temperature: its probabilities are used as trained.';
  const { value, split, images, weighed } = temperature;
  return `All these figures are as trained. \`model.json\` holds a temperature of ${value.toFixed(2)}, fitted on ${integer(images)} ${images === 1 ? 'image' : 'images'} of ${plain(split)}${weighedText(weighed ?? undefined)}: divide the logits by it before the softmax, and the probabilities mean more.`;
}

function modelTable({ model }: Card): string {
  return markdownTable(
    ['', ''],
    [
      ['network', plain(model.network)],
      ['answers', `one of ${model.classes.length} classes: ${plain(model.classes.join(', '))}`],
      ['input', 'one face, 48×48 pixels, gray'],
      ['parameters', `${integer(model.parameters)} (${compact(model.macs)} multiply-accumulates an image)`],
      ['weights (SHA-256)', code(model.hash)],
      ...(model.trainedHash === null ? [] : [['before rounding (SHA-256)', code(model.trainedHash)]]),
      ['licence of the weights', model.licence === null ? UNKNOWN : plain(model.licence)],
      ...(model.notes === null ? [] : [['notes', plain(model.notes)]]),
    ],
    'll',
  );
}

function dataTable({ data, training, average }: Card): string {
  const trainings = average === null ? [training] : average.networks.map((network) => network.training);
  const taught = trainings.some((one) => one !== null && one.teacherShare !== null);
  return markdownTable(
    ['', ''],
    [
      ['trained on', data.source === null ? UNKNOWN : code(data.source)],
      ['images', data.count === null ? UNKNOWN : integer(data.count)],
      ['fingerprint (SHA-256)', data.fingerprint === null ? UNKNOWN : code(data.fingerprint)],
      ['labels', labelsText(data, taught)],
      ['licence of the data', data.licence === null ? UNKNOWN : plain(data.licence)],
    ],
    'll',
  );
}

function labelsText({ votes, voteShare }: Card['data'], taught: boolean): string {
  if (votes === null) return UNKNOWN;
  const mixed = voteShare !== null && voteShare < 1;
  const text = mixed ? `${percent(voteShare)} ${VOTES[votes]}, the rest as the data has them` : VOTES[votes];
  return taught ? `${text}; they are not all that it learned from (targets, below)` : text;
}

const VOTES = {
  none: 'one a picture, as the data has them',
  soft: 'shares of several people’s votes',
  majority: 'the majority of several people’s votes',
  ferplus: 'shares of several people’s votes, by the rules of FER+',
} as const;

/** Each network's training, and how they became one. */
function averageParts({ networks, command }: CardAverage): string[] {
  return [
    `The mean of the logits of ${networks.length} networks, each trained by itself on the same images.`,
    ...(command === null ? [] : ['What made one of them:', block(command)]),
    ...networks.flatMap(({ name, training }) => [`### ${plain(name)}`, ...trainingParts(training)]),
  ];
}

function trainingParts(training: Card['training']): string[] {
  if (training === null) return ['Not known: the run is not at hand.'];
  const { images, seed, epochs, plannedEpochs, keptEpoch, teacherShare } = training;
  const versions = Object.entries(training.versions).map(([name, value]) => `${name} ${value}`);
  const facts = [
    [
      'epochs',
      epochs === plannedEpochs ? integer(epochs) : `${integer(epochs)} of ${integer(plannedEpochs)}`,
    ],
    ['weights of epoch', keptEpoch === null ? UNKNOWN : integer(keptEpoch)],
    ['seed', String(seed)],
    ['images to train', integer(images.train)],
    ...(teacherShare === null
      ? []
      : [['targets', `${percent(teacherShare)} of each is what a teacher says of the image`]]),
    ['images to validate', integer(images.validation)],
    ['copies of other splits taken out', integer(images.copiesRemoved)],
    ...(images.dropped > 0 ? [['images left out by name', integer(images.dropped)]] : []),
    ...training.roles.map(({ split, role }) => [`split ${plain(split)}`, plain(role)]),
    ['started', plain(training.started)],
    ['versions', plain(versions.join(', '))],
  ];
  const settings = training.settings.map(([name, value]) => [code(name), code(shortened(value))]);
  return [
    markdownTable(['', ''], facts, 'll'),
    ...commandParts(training),
    '<details><summary>Every setting</summary>',
    markdownTable(['setting', 'value'], settings, 'll'),
    '</details>',
  ];
}

function commandParts({ command, teacherCommand, teacherShare }: CardTraining): string[] {
  if (command === null) return ['The command that started it is not known.'];
  const taught = teacherShare === null ? '' : ', teacher';
  return [
    ...(teacherCommand === null
      ? []
      : ['Its teacher is what this command found of the labels:', block(teacherCommand)]),
    `The same data, settings${taught} and seed give the same weights, bit for bit:`,
    block(command),
  ];
}

/** `62.3 % (60.7–63.9 %)` */
function rate(value: Rate | null): string {
  return value === null ? '–' : `${percent(value.value)} (${interval(value)})`;
}

/** `0.53 (0.51–0.55)` for what is no share. */
function figure(value: Rate | null): string {
  if (value === null) return '–';
  return `${value.value.toFixed(3)} (${value.low.toFixed(3)}–${value.high.toFixed(3)})`;
}

function evaluationParts(evaluation: CardEvaluation): string[] {
  const { split, count, note, intervals, perClass } = evaluation;
  const scores = [
    ['accuracy', rate(evaluation.accuracy)],
    ['right class among the first two', rate(evaluation.top2)],
    ['balanced accuracy', rate(intervals.balancedAccuracy)],
    ['macro F1', rate(intervals.macroF1)],
    ['Cohen’s kappa', figure(intervals.kappa)],
    ['log loss (nats)', figure(intervals.loss)],
    ['area under ROC, mean of classes', evaluation.macroRocArea?.toFixed(3) ?? '–'],
    ['average precision, mean of classes', evaluation.macroAveragePrecision?.toFixed(3) ?? '–'],
  ];
  const classes = perClass.map((score) => [
    plain(score.name),
    integer(score.support),
    rate(score.recall),
    rate(score.precision),
    percent(score.f1),
  ]);
  return [
    `### ${plain(split)}`,
    `${integer(count)} images. ${plain(note)}`,
    markdownTable(['score', 'value (95 % interval)'], scores, 'lr'),
    markdownTable(['class', 'images', 'recall', 'precision', 'F1'], classes, 'lrrrr'),
    'Intervals: Wilson for shares, else 1,000 bootstrap samples. A dash stands for a share of nothing.',
  ];
}

function calibrationTable(evaluations: readonly CardEvaluation[]): string {
  return markdownTable(
    [
      'split',
      'expected calibration error',
      'largest error of a bin',
      'confidence minus accuracy',
      'Brier score',
    ],
    evaluations.map(({ split, calibration }) => [
      plain(split),
      calibration.ece.toFixed(3),
      calibration.largestError.toFixed(3),
      calibration.overconfidence.toFixed(3),
      calibration.brier.toFixed(3),
    ]),
    'lrrrr',
  );
}

/** A long list (of rows, say) is cut: config.json has it in full. */
function shortened(value: string): string {
  return value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
}

/** A line for all intervals, which would fill the table. */
function widthText(rows: CardRobustness['summary']['rows']): string {
  const rates = rows.flatMap(({ accuracies }) => accuracies.filter((one) => one !== null));
  if (rates.length === 0) return '';
  const widest = Math.max(...rates.map(({ low, high }) => high - low));
  return `The 95 % interval (Wilson) of each share below is at most ${(widest * 100).toFixed(1)} points wide.`;
}

function robustnessParts({ split, note, summary }: CardRobustness): string[] {
  const { rows, clean, mean, count } = summary;
  const table = rows.map(({ name, measure, strengths, accuracies, mean: average }) => [
    `${name} (${plain(measure)}: ${strengths.join(', ')})`,
    ...accuracies.map((one) => percent(one?.value)),
    percent(average),
  ]);
  const verdict =
    mean === null
      ? 'The measurement is not complete: a dash stands for what is missing.'
      : `Mean over all damage: ${percent(mean.accuracy)}, ${percent(mean.kept)} of the clean accuracy.`;
  return [
    `### ${plain(split)}, damaged`,
    `${integer(count)} images, damaged in nine ways at five strengths (after Hendrycks & Dietterich 2019). ${plain(note)}`,
    `Clean accuracy ${rate(clean)}. ${verdict} ${widthText(rows)}`,
    markdownTable(['damage', '1', '2', '3', '4', '5', 'mean'], table, 'lrrrrrr'),
  ];
}
