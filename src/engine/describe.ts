/** A plan as a table for people. */
import type { Model } from '../model/types.js';
import type { TrainingSpec } from './api.js';
import { CONTRACTS } from './contracts.js';
import { compileAll } from './engine.js';
import type { Op } from './plan.js';

export interface PlanRow {
  /** Path of the layer it belongs to. */
  readonly label: string;
  /** The kernel. */
  readonly op: string;
  /** Input and output map, `46×46×32→44×44×64` (channel strides), or the sizes that count. */
  readonly shape: string;
  /** Whether it ends with a ReLU. */
  readonly relu: boolean;
  /** Multiply-accumulates for a full batch. */
  readonly macs: number;
  /** Bytes read and written for a full batch. */
  readonly bytes: number;
  /** Whether threads wait for each other before it. */
  readonly barrier: boolean;
  /** How often this row and the one it alternates with are carried out, one after the other. */
  readonly repeats: number;
}

export interface PlanTable {
  readonly rows: PlanRow[];
  readonly buffers: {
    readonly name: string;
    readonly bytes: number;
    readonly address: number;
    readonly fixed: boolean;
  }[];
  readonly memoryBytes: number;
  readonly arenaBytes: number;
  /** What the arena would take if no two buffers shared memory. */
  readonly unsharedBytes: number;
  readonly barriers: number;
}

const EXAMPLE_TRAINING: TrainingSpec = {
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 },
  clipNorm: 0,
  ema: 0,
};

/**
 * Compiles a model and lays its plan open.
 * @throws ModelError for a model whose shapes do not fit
 */
export function planTable(
  model: Model,
  options: { batchSize: number; mode: 'train' | 'infer'; threads?: number },
): PlanTable {
  const { batchSize, mode, threads = 1 } = options;
  const training = mode === 'train' ? EXAMPLE_TRAINING : undefined;
  const { programs } = compileAll({ model, batchSize, threads, training });
  const { plan } = programs.get(mode === 'train' ? 'train' : 'current')!;
  const arena = plan.buffers.filter((buffer) => !buffer.fixed);
  return {
    rows: foldRepeats(plan.ops.map((op) => rowOf(op, batchSize))),
    buffers: plan.buffers.map(({ name, bytes, address, fixed }) => ({ name, bytes, address, fixed })),
    memoryBytes: plan.memoryBytes,
    arenaBytes: plan.arenaBytes,
    unsharedBytes: arena.reduce((sum, buffer) => sum + buffer.bytes, 0),
    barriers: plan.ops.filter((op) => op.barrier).length,
  };
}

function rowOf(op: Op, batchSize: number): PlanRow {
  const { label, kernel, macs, bytes, barrier } = op;
  return {
    label,
    op: kernel,
    shape: shapeOf(op, batchSize),
    relu: argOf(op, 'relu', batchSize) === 1,
    macs: macs * batchSize,
    bytes,
    barrier,
    repeats: 1,
  };
}

function argOf(op: Op, name: string, batchSize: number): number | undefined {
  const names: readonly string[] = CONTRACTS[op.kernel];
  const index = names.indexOf(name);
  if (index < 0) return undefined;
  const factor = new Map(op.perSample).get(index);
  return factor === undefined ? op.args[index] : factor * batchSize;
}

function shapeOf(op: Op, batchSize: number): string {
  const value = (name: string): number | undefined => argOf(op, name, batchSize);
  const channels = value('xs') ?? value('cs');
  if (value('outH') !== undefined) {
    // A 1×1 convolution takes a map as one long row: its height of 1 is left out.
    const map = (...sides: (number | undefined)[]) => sides.join('×').replace(/^1×/, '');
    const to = map(value('outH'), value('outW'), value('ys') ?? channels);
    return `${map(value('height'), value('width'), channels)}→${to}`;
  }
  if (value('perImage') !== undefined) {
    return `${(value('side')! + 2) ** 2}×${value('xs')}×${value('ys')}`;
  }
  const out = value('ks') ?? value('ys');
  if (channels !== undefined && out !== undefined) return `${channels}→${out}`;
  if (channels !== undefined)
    return `${value('pixels') ?? value('count') ?? ''}×${channels}`.replace(/^×/, '');
  const count = value('count') ?? value('n');
  return count === undefined ? '' : `${count}`;
}

/** Rows that come again and again in the same order (the groups of a Winograd backward pass) become one cycle with counts. */
function foldRepeats(rows: readonly PlanRow[]): PlanRow[] {
  const folded: PlanRow[] = [];
  const same = (a: PlanRow | undefined, b: PlanRow | undefined) =>
    a?.label === b?.label && a?.op === b?.op && a?.shape === b?.shape;
  for (let at = 0; at < rows.length; ) {
    const length = [2, 3].find((cycle) => {
      return (
        !same(rows[at], rows[at + 1]) &&
        rows.slice(at, at + cycle).every((row, i) => same(row, rows[at + cycle + i]))
      );
    });
    const cycle = rows.slice(at, at + (length ?? 1)).map((row) => ({ ...row }));
    at += cycle.length;
    while (length && cycle.every((row, i) => same(row, rows[at + i]))) {
      for (const row of cycle) {
        const next = rows[at++];
        row.macs += next.macs;
        row.bytes += next.bytes;
        row.repeats++;
      }
    }
    folded.push(...cycle);
  }
  return folded;
}
