/** `vultus average`: several trained networks as one, whose answer is the mean of theirs. */
import { type Command, Option } from 'commander';
import { modelPath } from '../export/index.js';
import { averageRuns } from '../train/index.js';
import { makeCommand } from './command.js';
import { type Flags as ExportFlags, printExported } from './export.js';
import { jsonFlag, textFlag } from './flags.js';
import { commandLine } from './fresh.js';
import { checkOutput } from './output-path.js';
import { printJson } from './terminal.js';

export function averageCommand(): Command {
  return makeCommand({
    name: 'average',
    description:
      'Put trained networks side by side into one folder, as one network that gives the mean of their logits: more often ' +
      'right than each, for the work of all. They must have learned from the same images.',
    arguments: [['<runs...>', "two to eight runs' or models' directories, or shipped models' names"]],
    options: [
      textFlag('--out <dir>', 'the folder to write, absent or empty').makeOptionMandatory(),
      new Option('--half', 'round the weights to half precision: half the bytes'),
      jsonFlag(),
    ],
    examples: ['npx vultus average runs/vgg-m runs/vgg-s --out both --half'],
  }).action(run);
}

async function run(from: readonly string[], { out, half, json }: ExportFlags): Promise<void> {
  checkOutput(
    '--out',
    out,
    from.map((name) => modelPath(name)),
  );
  const written = await averageRuns(from, out, { half, command: commandLine() });
  if (json) printJson({ models: from, out, half: half ?? false, ...written });
  else printExported(written);
}
