/** `vultus labels`: which labels of a data set are likely to be wrong, and what they should be. */
import { type Command, Option } from 'commander';
import { stratifiedFolds } from '../data/folds.js';
import { MOST_FOLDS, readVotes, voteVerdicts } from '../data/index.js';
import { warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import { VIEW_SETS, type ViewSet } from '../evaluate/index.js';
import { overlaps, validationText } from '../train/config.js';
import { crossValidate, foldConfig } from '../train/cross-validate.js';
import { openFolds } from '../train/folds-record.js';
import type { TrainConfig } from '../train/index.js';
import { rowsAsked } from '../train/rows.js';
import { UsageError } from '../util/errors.js';
import { makeCommand } from './command.js';
import { finishLabels } from './finish-labels.js';
import { jsonFlag, seedFlag, textFlag, threadsFlag, viewsFlag, wholeFlag } from './flags.js';
import { commandLine } from './fresh.js';
import { InterruptedError, interruptible } from './interrupt.js';
import { checkModelName, readModel } from './model-argument.js';
import { checkOutput } from './output-path.js';
import { readData } from './read-data.js';
import { showFolds } from './show-folds.js';
import { progressStream } from './terminal.js';
import { validationFlag } from './train-flags.js';
import { STOPPING } from './training.js';

interface Flags {
  readonly data: string;
  readonly split: string;
  readonly folds: number;
  readonly model: string;
  readonly epochs: number;
  readonly votes?: string;
  readonly validation?: TrainConfig['validation'];
  readonly keepDuplicates?: boolean;
  readonly tta?: ViewSet;
  readonly out: string;
  readonly seed: number;
  readonly threads?: number;
  readonly skipBad?: boolean;
  readonly cache?: boolean;
  readonly json?: boolean;
}

export function labelsCommand(): Command {
  return makeCommand({
    name: 'labels',
    description:
      'Find labels that are likely to be wrong (confident learning): networks trained on other images say what each ' +
      'face seems to be. Ctrl-C stops it, the same command goes on.',
    options: [
      textFlag('--data <path>', 'the data: CSV, archive or image folder').makeOptionMandatory(),
      textFlag('--split <name>', 'the split whose labels are checked, or all').default('Training'),
      wholeFlag(
        '--folds <n>',
        'parts, each checked by a network trained on the others',
        2,
        MOST_FOLDS,
      ).default(4),
      textFlag('--model <model>', 'a network of the zoo or the path of a model.json').default('resnet-s'),
      wholeFlag('--epochs <n>', 'epochs of each network', 1, 1000).default(5),
      textFlag(
        '--votes <file>',
        'FER+ votes (fer2013new.csv): judge the suggestions by them, and estimate the labels in targets.csv by them too',
      ),
      validationFlag(
        'for a training on targets.csv: leave out what train measures on by the same --validation (a split, a share, or none) ' +
          'and --seed, and copies of it',
      ),
      new Option(
        '--keep-duplicates',
        "with --validation: keep exact copies of other splits' images in, as train does",
      ),
      viewsFlag(
        '--tta <views>',
        'ask each network about the image and its mirror, or ten views, for the mean (decides for the whole folder)',
      ),
      textFlag('--out <folder>', 'where everything goes').default('labels'),
      seedFlag().default(1),
      threadsFlag(),
      new Option(
        '--skip-bad',
        'leave out rows that cannot be read, count and list them, instead of stopping',
      ),
      new Option('--no-cache', 'neither use nor write the packed copy that makes the next start fast'),
      jsonFlag(),
    ],
    examples: [
      'npx vultus labels --data fer2013.csv --votes fer2013new.csv --out labels',
      'npx vultus train --data fer2013.csv --drop-labels labels/issues.csv',
      'npx vultus labels --data fer2013.csv --validation 0.1 --out soft',
      'npx vultus train --data fer2013.csv --validation 0.1 --teacher soft',
    ],
  }).action(run);
}

async function run(flags: Flags): Promise<void> {
  const { data, split, folds, seed, epochs, out, validation, keepDuplicates, tta } = flags;
  if (keepDuplicates && validation === undefined) {
    throw new UsageError('--keep-duplicates needs --validation: without it nothing is left out.');
  }
  if (validation !== undefined && overlaps(validation, split)) {
    throw new UsageError(
      `--validation ${validationText(validation)} cannot be used: its images are in --split ${split}; name another split, or a share.`,
    );
  }
  checkOutput('--out', out, [data, flags.votes]);
  checkModelName(flags.model);
  const model = await readModel(flags.model);
  const threads = flags.threads ?? defaultThreads();
  const config = foldConfig({ model, epochs, seed, threads });
  warmUp(threads);
  await interruptible(STOPPING, async (signal) => {
    const dataset = await readData(data, { skipBad: flags.skipBad, cache: flags.cache }, signal);
    const rows = rowsAsked(dataset, config, { split, seed, validation, keepDuplicates });
    // Whatever is wrong with the votes is told before the training, not after it.
    const votes = flags.votes === undefined ? undefined : await readVotes(flags.votes);
    const verdicts = votes && voteVerdicts(dataset, votes, flags.votes ?? '');
    // So is what cannot be divided, before a folder is begun that only this data could go on with.
    stratifiedFolds(dataset, rows, folds, seed);
    const { fingerprint } = dataset;
    await openFolds(out, {
      ...{ fingerprint, split, folds, seed, epochs, validation, keepDuplicates, tta },
      model: model.name,
    });
    const display = showFolds(progressStream(flags.json === true));
    const answers = await crossValidate({
      ...{ dataset, rows, folds, config, directory: out, threads, signal },
      views: tta && VIEW_SETS[tta],
      onEvent: display.onEvent,
    }).finally(display.clear);
    const stopped = () =>
      new InterruptedError(`stopped; the same command goes on with it: npx ${commandLine()}`);
    if (!answers) throw stopped();
    await finishLabels({
      ...{ dataset, rows, answers, config, split, directory: out, json: flags.json === true },
      ...{ skipBad: flags.skipBad, signal, validation, keepDuplicates },
      voters: votes && verdicts && { votes, verdicts, source: flags.votes ?? '' },
    }).catch((error: unknown) => {
      throw error === signal.reason ? stopped() : error;
    });
  });
}
