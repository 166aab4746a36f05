/** `vultus tensorboard`: TensorBoard's event files of a run that was trained without them. */
import type { Command } from 'commander';
import { readRun, runFiles, TensorBoardLog } from '../train/index.js';
import { RunLock } from '../train/lock.js';
import { formatCounted } from '../util/format.js';
import { makeCommand } from './command.js';
import { jsonFlag } from './flags.js';
import { quoted } from './fresh.js';
import { print, printJson } from './terminal.js';

export function tensorboardCommand(): Command {
  return makeCommand({
    name: 'tensorboard',
    description:
      'Write the curves of a run as TensorBoard event files into its directory, as train --tensorboard does meanwhile.',
    arguments: [['<run>', "a run's directory"]],
    options: [jsonFlag()],
    examples: ['npx vultus tensorboard runs/classic && tensorboard --logdir runs'],
  }).action(run);
}

async function run(directory: string, flags: { readonly json?: boolean }): Promise<void> {
  const lock = new RunLock(directory);
  const found = await readRun(directory);
  // A training that writes them itself would write on in files that are gone.
  await lock.take();
  await TensorBoardLog.open(found).finally(() => lock.release());
  const { tensorboard } = runFiles(directory);
  const [epochs, steps] = [found.epochs.length, found.steps.length];
  if (flags.json) {
    printJson({ tensorboard, epochs, steps });
    return;
  }
  print(`${tensorboard}: ${formatCounted(epochs, 'epoch')}, ${formatCounted(steps, 'line')} of the step log`);
  print(`Next: tensorboard --logdir ${quoted(directory)}`);
}
