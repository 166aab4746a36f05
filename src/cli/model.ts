/** `vultus model`: a network's table of shapes, parameters and multiply-accumulates, and its picture. */
import type { Command } from 'commander';
import { writeFileAtomic } from '../export/index.js';
import { MACS_NOTE, modelSvg, summaryRows, summaryTotals } from '../model/index.js';
import { formatBytes, formatCompact, formatCount } from '../util/format.js';
import { makeCommand } from './command.js';
import { jsonFlag, outputFlag } from './flags.js';
import { pathLegend, shortPath } from './layer-path.js';
import { MODEL_ARGUMENT, readModel } from './model-argument.js';
import { checkOutputFile } from './output-path.js';
import { print, printJson, table } from './terminal.js';

interface Flags {
  readonly svg?: string;
  readonly json?: boolean;
}

export function modelCommand(): Command {
  return makeCommand({
    name: 'model',
    description: 'Print a network: shape, parameters and multiply-accumulates of every layer.',
    arguments: [MODEL_ARGUMENT],
    options: [outputFlag('--svg <file>', 'draw the network into this file too', ['.svg']), jsonFlag()],
    examples: ['npx vultus model classic', 'npx vultus model resnet-s --svg resnet-s.svg'],
  }).action(run);
}

async function run(name: string, flags: Flags): Promise<void> {
  if (flags.svg !== undefined) checkOutputFile('--svg', flags.svg, [name]);
  const model = await readModel(name);
  const layers = summaryRows(model);
  const totals = summaryTotals(model);
  if (flags.svg !== undefined) await writeFileAtomic(flags.svg, modelSvg(model));
  if (flags.json) {
    printJson({ model, layers, totals });
    return;
  }
  const rows = layers.map((row) => [
    shortPath(row.path),
    row.layer,
    row.output,
    row.parameters === 0 ? '' : formatCount(row.parameters),
    row.macs === 0 ? '' : formatCompact(row.macs),
  ]);
  print(table(['', model.name, 'output', 'params', 'MACs'], rows, 'lllrr'));
  print();
  const values = `${formatCount(totals.trainable)} parameters`;
  const buffers = totals.buffers === 0 ? '' : ` and ${formatCount(totals.buffers)} running statistics`;
  print(`${values}${buffers}, ${formatBytes(totals.bytes)}; ${formatCompact(totals.macs)} MACs`);
  print(MACS_NOTE);
  const legend = pathLegend(layers.map((row) => row.path));
  if (legend !== undefined) print(legend);
  if (flags.svg !== undefined) print(`picture: ${flags.svg}`);
}
