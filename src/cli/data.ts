/** `vultus data`: what a data set holds, and what augmentation makes of it. */
import type { Command } from 'commander';
import { defaultAugment } from '../augment/index.js';
import { describeDataset } from '../data/index.js';
import { classTable, dataFacts } from '../report/facts.js';
import { augmentedGrid, writeGridPng } from '../report/grid.js';
import { formatCount, formatCounted } from '../util/format.js';
import { makeCommand } from './command.js';
import { checkReadFlags, jsonFlag, outputFlag, type ReadFlags, readFlags, seedFlag } from './flags.js';
import { interruptible } from './interrupt.js';
import { checkOutput } from './output-path.js';
import { readData } from './read-data.js';
import { print, printJson, table } from './terminal.js';
import { type AugmentFlags, augmentFlags, augmentFromFlags } from './train-flags.js';

interface Flags extends ReadFlags, AugmentFlags {
  readonly augmented?: string;
  readonly seed: number;
  readonly json?: boolean;
}

export function dataCommand(): Command {
  return makeCommand({
    name: 'data',
    description: 'Describe a data set: rows, splits, classes, duplicates, brightness, fingerprint.',
    arguments: [
      ['<path>', 'a CSV like fer2013.csv, the same in .gz, .zip or .tar.gz, or a folder of images'],
    ],
    options: [
      ...readFlags(),
      outputFlag('--augmented <file>', 'draw originals and what augmentation makes of them into this PNG', [
        '.png',
      ]),
      ...augmentFlags(),
      seedFlag().default(1),
      jsonFlag(),
    ],
    examples: [
      'npx vultus data fer2013.csv.gz',
      'npx vultus data fer2013.csv.gz --augmented grid.png --rotate 15',
    ],
  }).action(run);
}

async function run(path: string, flags: Flags): Promise<void> {
  checkReadFlags(flags);
  if (flags.augmented !== undefined) checkOutput('--augmented', flags.augmented, [path, flags.votes]);
  const augment = augmentFromFlags(flags, defaultAugment) ?? defaultAugment;
  await interruptible('stopping…', async (signal) => {
    const dataset = await readData(path, flags, signal);
    const { augmented } = flags;
    if (augmented !== undefined) {
      const grid = augmentedGrid(dataset, augment, flags.seed, { rows: 14, variants: 9 });
      await writeGridPng(augmented, grid.images, grid);
    }
    const description = describeDataset(dataset);
    if (flags.json) {
      const skipped = { count: dataset.skipped.length, rows: dataset.skipped };
      printJson({ ...description, skipped, ...(augmented !== undefined && { augmented }) });
      return;
    }
    print(`${path}: ${formatCounted(dataset.count, 'row')}`);
    print(`fingerprint ${dataset.fingerprint}`);
    print();
    const { head, rows } = classTable(description);
    print(table(head, rows, `l${'r'.repeat(rows[0].length - 1)}`));
    print();
    print(table([], dataFacts(description), 'll'));
    const { rows: constant } = description.constantImages;
    if (constant.length > 0)
      print(
        `constant: rows ${constant.map(formatCount).join(', ')}${constant.length < description.constantImages.count ? ', …' : ''} (from 0)`,
      );
    if (augmented !== undefined) print(`augmented samples: ${augmented}`);
  });
}
