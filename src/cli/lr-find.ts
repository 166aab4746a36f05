/** `vultus lr-find`: a learning-rate range test, before a training. */
import type { Command } from 'commander';
import { warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import { writeFileAtomic } from '../export/index.js';
import { short } from '../report/format.js';
import { renderRangeTest } from '../report/lr-find.js';
import { findLearningRate, type RangeTest, type TrainConfig } from '../train/index.js';
import { UsageError } from '../util/errors.js';
import { makeCommand } from './command.js';
import {
  checkReadFlags,
  jsonFlag,
  numberFlag,
  outputFlag,
  type ReadFlags,
  readFlags,
  textFlag,
  wholeFlag,
} from './flags.js';
import { commandLine, quoted, withoutFlags } from './fresh.js';
import { interruptible } from './interrupt.js';
import { checkModelName, readModel } from './model-argument.js';
import { checkOutputFile } from './output-path.js';
import { showCount } from './progress.js';
import { readData } from './read-data.js';
import { print, printJson } from './terminal.js';
import { augmentFlags, type ConfigFlags, configFlags, configFromFlags } from './train-flags.js';
import { version } from './version.js';

interface Flags extends ConfigFlags, ReadFlags {
  readonly data: string;
  readonly model: string;
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly report?: string;
  readonly json?: boolean;
}

/** The flags of `vultus train` that have no say here: how long, by what schedule, which epoch. */
const NOT_HERE = ['--epochs', '--lr', '--schedule', '--warmup', '--ema', '--choose', '--early-stop'];

/** The flags that `vultus train` does not have. */
const ONLY_HERE = ['--from', '--to', '--steps', '--report'];

export function lrFindCommand(): Command {
  return makeCommand({
    name: 'lr-find',
    description:
      'Look for a learning rate: train a few hundred steps while the rate grows, and see where the loss falls and ' +
      'where it blows up. Takes the flags of train that matter; writes nothing but the page asked for.',
    options: [
      textFlag('--data <path>', 'the data: CSV, archive or image folder').makeOptionMandatory(),
      textFlag('--model <model>', 'a network of the zoo or the path of a model.json').default('classic'),
      numberFlag('--from <rate>', 'first learning rate', 0, 1000, true).default(1e-6),
      numberFlag('--to <rate>', 'last learning rate', 0, 1000, true).default(10),
      wholeFlag('--steps <n>', 'steps from one to the other', 20, 100_000).default(200),
      outputFlag('--report <file>', 'write a page with the plot', ['.html']),
      ...configFlags().filter(({ long }) => !NOT_HERE.includes(long ?? '')),
      ...augmentFlags(),
      ...readFlags(),
      jsonFlag(),
    ],
    examples: [
      'npx vultus lr-find --data fer2013.csv --model classic --report lr.html',
      'npx vultus lr-find --data fer2013.csv --optimizer sgd --from 1e-4 --to 100',
    ],
  }).action(run);
}

async function run(flags: Flags): Promise<void> {
  checkFlags(flags);
  const { data, from, to, steps } = flags;
  const model = await readModel(flags.model, flags.votesAs);
  const votes = flags.votes === undefined ? 'none' : (flags.votesAs ?? 'soft');
  // Once before the data is read, so that a setting that cannot be used stops the command at once.
  configFromFlags(model, flags, votes);
  const threads = flags.threads ?? defaultThreads();
  warmUp(threads);
  await interruptible('stopping…', async (signal) => {
    const dataset = await readData(data, flags, signal);
    const config = configFromFlags(model, flags, votes, dataset.splitNames);
    const bar = showCount('testing rates', process.stderr);
    const test = await findLearningRate({
      ...{ config, dataset, threads, from, to, steps, signal },
      onProgress: bar.update,
    }).finally(bar.clear);
    const settings = settingsText(config);
    if (flags.report !== undefined) {
      const createdBy = `vultus ${version()}`;
      const page = {
        createdBy,
        model: model.name,
        source: dataset.source,
        settings,
        test,
        command: commandLine(),
      };
      await writeFileAtomic(flags.report, renderRangeTest(page));
    }
    if (flags.json) {
      const about = { model: model.name, data, batch: config.batchSize, optimizer: config.optimizer };
      printJson({ ...about, seed: config.seed, ...test, report: flags.report });
    } else printTest(test, flags, settings);
  });
}

function checkFlags(flags: Flags): void {
  checkReadFlags(flags);
  checkModelName(flags.model);
  if (flags.report !== undefined)
    checkOutputFile('--report', flags.report, [flags.data, flags.votes, flags.model]);
  if (flags.to > flags.from) return;
  throw new UsageError(`--to ${flags.to} cannot be used: give a rate above --from ${flags.from}.`);
}

function settingsText({ optimizer, batchSize, seed }: TrainConfig): string {
  return `${optimizer.kind}, batch ${batchSize}, seed ${seed}`;
}

function printTest({ points, diverged, suggestion }: RangeTest, flags: Flags, settings: string): void {
  const last = points[points.length - 1].learningRate;
  const end = diverged ? `blow-up at ${short(last)}` : `no blow-up before ${short(last)}`;
  print(`${flags.model} on ${flags.data} (${settings}): ${points.length} steps, ${end}`);
  print();
  print(`steepest fall of the loss   ${short(suggestion.steepest)}`);
  print(`a tenth of the minimum's    ${short(suggestion.tenthOfMinimum)}`);
  print(`smallest loss at            ${short(suggestion.minimum)} (too large to train with)`);
  print();
  if (flags.report !== undefined) print(`report: ${flags.report}`);
  // With every setting that the rate was found for.
  const same = withoutFlags(process.argv.slice(3), ONLY_HERE, ['--debug']);
  print(`Next: npx vultus train ${same.map(quoted).join(' ')} --lr ${short(suggestion.steepest)}`);
}
