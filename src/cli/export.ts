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
export interface ExportFlags {
  readonly out: string;
  readonly half?: boolean;
  readonly json?: boolean;
}

export const exportFlags = (): Option[] => [
  textFlag('--out <dir>', 'the folder to write, absent or empty').makeOptionMandatory(),
  new Option('--half', 'round the weights to half precision: half the bytes'),
  jsonFlag(),
];

export function exportCommand(): Command {
  return makeCommand({
    name: 'export',
    description:
      'Write a trained network as one folder that needs nothing else: model.json, weights.safetensors and, of a ' +
      'run, how it was trained. Every command takes that folder in place of the run.',
    arguments: [TRAINED_ARGUMENT],
    options: exportFlags(),
    examples: ['npx vultus export runs/classic --out classic --half'],
  }).action(run);
}

async function run(from: string, flags: ExportFlags): Promise<void> {
  const { out, half } = flags;
  checkOutput('--out', out, [modelPath(from)]);
  printExported({ model: from }, await exportModel(from, out, { half }), flags);
}

/** @param from what it was made of, as JSON tells it */
export function printExported(
  from: Readonly<Record<string, unknown>>,
  written: ExportedModel,
  { out, half = false, json }: ExportFlags,
): void {
  if (json) {
    printJson({ ...from, out, half, ...written });
    return;
  }
  const { files, hash, trainedHash } = written;
  for (const { path, bytes } of files) print(`${path}  ${formatBytes(bytes)}`);
  print(`SHA-256  ${hash}`);
  if (hash !== trainedHash) print(`trained  ${trainedHash}, before rounding`);
}
