/** `vultus data`: what a data set holds, and what augmentation makes of it. */
import { type Command, Option } from 'commander';
import { defaultAugment } from '../augment/index.js';
import { type DataDescription, describeDataset } from '../data/index.js';
import { classTable, dataFacts } from '../report/facts.js';
import { augmentedGrid, writeGridPng } from '../report/grid.js';
import { formatCount, formatCounted } from '../util/format.js';
import { makeCommand } from './command.js';
import { lookCloser, printFindings, writeDataPage } from './data-overview.js';
import { checkReadFlags, jsonFlag, outputFlag, type ReadFlags, readFlags, seedFlag } from './flags.js';
import { commandLine } from './fresh.js';
import { interruptible } from './interrupt.js';
import { checkOutputFile } from './output-path.js';
import { readData } from './read-data.js';
import { print, printJson, table, wrapped } from './terminal.js';
import { type AugmentFlags, augmentFlags, augmentFromFlags } from './train-flags.js';

interface Flags extends ReadFlags, AugmentFlags {
  readonly augmented?: string;
  readonly report?: string;
  readonly overview?: boolean;
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
      new Option('--overview', 'look closer: near copies, leaks between splits, images unlike the others, …'),
      outputFlag(
        '--report <file>',
        'look closer and write what is found, with the images, as one HTML page',
        ['.html'],
      ),
      outputFlag('--augmented <file>', 'draw originals and what augmentation makes of them into this PNG', [
        '.png',
      ]),
      ...augmentFlags(),
      seedFlag().default(1),
      jsonFlag(),
    ],
    examples: [
      'npx vultus data fer2013.csv.gz',
      'npx vultus data fer2013.csv.gz --votes fer2013new.csv --report data.html',
      'npx vultus data fer2013.csv.gz --augmented grid.png --rotate 15',
    ],
  }).action(run);
}

async function run(path: string, flags: Flags): Promise<void> {
  checkReadFlags(flags);
  const { augmented, report } = flags;
  if (augmented !== undefined) checkOutputFile('--augmented', augmented, [path, flags.votes]);
  if (report !== undefined) checkOutputFile('--report', report, [path, flags.votes]);
  const augment = augmentFromFlags(flags, defaultAugment) ?? defaultAugment;
  await interruptible('stopping…', async (signal) => {
    const dataset = await readData(path, flags, signal);
    if (augmented !== undefined) {
      const grid = augmentedGrid(dataset, augment, flags.seed, { rows: 14, variants: 9 });
      await writeGridPng(augmented, grid.images, grid);
    }
    const closer = flags.overview || report !== undefined;
    const look = closer ? await lookCloser(dataset, signal) : undefined;
    if (look && report !== undefined) await writeDataPage(report, dataset, look, commandLine());
    const description = look?.overview.description ?? describeDataset(dataset);
    const files = { ...(augmented !== undefined && { augmented }), ...(report !== undefined && { report }) };
    if (flags.json) {
      const skipped = { count: dataset.skipped.length, rows: dataset.skipped };
      const { description: _once, ...more } = look?.overview ?? { description };
      printJson({
        ...description,
        skipped,
        ...(look && { findings: look.findings, overview: more }),
        ...files,
      });
      return;
    }
    print(`${path}: ${formatCounted(dataset.count, 'row')}`);
    printDescription(description);
    if (look) {
      print();
      printFindings(look.findings);
    }
    if (augmented !== undefined) print(`augmented samples: ${augmented}`);
    if (report !== undefined) print(`report: ${report}`);
  });
}

function printDescription(description: DataDescription): void {
  print(`fingerprint ${description.fingerprint}`);
  print();
  const { head, rows } = classTable(description);
  print(table(head, rows, `l${'r'.repeat(rows[0].length - 1)}`));
  print();
  print(table([], dataFacts(description), 'll'));
  const { rows: constant, count } = description.constantImages;
  if (constant.length === 0) return;
  const more = constant.length < count ? ', …' : '';
  print(wrapped(`constant: rows ${constant.map(formatCount).join(', ')}${more} (from 0)`));
}
