/** `vultus train`: trains a network on a data set, or goes on with a run that was stopped. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Dataset } from '../data/types.js';
import { warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import { readRecord, type TrainConfig } from '../train/index.js';
import { chooseRows } from '../train/rows.js';
import { UsageError } from '../util/errors.js';
import { formatCounted } from '../util/format.js';
import { makeCommand } from './command.js';
import { checkReadFlags, jsonFlag, type ReadFlags, readFlags, textFlag, wholeFlag } from './flags.js';
import { freshRun } from './fresh.js';
import { interruptible } from './interrupt.js';
import { checkModelName, readModel } from './model-argument.js';
import { loadInput, readData } from './read-data.js';
import { type RunInput, readInput, requireInput } from './run-input.js';
import { checkTeacherFlags, learnFrom, type TeacherFlags, teacherFlags } from './teachers.js';
import { note } from './terminal.js';
import { augmentFlags, type ConfigFlags, configFlags, configFromFlags } from './train-flags.js';
import { STOPPING, trainAndFinish } from './training.js';

interface Flags extends ConfigFlags, ReadFlags, TeacherFlags {
  readonly data?: string;
  readonly model?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly dropLabels?: string;
  readonly dropCount?: number;
  readonly profile?: boolean;
  readonly tensorboard?: boolean;
  readonly json?: boolean;
}

/** The flags that a resumed run may still be given: none of them changes a bit of the weights. */
const WITH_RESUME = [
  'resume',
  'data',
  'votes',
  'votesAs',
  'skipBad',
  'cache',
  'threads',
  'profile',
  'tensorboard',
  'json',
  'debug',
];

export function trainCommand(): Command {
  return makeCommand({
    name: 'train',
    description:
      'Train a network. What no flag says, the recipe of the network does; the same data, flags and seed give ' +
      'the same weights, bit for bit.',
    options: [
      textFlag('--data <path>', 'the data: CSV, archive or image folder'),
      textFlag('--model <model>', 'a network of the zoo or the path of a model.json (default: classic)'),
      textFlag('--out <folder>', 'a new folder for the run (default: runs/MODEL, numbered if taken)'),
      textFlag('--resume <run>', 'go on with this run; its settings are kept'),
      ...configFlags(),
      ...augmentFlags(),
      ...readFlags(),
      textFlag('--drop-labels <file>', 'do not train on the rows of this issues.csv of vultus labels'),
      wholeFlag('--drop-count <n>', 'only on its first n rows', 1, 1_000_000),
      ...teacherFlags(),
      new Option('--profile', 'measure the time of each operation and print it at the end'),
      new Option('--tensorboard', "write TensorBoard's event files too, into RUN/tensorboard"),
      jsonFlag(),
    ],
    examples: [
      'npx vultus train --data fer2013.csv --model classic --out runs/classic',
      'npx vultus train --data fer2013.csv --drop-labels labels/issues.csv',
      'npx vultus train --resume runs/classic',
    ],
  }).action(run);
}

async function run(flags: Flags, command: Command): Promise<void> {
  checkReadFlags(flags);
  if (flags.resume === undefined) await startNew(flags);
  else await resume(flags, flags.resume, command);
}

async function startNew(flags: Flags): Promise<void> {
  const { data, model: name = 'classic' } = flags;
  if (data === undefined) {
    throw new UsageError('train needs data: give --data fer2013.csv, or --resume RUN to go on with a run.');
  }
  if (flags.dropCount !== undefined && flags.dropLabels === undefined) {
    throw new UsageError(
      `--drop-count ${flags.dropCount} needs the rows themselves: give --drop-labels issues.csv.`,
    );
  }
  checkTeacherFlags(flags);
  checkModelName(name);
  const model = await readModel(name, flags.votesAs);
  const votes = flags.votes === undefined ? 'none' : (flags.votesAs ?? 'soft');
  // Once before the data is read, so that a setting that cannot be used stops the command at once.
  configFromFlags(model, flags, votes);
  const threads = flags.threads ?? defaultThreads();
  warmUp(threads);
  await interruptible(STOPPING, async (signal) => {
    const dataset = await readData(data, flags, signal);
    const settings = { ...configFromFlags(model, flags, votes, dataset.splitNames), threads };
    const dropped = await dropLabels(settings, dataset, flags);
    const { config, teacher, teacherCommand } = await learnFrom(
      dropped,
      dataset,
      { ...flags, threads },
      signal,
    );
    const directory = flags.out ?? freshRun(model.name);
    const { votesAs, skipBad } = flags;
    const input: RunInput = { teacherCommand, data, votes: flags.votes, votesAs, skipBad };
    await trainAndFinish({ config, dataset, directory, input, signal, flags, teacher, alsoMeasure: [] });
  });
}

/** The settings without the rows that `--drop-labels` names. */
async function dropLabels(config: TrainConfig, dataset: Dataset, flags: Flags): Promise<TrainConfig> {
  const { dropLabels: path, dropCount } = flags;
  if (path === undefined) return config;
  const { dropRowsFrom } = await import('../train/drop-labels.js');
  const dropping = { ...config, dropRows: await dropRowsFrom(path, dataset, config.trainSplit, dropCount) };
  const { dropped } = chooseRows(dataset, dropping);
  note(`leaving ${formatCounted(dropped, 'training image')} out that ${path} names`);
  return dropping;
}

async function resume(flags: Flags, directory: string, command: Command): Promise<void> {
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli' || WITH_RESUME.includes(name)) continue;
    throw new UsageError(
      `${option.long} cannot be given with --resume: the run goes on with its own settings; leave it out.`,
    );
  }
  const earlier = await readRecord(directory);
  const input = inputOf(flags, await readInput(directory), earlier.data.source);
  requireInput(input, flags);
  warmUp(flags.threads ?? earlier.config.threads);
  await interruptible(STOPPING, async (signal) => {
    const dataset = await loadInput(input, flags, signal);
    const { config } = earlier;
    await trainAndFinish({ config, dataset, directory, input, signal, flags, alsoMeasure: [], resume: true });
  });
}

/** What the flags say of the data, else what the run kept, else the name its configuration has. */
function inputOf(flags: Flags, kept: RunInput | undefined, source: string): RunInput {
  const { data, votes, votesAs, skipBad } = flags;
  const given = Object.fromEntries(
    Object.entries({ data, votes, votesAs, skipBad }).filter(([, value]) => value !== undefined),
  );
  return { ...(kept ?? { data: source }), ...given };
}
