/** What follows the folds of `vultus labels`: find the issues, judge them, write and print everything. */
import { join } from 'node:path';
import { VOTE_NAMES, type Votes, votesOfRows, votesText, writeIssues } from '../data/index.js';
import { writeProbabilities } from '../data/probabilities-csv.js';
import type { Dataset } from '../data/types.js';
import {
  argmax,
  doubtsTable,
  estimateLabels,
  findLabelIssues,
  firstIssuesTable,
  type LabelEstimates,
  type LabelIssues,
  type Refereed,
  rateText,
  referee,
  refereeTable,
} from '../evaluate/index.js';
import { judgeLabel } from '../evaluate/referee.js';
import { writeFileAtomic } from '../export/index.js';
import { gatherLabels } from '../report/gather-labels.js';
import { renderLabels } from '../report/labels-page.js';
import type { LabelsReport } from '../report/labels-types.js';
import type { OutOfSample } from '../train/cross-validate.js';
import { foldFiles } from '../train/folds-record.js';
import type { TrainConfig } from '../train/index.js';
import { cutWords } from '../train/label-targets.js';
import { formatCounted } from '../util/format.js';
import { commandLine, quoted } from './fresh.js';
import { showCount } from './progress.js';
import { print, printJson, table } from './terminal.js';
import { version } from './version.js';

/** Suggestions printed one by one. */
const LISTED = 10;

export interface FinishLabelsOptions {
  readonly dataset: Dataset;
  readonly rows: Uint32Array;
  readonly split: string;
  readonly answers: OutOfSample;
  readonly config: TrainConfig;
  readonly directory: string;
  readonly voters?: { readonly votes: Votes; readonly verdicts: Uint16Array; readonly source: string };
  readonly json: boolean;
  readonly signal: AbortSignal;
  /** What was left out, and whether with copies of it. */
  readonly validation?: TrainConfig['validation'];
  readonly keepDuplicates?: boolean;
  /** The data was read without its bad rows, as whatever uses the issues has to. */
  readonly skipBad?: boolean;
}

export async function finishLabels(options: FinishLabelsOptions): Promise<void> {
  const { dataset, rows, split, answers, config, directory, voters } = options;
  const { probabilities, foldOf } = answers;
  const k = dataset.classes.length;
  const found = findLabelIssues(probabilities, labelsOf(dataset, rows), k);
  const verdicts = voters && Uint16Array.from(rows, (row) => voters.verdicts[row]);
  const judged =
    verdicts && referee(found.issues, verdicts, labelsOf(dataset, rows), argmax(probabilities, k));
  const files = {
    issues: join(directory, 'issues.csv'),
    probabilities: foldFiles(directory).answers,
    targets: foldFiles(directory).targets,
    report: join(directory, 'labels.html'),
  };
  const { model, epochs, seed } = config;
  const network = { model: model.name, epochs, seed };
  const report = await gatherLabels({
    ...{ dataset, rows, answers, found, split, network },
    command: commandLine(),
    createdBy: `vultus ${version()}`,
    createdAt: new Date().toISOString(),
    voters: voters &&
      judged && {
        source: voters.source,
        result: judged,
        votesOf: (row) => votesText(voters.votes, row),
        judge: ({ index, label, suggested }) => judgeLabel(verdicts[index], label, suggested),
      },
  });
  const { probabilities: estimates, ...targets } = await estimatesOf(options);
  const summary = {
    ...summaryOf(options, found, network, judged),
    ...{ targets, command: commandLine() },
  };
  const named = found.issues.map((issue) => ({ ...issue, row: rows[issue.index] }));
  // Before what tells of them, and before what is refused when a person has thinned it out.
  await writeProbabilities(files.probabilities, dataset, rows, foldOf, probabilities);
  await writeProbabilities(files.targets, dataset, rows, foldOf, estimates);
  await writeIssues(files.issues, dataset, split, named, summary);
  await writeFileAtomic(files.report, renderLabels(report));
  if (options.json) printJson({ ...summary, issues: found.issues.length, files });
  else printLabels(options, found, judged, targets, files);
}

