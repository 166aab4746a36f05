/** `vultus compare`: runs side by side, and whether the difference between them is more than chance. */
import type { Command } from 'commander';
import { warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import { modelPath, writeFileAtomic } from '../export/index.js';
import { renderComparison } from '../report/compare.js';
import type { CompareData } from '../report/compare-types.js';
import { settingDifferences } from '../train/index.js';
import { makeCommand } from './command.js';
import { answerAll } from './compare-answers.js';
import { comparedRuns, openRuns } from './compare-runs.js';
import {
  batchFlag,
  checkReadFlags,
  jsonFlag,
  outputFlag,
  type ReadFlags,
  readFlags,
  textFlag,
  threadsFlag,
} from './flags.js';
import { commandLine } from './fresh.js';
import { interruptible } from './interrupt.js';
import { checkOutputFile } from './output-path.js';
import { printComparison } from './show-comparison.js';
import { print, printJson } from './terminal.js';
import { version } from './version.js';

interface Flags extends ReadFlags {
  readonly data?: string;
  readonly split?: string;
  readonly batch: number;
  readonly threads?: number;
  readonly report?: string;
  readonly json?: boolean;
}

export function compareCommand(): Command {
  return makeCommand({
    name: 'compare',
    description:
      "Compare runs: their curves, the settings that differ, and on the same images their scores with McNemar's test.",
    arguments: [['<runs...>', 'directories of two runs or more, or names of shipped models']],
    options: [
      textFlag(
        '--data <path>',
        'the images to compare on (default: the data of the runs, where it still lies)',
      ),
      textFlag('--split <name>', 'the split to compare on (default: one that none of the runs trained on)'),
      outputFlag('--report <file>', 'write a page with curves, scores and tests', ['.html']),
      batchFlag().default(64),
      threadsFlag(),
      ...readFlags(),
      jsonFlag(),
    ],
    examples: [
      'npx vultus compare runs/classic runs/classic-2',
      'npx vultus compare runs/* --data fer2013.csv --report compare.html',
    ],
  }).action(run);
}

async function run(paths: readonly string[], flags: Flags): Promise<void> {
  checkReadFlags(flags);
  if (flags.report !== undefined)
    checkOutputFile('--report', flags.report, [
      flags.data,
      flags.votes,
      ...paths.map((path) => modelPath(path)),
    ]);
  const threads = flags.threads ?? defaultThreads();
  await interruptible('stopping…', async (signal) => {
    const opened = await openRuns(paths);
    warmUp(threads);
    const answers = await answerAll(opened, { ...flags, threads }, signal);
    const data: CompareData = {
      createdBy: `vultus ${version()}`,
      createdAt: new Date().toISOString(),
      command: commandLine(),
      runs: comparedRuns(opened),
      settings: settingDifferences(opened.map(({ run }) => run)),
      ...answers,
    };
    if (flags.report !== undefined) await writeFileAtomic(flags.report, renderComparison(data));
    if (flags.json) {
      const { runs, settings, paired, missing } = data;
      printJson({ runs, settings, paired: paired ?? null, missing, report: flags.report });
      return;
    }
    printComparison(data);
    if (flags.report !== undefined) print(`report: ${flags.report}`);
  });
}
