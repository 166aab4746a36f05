/** `vultus synth`: draws a data set of synthetic faces into a CSV file. */
import type { Command } from 'commander';
import { writeCsv } from '../data/index.js';
import { synthesise } from '../data/synth.js';
import { formatCounted } from '../util/format.js';
import { makeCommand } from './command.js';
import { jsonFlag, outputFlag, seedFlag, wholeFlag } from './flags.js';
import { showCount } from './progress.js';
import { print, printJson } from './terminal.js';

interface Flags {
  readonly count: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

export function synthCommand(): Command {
  return makeCommand({
    name: 'synth',
    description: 'Draw synthetic faces of the seven expressions into a file in the format of fer2013.csv.',
    options: [
      wholeFlag('--count <n>', 'faces', 1, 1_000_000).default(7000),
      seedFlag().default(1),
      outputFlag('--out <file>', 'where to write: a .csv, or a .csv.gz to compress it', [
        '.csv',
        '.csv.gz',
      ]).makeOptionMandatory(),
      jsonFlag(),
    ],
    examples: [
      'npx vultus synth --count 7000 --out faces.csv',
      'npx vultus synth --count 7000 --out faces.csv.gz',
    ],
  }).action(run);
}

async function run({ count, seed, out, json }: Flags): Promise<void> {
  const bar = showCount('drawing', process.stderr);
  const dataset = synthesise({ count, seed, onProgress: bar.update });
  bar.clear();
  await writeCsv(dataset, out);
  const { fingerprint } = dataset;
  if (json) printJson({ out, count, seed, fingerprint });
  else print(`${formatCounted(count, 'face')} in ${out} (seed ${seed}, fingerprint ${fingerprint})`);
}