/** What each label is likely to be, by all that is known of its image. */
async function estimatesOf(options: FinishLabelsOptions): Promise<LabelEstimates> {
  const { dataset, rows, answers, voters, signal } = options;
  const bar = showCount('estimating', process.stderr);
  return await estimateLabels({
    ...{ signal, onProgress: bar.update },
    ...{ probabilities: answers.probabilities, foldOf: answers.foldOf },
    ...{ labels: labelsOf(dataset, rows), classes: dataset.classes.length },
    votes: voters && { counts: votesOfRows(voters.votes, rows), answers: VOTE_NAMES.length },
  }).finally(bar.clear);
}

const labelsOf = (dataset: Dataset, rows: Uint32Array): Uint8Array =>
  Uint8Array.from(rows, (row) => dataset.labels[row]);

/** What a program would want to know besides the issues themselves. */
function summaryOf(
  { dataset, rows, answers, voters }: FinishLabelsOptions,
  found: LabelIssues,
  network: LabelsReport['network'],
  judged: Refereed | undefined,
) {
  const { thresholds, counts, calibrated } = found;
  return {
    network,
    images: rows.length,
    accuracy: answers.accuracy,
    folds: answers.folds,
    classes: dataset.classes,
    ...{ thresholds, confidentJoint: counts, calibratedJoint: calibrated },
    ...(judged && { referee: { source: voters?.source, first: judged.first, random: judged.random } }),
  };
}

function printLabels(
  options: FinishLabelsOptions,
  found: LabelIssues,
  judged: Refereed | undefined,
  { loss, accuracy }: Pick<LabelEstimates, 'loss' | 'accuracy'>,
  files: { readonly issues: string; readonly report: string; readonly targets: string },
): void {
  const { dataset, rows, split, answers, config, voters, skipBad } = options;
  const { classes, source } = dataset;
  print();
  print(
    `${formatCounted(rows.length, 'label')} of ${split}, asked of ${answers.folds.length} networks (${config.model.name}, ${formatCounted(config.epochs, 'epoch')} each),`,
  );
  print(`none of which trained on the image: accuracy ${rateText(answers.accuracy)}`);
  print(`${formatCounted(found.issues.length, 'label')} doubted`);
  print();
  const doubts = doubtsTable(found, classes);
  print(table(doubts.head, doubts.rows, 'lrrl'));
  print();
  const first = firstIssuesTable(found, classes, rows, LISTED);
  print(table(first.head, first.rows, 'rrlrlr'));
  if (judged) {
    print();
    const precision = refereeTable(judged);
    print(table(precision.head, precision.rows, 'lrrr'));
    print('called wrong: most voters chose another class (of a tie with the label, none);');
    print('confirmed: the suggestion alone has most votes. Ranges are 95 % intervals');
    print('(Wilson).');
  }
  print();
  print(
    `targets estimated from these answers${voters ? ' and the votes' : ''}: cross-entropy ${loss.toFixed(3)},`,
  );
  print(`the likeliest class is the label of ${rateText(accuracy)}`);
  print();
  print(`issues   ${files.issues}`);
  print(`targets  ${files.targets}`);
  print(`report   ${files.report}`);
  print();
  print('Next:');
  const data = `--data ${quoted(source)}${skipBad ? ' --skip-bad' : ''}`;
  print(`  npx vultus train ${data} --drop-labels ${quoted(files.issues)}`);
  const teacher = teacherFlagsOf(options);
  if (teacher !== undefined) print(`  npx vultus train ${data} ${teacher}`);
}

/** What makes a training learn from the targets; undefined where `train` has no flag for the split. */
function teacherFlagsOf(options: FinishLabelsOptions): string | undefined {
  const { dataset, split, config, directory, validation, keepDuplicates } = options;
  if (split !== 'Training') return undefined;
  const whole = validation === undefined;
  // Networks that learned from all of the split leave nothing of it, and no copy, to measure on.
  const left = dataset.splitNames.some((name) => name !== split) ? undefined : 'none';
  const words = cutWords({
    validation: validation ?? left,
    seed: config.seed,
    keepDuplicates: whole || keepDuplicates,
  });
  return ['--teacher', directory, ...words].map(quoted).join(' ');
}
