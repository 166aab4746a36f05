/** Single-layer golden cases: one layer forward and backward against PyTorch's float64 values. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TensorMap } from '../../src/engine/api.js';
import { type CheckInput, type CheckOutput, checkModel } from '../../src/engine/check.js';
import { crossEntropy } from '../../src/engine/reference/loss-kernel.js';
import { decodeSafetensors } from '../../src/export/safetensors.js';
import type { Layer, Shape } from '../../src/model/types.js';
import { relativeError } from './compare.js';

export interface Case {
  readonly case: string;
  readonly op: 'conv2d' | 'maxpool' | 'avgpool' | 'batchnorm' | 'dense' | 'softmax_cross_entropy';
  readonly stride?: number;
  readonly pad?: number;
  readonly groups?: number;
  readonly kernel?: number;
  readonly bias?: boolean;
  readonly eps?: number;
  readonly momentum?: number;
  readonly label_smoothing?: number;
}

export interface Outcome {
  readonly name: string;
  /** Worst error over the case's values, and which value it is. */
  readonly error: number;
  readonly worst: string;
  readonly tolerance: number;
}

/** Computes a layer case: the engine, or what is to be judged in its place. */
export type RunLayer = (input: CheckInput) => Promise<CheckOutput>;

/** All cases of DIR/layers.json. */
export async function runCases(directory: string, run: RunLayer = checkModel): Promise<Outcome[]> {
  const file = join(directory, 'layers.safetensors');
  const { tensors } = decodeSafetensors(readFileSync(file), file);
  const cases = JSON.parse(readFileSync(join(directory, 'layers.json'), 'utf8')) as Case[];
  const outcomes: Outcome[] = [];
  for (const entry of cases) {
    const prefix = `${entry.case}/`;
    const own: TensorMap = new Map();
    for (const [name, tensor] of tensors)
      if (name.startsWith(prefix)) own.set(name.slice(prefix.length), tensor);
    outcomes.push(
      entry.op === 'softmax_cross_entropy' ? lossCase(entry, own) : await layerCase(entry, own, run),
    );
  }
  return outcomes;
}

/**
 * Float32 rounds each product and sum to half a unit in the last place, 6e-8; over a sum of k terms the error against
 * the result's own scale grows like √k for rounding that does not conspire, and 8 standard deviations cover the largest
 * of some 10⁵ values.
 */
export function sumTolerance(terms: number): number {
  return 8 * 6e-8 * Math.sqrt(terms);
}

/** The rms error of Winograd's F(4×4,3×3) against that of a direct sum, for the convolutions that may run by it. */
const WINOGRAD_FACTOR = 1.7e-6 / 3.3e-7;

function transformFactor({ op, stride = 1, groups = 1 }: Case, w: readonly number[] | undefined): number {
  const may = op === 'conv2d' && stride === 1 && groups === 1 && w?.[2] === 3 && w[0] >= 16 && w[1] >= 16;
  return may ? WINOGRAD_FACTOR : 1;
}

function layerOf(entry: Case, tensors: TensorMap): Layer {
  const { stride = 1, pad = 0, groups = 1, kernel = 1 } = entry;
  const w = tensors.get('w')?.shape;
  switch (entry.op) {
    case 'conv2d':
      return {
        type: 'conv',
        filters: w![0],
        kernel: w![2],
        stride,
        padding: pad,
        groups,
        bias: tensors.has('b'),
      };
    case 'maxpool':
      return { type: 'maxPool', size: kernel, stride, padding: pad };
    case 'avgpool':
      if (pad !== 0) throw new Error(`${entry.case}: average pooling with padding is not offered`);
      return { type: 'avgPool', size: kernel, stride };
    case 'batchnorm':
      return { type: 'batchNorm', epsilon: entry.eps, momentum: entry.momentum };
    default:
      return { type: 'dense', units: w![0], bias: tensors.has('b') };
  }
}

/** Golden name → ours. */
const WEIGHTS = { w: '0.weight', b: '0.bias', gamma: '0.gamma', beta: '0.beta' } as const;

