/** `vultus export`: a run's network as a folder of its own, to ship. */
import { type Command, Option } from 'commander';
import { modelPath } from '../export/index.js';
import { type ExportedModel, exportModel } from '../train/index.js';
import { formatBytes } from '../util/format.js';
import { makeCommand } from './command.js';
import { jsonFlag, textFlag } from './flags.js';
import { checkOutput } from './output-path.js';
import { print, printJson } from './terminal.js';
import { TRAINED_ARGUMENT } from './trained.js';

/** Of commands that write a model's folder. */
export interface Flags {
  readonly out: string;
  readonly half?: boolean;
  readonly json?: boolean;
}

export function exportCommand(): Command {
  return makeCommand({
    name: 'export',
    description:
      'Write a trained network as one folder that needs nothing else: model.json, weights.safetensors and, of a ' +
      'run, how it was trained. Every command takes that folder in place of the run.',
    arguments: [TRAINED_ARGUMENT],
    options: [
      textFlag('--out <dir>', 'the folder to write, absent or empty').makeOptionMandatory(),
      new Option('--half', 'round the weights to half precision: half the bytes'),
      jsonFlag(),
    ],
    examples: ['npx vultus export runs/classic --out classic --half'],
  }).action(run);
}

async function run(from: string, { out, half, json }: Flags): Promise<void> {
  checkOutput('--out', out, [modelPath(from)]);
  const written = await exportModel(from, out, { half });
  if (json) {
    printJson({ model: from, out, half: half ?? false, ...written });
  } else printExported(written);
}

export function printExported({ files, hash, trainedHash }: ExportedModel): void {
  for (const { path, bytes } of files) print(`${path}  ${formatBytes(bytes)}`);
  print(`SHA-256  ${hash}`);
  if (hash !== trainedHash) print(`trained  ${trainedHash}, before rounding`);
}
