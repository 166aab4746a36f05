/** `vultus average`: several trained networks as one, whose answer is the mean of theirs. */
import type { Command } from 'commander';
import { modelPath } from '../export/index.js';
import { averageRuns } from '../train/index.js';
import { makeCommand } from './command.js';
import { type ExportFlags, exportFlags, printExported } from './export.js';
import { commandLine } from './fresh.js';
import { checkOutput } from './output-path.js';

export function averageCommand(): Command {
  return makeCommand({
    name: 'average',
    description:
      'Put trained networks side by side into one folder, as one network that gives the mean of their logits: more often ' +
      'right than each, for the work of all. They must have learned from the same images.',
    arguments: [['<runs...>', "two to eight runs' or models' directories, or shipped models' names"]],
    options: exportFlags(),
    examples: ['npx vultus average runs/vgg-m runs/vgg-s --out both --half'],
  }).action(run);
}

async function run(from: readonly string[], flags: ExportFlags): Promise<void> {
  const { out, half } = flags;
  checkOutput(
    '--out',
    out,
    from.map((name) => modelPath(name)),
  );
  printExported({ models: from }, await averageRuns(from, out, { half, command: commandLine() }), flags);
}