async function layerCase(entry: Case, tensors: TensorMap, run: RunLayer): Promise<Outcome> {
  const x = tensors.get('x')!;
  const [n, channels, height = 1, width = 1] = x.shape;
  const input: Shape = { height, width, channels };
  const layer = layerOf(entry, tensors);
  const preprocessing = { mean: 0, scale: 1 };
  const model = { name: entry.case, input, preprocessing, classes: [], layers: [layer] };
  const weights: TensorMap = new Map();
  for (const [golden, name] of Object.entries(WEIGHTS)) {
    const tensor = tensors.get(golden);
    if (tensor) weights.set(name, tensor);
  }
  if (entry.op === 'batchnorm') {
    weights.set('0.runningMean', { shape: [channels], data: new Float32Array(channels) });
    weights.set('0.runningVar', { shape: [channels], data: new Float32Array(channels).fill(1) });
  }
  const result = await run({ model, apart: true, n, x: x.data, dy: tensors.get('dy')!.data, weights });
  if (result.overwritten.length > 0)
    throw new Error(`${entry.case}: written past ${result.overwritten.join(', ')}`);
  const got: [string, Float32Array | undefined][] = [
    ['y', result.y],
    ['dx', result.dx],
    ['dw', result.gradients.get('0.weight')?.data],
    ['db', result.gradients.get('0.bias')?.data],
    ['dgamma', result.gradients.get('0.gamma')?.data],
    ['dbeta', result.gradients.get('0.beta')?.data],
    ['running_mean', result.weights.get('0.runningMean')?.data],
    ['running_var', result.weights.get('0.runningVar')?.data],
  ];
  const factor = transformFactor(entry, tensors.get('w')?.shape);
  return worstOf(entry.case, got, tensors, factor * sumTolerance(longestSum(entry, tensors)));
}

/** Terms of the longest sum behind any value of a case. */
function longestSum(entry: Case, tensors: TensorMap): number {
  const product = (values: readonly number[]) => values.reduce((a, b) => a * b, 1);
  const dy = tensors.get('dy')!.shape;
  const w = tensors.get('w')?.shape ?? [1];
  const perChannel = product(dy) / dy[1]; // weight and bias gradients, batch statistics
  const forward = product(w.slice(1));
  const backward = product(w) / (w[1] ?? 1) || 1;
  if (entry.op === 'maxpool') return 9;
  if (entry.op === 'avgpool') return (entry.kernel ?? 1) ** 2;
  return Math.max(perChannel, forward, backward);
}

function lossCase(entry: Case, tensors: TensorMap): Outcome {
  const logits = tensors.get('logits')!;
  const [n, classes] = logits.shape;
  const smoothing = entry.label_smoothing ?? 0;
  const targets = new Float32Array(n * classes).fill(smoothing / classes);
  tensors.get('labels')!.data.forEach((label, i) => {
    targets[i * classes + label] += 1 - smoothing;
  });
  const { loss, gradient } = crossEntropy(logits.data, targets, n, classes);
  // The inputs and targets are float32, the arithmetic float64: only the targets' and the result's rounding remain.
  return worstOf(
    entry.case,
    [
      ['loss', Float32Array.of(loss)],
      ['dlogits', gradient],
    ],
    tensors,
    sumTolerance(classes),
  );
}

function worstOf(
  name: string,
  got: readonly (readonly [string, Float32Array | undefined])[],
  wanted: TensorMap,
  tolerance: number,
): Outcome {
  let error = 0;
  let worst = '';
  if (!wanted.has('y') && !wanted.has('loss'))
    throw new Error(`${name}: there is no reference to compare with`);
  for (const [key, tensor] of wanted) {
    if (['x', 'w', 'b', 'gamma', 'beta', 'dy', 'logits', 'labels'].includes(key)) continue;
    const values = got.find(([name]) => name === key)?.[1];
    if (!values) throw new Error(`${name}: nothing computed for ${key}`);
    const own = relativeError(values, tensor.data);
    if (own > error || Number.isNaN(own)) {
      error = own;
      worst = key;
    }
  }
  return { name, error, worst, tolerance };
}
