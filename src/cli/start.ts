/** `vultus start`: the first run. Trains on built-in synthetic faces, or briefly on one's own data. */
import type { Command } from 'commander';
import { defaultThreads } from '../engine/threads-node.js';
import { zooModel } from '../model/index.js';
import { completeConfig } from '../train/index.js';
import { makeCommand } from './command.js';
import { jsonFlag, seedFlag, textFlag, threadsFlag, wholeFlag } from './flags.js';
import { freshRun } from './fresh.js';
import { interruptible } from './interrupt.js';
import { loadInput } from './read-data.js';
import type { RunInput } from './run-input.js';
import { progressStream } from './terminal.js';
import { STOPPING, trainAndFinish } from './training.js';

/** Faces, of which a fifth is kept to measure on. */
const FACES = { count: 7000, seed: 1 };
/** A fixed number, so that everyone's first run ends with the same weights. */
const EPOCHS = 20;
/** On FER2013 one epoch of `classic` takes minutes: a few show what it learns. */
const OWN_DATA_EPOCHS = 4;

interface Flags {
  readonly data?: string;
  readonly epochs?: number;
  readonly seed: number;
  readonly threads?: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function startCommand(): Command {
  return makeCommand({
    name: 'start',
    description:
      'The first run: train a small network on built-in synthetic faces (a minute or less), measure it on faces it ' +
      'has not seen and write a report. With --data, train the classic network on that instead.',
    options: [
      textFlag('--data <path>', 'your own data: CSV, archive or image folder'),
      wholeFlag(
        '--epochs <n>',
        `times over the data (default: ${EPOCHS}, with --data ${OWN_DATA_EPOCHS})`,
        1,
        100_000,
      ),
      textFlag('--out <folder>', 'a new folder for the run (default: runs/start, numbered if taken)'),
      seedFlag().default(1),
      threadsFlag(),
      jsonFlag(),
    ],
    examples: ['npx vultus start', 'npx vultus start --data fer2013.csv'],
  }).action(run);
}

async function run(flags: Flags): Promise<void> {
  await interruptible(STOPPING, async (signal) => {
    const own = flags.data !== undefined;
    if (!own) progressStream(flags.json === true).write(`drawing ${FACES.count} synthetic faces…\n`);
    const input: RunInput = own ? { data: flags.data } : { synthetic: FACES };
    const dataset = await loadInput(input, {}, signal);
    const config = completeConfig(
      {
        model: zooModel(own ? 'classic' : 'tiny'),
        epochs: flags.epochs ?? (own ? OWN_DATA_EPOCHS : EPOCHS),
        seed: flags.seed,
        threads: flags.threads ?? defaultThreads(),
        // A tenth of the training faces is watched, so that PublicTest stays unseen until the end.
        ...(own ? {} : { validation: { ratio: 0.1 } }),
      },
      dataset.splitNames,
    );
    await trainAndFinish({
      ...{ config, dataset, input, signal, flags },
      directory: flags.out ?? freshRun('start'),
      alsoMeasure: own ? [] : ['PublicTest'],
    });
  });
}
