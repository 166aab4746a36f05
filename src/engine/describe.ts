/** A plan as a table for people. */
import type { Model } from '../model/types.js';
import type { TrainingSpec } from './api.js';
import { CONTRACTS } from './contracts.js';
import { compileAll } from './engine.js';
import type { Op } from './plan.js';

export interface PlanRow {
  /** Layer path, and the kernel that runs. */
  readonly label: string;
  readonly op: string;
  /** The kernel's sizes: counts for a full batch, without addresses. */
  readonly shape: string;
  /** Multiply-accumulates for a full batch. */
  readonly macs: number;
  /** Whether threads wait for each other before it. */
  readonly barrier: boolean;
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
  const { programs } = compileAll({ model, batchSize, threads, imageCapacity: 0, training });
  const { plan } = programs.get(mode === 'train' ? 'train' : 'current')!;
  const arena = plan.buffers.filter((buffer) => !buffer.fixed);
  return {
    rows: plan.ops.map((op) => ({
      label: op.label,
      op: op.kernel,
      shape: sizes(op, batchSize),
      macs: op.macs * batchSize,
      barrier: op.barrier,
    })),
    buffers: plan.buffers.map(({ name, bytes, address, fixed }) => ({ name, bytes, address, fixed })),
    memoryBytes: plan.memoryBytes,
    arenaBytes: plan.arenaBytes,
    unsharedBytes: arena.reduce((sum, buffer) => sum + buffer.bytes, 0),
    barriers: plan.ops.filter((op) => op.barrier).length,
  };
}

/** Arguments worth reading, by kernel contract name. */
const SIZES = [
  'n',
  'height',
  'width',
  'xs',
  'cs',
  'kh',
  'stride',
  'outH',
  'outW',
  'ys',
  'pixels',
  'count',
  'relu',
];

function sizes(op: Op, batchSize: number): string {
  const names: readonly string[] = CONTRACTS[op.kernel];
  const factors = new Map(op.perSample);
  return names
    .flatMap((name, index) => {
      if (!SIZES.includes(name)) return [];
      const factor = factors.get(index);
      return [`${name}=${factor === undefined ? op.args[index] : factor * batchSize}`];
    })
    .join(' ');
}
