/** `vultus evaluate`: how well a trained network does on one split. */
import type { Command } from 'commander';
import { warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import { analyse, predictSplit } from '../evaluate/index.js';
import { makeCommand } from './command.js';
import {
  batchFlag,
  checkReadFlags,
  jsonFlag,
  type ReadFlags,
  readFlags,
  textFlag,
  threadsFlag,
} from './flags.js';
import { interruptible } from './interrupt.js';
import { showCount } from './progress.js';
import { readData } from './read-data.js';
import { printAnalysis } from './show-evaluation.js';
import { printJson } from './terminal.js';
import { judge, openTrained, rowsToMeasure } from './trained.js';

interface Flags extends ReadFlags {
  readonly data: string;
  readonly split: string;
  readonly batch: number;
  readonly threads?: number;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  return makeCommand({
    name: 'evaluate',
    description:
      'Measure a trained network on one split: accuracy with its 95 % interval, each class, confusion.',
    arguments: [['<run>', "a run's directory (runs/classic) or a model's (runs/classic/model)"]],
    options: [
      textFlag('--data <path>', 'the data: CSV, archive or image folder').makeOptionMandatory(),
      textFlag('--split <name>', 'the split to measure').default('PublicTest'),
      batchFlag().default(64),
      threadsFlag(),
      ...readFlags(),
      jsonFlag(),
    ],
    examples: ['npx vultus evaluate runs/classic --data fer2013.csv --split PrivateTest --json'],
  }).action(run);
}

async function run(path: string, flags: Flags): Promise<void> {
  checkReadFlags(flags);
  await interruptible('stopping…', async (signal) => {
    const trained = await openTrained(path);
    const threads = flags.threads ?? defaultThreads();
    warmUp(threads);
    const dataset = await readData(flags.data, flags, signal);
    const rows = rowsToMeasure(dataset, flags.split, trained.run);
    const bar = showCount('evaluating', process.stderr);
    const { logits, labels } = await predictSplit({
      model: trained.model,
      weights: trained.weights,
      dataset,
      rows,
      batchSize: flags.batch,
      threads,
      onProgress: bar.update,
      signal,
    }).finally(bar.clear);
    const analysis = analyse(logits, labels, dataset.classes);
    const honesty = judge(dataset, flags.split, rows, trained.run);
    if (flags.json) {
      const { role, sentence } = honesty;
      const about = { model: path, data: flags.data, split: flags.split, role, note: sentence };
      const { metrics, ...trust } = analysis;
      printJson({ ...about, ...metrics, ...trust });
    } else printAnalysis(flags.split, analysis, honesty.sentence);
  });
}
