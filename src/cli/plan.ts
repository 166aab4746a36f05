/** `vultus plan`: what the engine runs for a network, op by op. */
import type { Command } from 'commander';
import { type PlanRow, planTable } from '../engine/describe.js';
import { formatBytes, formatCompact, formatCount, formatCounted } from '../util/format.js';
import { makeCommand } from './command.js';
import { batchFlag, choiceFlag, jsonFlag } from './flags.js';
import { pathLegend, shortPath } from './layer-path.js';
import { MODEL_ARGUMENT, readModel } from './model-argument.js';
import { print, printJson, table } from './terminal.js';

interface Flags {
  readonly batch: number;
  readonly mode: 'train' | 'infer';
  readonly json?: boolean;
}

export function planCommand(): Command {
  return makeCommand({
    name: 'plan',
    description:
      'Print the plan of a network: each kernel call with its shape, multiply-accumulates and bytes.',
    arguments: [MODEL_ARGUMENT],
    options: [
      batchFlag().default(64),
      choiceFlag('--mode <mode>', 'what the plan is for', ['train', 'infer']).default('train'),
      jsonFlag(),
    ],
    examples: ['npx vultus plan classic --batch 64 --mode infer'],
  }).action(run);
}

async function run(name: string, flags: Flags): Promise<void> {
  const model = await readModel(name);
  const plan = planTable(model, { batchSize: flags.batch, mode: flags.mode });
  if (flags.json) {
    printJson({ model: model.name, batch: flags.batch, mode: flags.mode, ...plan });
    return;
  }
  const rows = plan.rows.map((row, index) => [
    `${index}${row.barrier ? '*' : ' '}`,
    shortPath(row.label),
    opText(row),
    row.shape,
    row.macs === 0 ? '' : formatCompact(row.macs),
    formatBytes(row.bytes),
  ]);
  print(table(['# ', 'layer', 'op', 'shape', 'MACs', 'bytes'], rows, 'rlllrr'));
  print();
  print('*: threads wait for each other first; ×n: n times, in turn with its neighbour.');
  const legend = pathLegend(plan.rows.map((row) => row.label));
  if (legend !== undefined) print(legend);
  print();
  const buffers = plan.buffers.map(({ name, bytes, address, fixed }) => [
    name,
    formatCount(bytes),
    formatCount(address),
    fixed ? 'kept' : 'shared',
  ]);
  print(table(['buffer', 'bytes', 'address', 'memory'], buffers, 'lrrl'));
  print();
  print(
    `batch ${flags.batch}, ${flags.mode}: ${formatBytes(plan.memoryBytes)} of memory, ` +
      `${formatCounted(plan.barriers, 'barrier')}`,
  );
  print(`shared buffers take ${formatBytes(plan.arenaBytes)} in place of ${formatBytes(plan.unsharedBytes)}`);
}

/** `winogradGradProducts×32`, `convForward+relu`: short enough for 80 columns. */
function opText({ op, relu, repeats }: PlanRow): string {
  const times = repeats > 1 ? `×${repeats}` : '';
  return `${op.replace('Gradient', 'Grad')}${relu ? '+relu' : ''}${times}`;
}
