/**
 * Batch normalisation as kernel calls, forward and backward. The residual sum, ReLU and 2×2 max pool that follow it
 * happen in the same pass over memory (kernels/norm-apply.ts).
 */
import type { Backward } from './backward.js';
import { poolGeometry } from './forward.js';
import {
  type ConvNode,
  type Graph,
  makerOf,
  type NormNode,
  type PoolNode,
  readersOf,
  solePool,
} from './graph.js';
import type { Lowering } from './lowering.js';
import { perSample, type Ref, ref } from './plan.js';

/** The pool that happens inside a norm, whose own output is then never in memory. */
export function normPool(graph: Graph, node: NormNode): PoolNode | undefined {
  return node.relu ? solePool(graph, node.y) : undefined;
}

/** The norm that a pool happens inside of. */
export function normOf(graph: Graph, pool: PoolNode): NormNode | undefined {
  const maker = makerOf(graph, pool.x);
  return maker?.op === 'batchNorm' && normPool(graph, maker) === pool ? maker : undefined;
}

/** Where the parts of a batch norm lie. */
function normParts(lowering: Lowering, node: NormNode) {
  const { shape, stride: cs } = lowering.graph.tensors[node.x];
  const pixels = shape.height * shape.width;
  return {
    gamma: lowering.parameter(node.gamma),
    beta: lowering.parameter(node.beta),
    runningMean: lowering.parameter(node.runningMean),
    runningVar: lowering.parameter(node.runningVar),
    state: ref(lowering.keep(`${node.path}:state`, 7 * cs * 4)),
    partial: ref(lowering.keep(`${node.path}:partial`, 3 * lowering.batchSize * cs * 4)),
    cs,
    pixels,
  };
}

/** What a fused pool leaves for the backward pass: where its maxima were, and the values there before the norm. */
function poolMemory(lowering: Lowering, node: NormNode, pool: PoolNode): { codes: Ref; chosen: Ref } {
  const floats = lowering.graph.tensors[pool.y].floats * lowering.batchSize;
  return {
    codes: ref(lowering.keep(`${node.path}:codes`, floats)),
    chosen: ref(lowering.keep(`${node.path}:chosen`, floats * 4)),
  };
}

/** @param train batch statistics instead of running ones */
export function normForward(lowering: Lowering, node: NormNode, train: boolean): void {
  if (train) statistics(lowering, node);
  else coefficients(lowering, node);
  const { state, cs, pixels } = normParts(lowering, node);
  const x = lowering.activation(node.x);
  const b = node.b === undefined ? 0 : lowering.activation(node.b);
  const reads = b === 0 ? [x, state] : [x, state, b];
  const pool = normPool(lowering.graph, node);
  if (!pool) {
    const y = lowering.activation(node.y);
    const args = { x, state, b, y, count: perSample(pixels), cs, relu: node.relu ? 1 : 0 };
    lowering.call('batchNormApply', args, reads, [y], node.path);
    return;
  }
  const y = lowering.activation(pool.y);
  const { size: _size, stride: _stride, ...geometry } = poolGeometry(lowering, pool);
  if (train) {
    const { codes, chosen } = poolMemory(lowering, node, pool);
    const args = { x, state, b, y, codes, chosen, ...geometry };
    lowering.call('batchNormPool', args, reads, [y, codes, chosen], node.path);
  } else {
    lowering.call(
      'batchNormPool',
      { x, state, b, y, codes: 0, chosen: 0, ...geometry },
      reads,
      [y],
      node.path,
    );
  }
}

function statistics(lowering: Lowering, node: NormNode): void {
  const x = lowering.activation(node.x);
  const { gamma, beta, runningMean, runningVar, state, partial, cs, pixels } = normParts(lowering, node);
  const n = perSample(1);
  lowering.call('batchNormSums', { x, partial, n, pixels, cs }, [x], [partial], node.path);
  const { momentum, epsilon } = node;
  lowering.call(
    'batchNormFinish',
    { partial, state, gamma, beta, runningMean, runningVar, n, pixels, cs, momentum, epsilon },
    [partial, gamma, beta, runningMean, runningVar],
    [state, runningMean, runningVar],
    node.path,
  );
}

function coefficients(lowering: Lowering, node: NormNode): void {
  const { gamma, beta, runningMean, runningVar, state, cs } = normParts(lowering, node);
  lowering.call(
    'batchNormCoefficients',
    { state, gamma, beta, runningMean, runningVar, cs, epsilon: node.epsilon },
    [gamma, beta, runningMean, runningVar],
    [state],
    node.path,
  );
}

/** A convolution's filters and bias with its norm folded in: made anew when the weights changed. */
export function foldedFilters(lowering: Lowering, node: ConvNode, norm: NormNode): { w: Ref; bias: Ref } {
  coefficients(lowering, norm);
  const { state, cs } = normParts(lowering, norm);
  const from = lowering.parameter(node.weight);
  const bias = node.bias ? lowering.parameter(node.bias) : 0;
  const { floats } = node.weight;
  const [to, toBias] = [
    ref(lowering.buffer(`${norm.path}:weight`, floats * 4)),
    ref(lowering.buffer(`${norm.path}:bias`, cs * 4)),
  ];
  const taps = node.kernel ** 2;
  const [run, width] = node.depthwise ? [taps, cs] : [taps * lowering.graph.tensors[node.x].stride, 8];
  const args = { w: from, bias, state, to, toBias, run, ks: cs, width };
  const reads = bias === 0 ? [from, state] : [from, state, bias];
  lowering.call('foldNorm', args, reads, [to, toBias], norm.path);
  return { w: to, bias: toBias };
}

/**
 * @param dy gradient of what the norm stores: its pool's output, if it has one
 * @param owned whether dx may take dy's place
 */
export function normBackward(backward: Backward, node: NormNode, dy: Ref, owned: boolean): void {
  const { lowering } = backward;
  const { graph } = lowering;
  const x = lowering.activation(node.x);
  const { state, cs, pixels } = normParts(lowering, node);
  const pool = normPool(graph, node);
  // The gradient behind the ReLU is that of b as well; without ReLU it is dy itself.
  const kept = node.b !== undefined && node.relu ? backward.fresh(node.y, `${node.path}:relu`) : 0;
  const sign = kept === 0 ? 0 : lowering.activation(pool?.y ?? node.y);
  // Where x alone decides the ReLU, its sign is computed again.
  const ownMask = node.relu && kept === 0 ? 1 : 0;
  if (pool) {
    const { chosen } = poolMemory(lowering, node, pool);
    const { shape } = graph.tensors[pool.y];
    const count = shape.height * shape.width;
    gradientSums(backward, node, { dy, y: sign, x: chosen, g: 0, pixels: count, ownMask });
  } else {
    gradientSums(backward, node, { dy, y: sign, x, g: kept, pixels, ownMask });
  }
  if (backward.wanted(node.x)) {
    const free = owned && node.b === undefined && !pool ? dy : undefined;
    const dx = overwrites(graph, node) ? x : (free ?? backward.fresh(node.x, node.path));
    if (pool) {
      const { codes } = poolMemory(lowering, node, pool);
      const { size: _size, stride: _stride, ...geometry } = poolGeometry(lowering, pool);
      const writes = kept === 0 ? [dx] : [dx, kept];
      const args = { dy, codes, x, state, dx, g: kept, ...geometry };
      lowering.call('batchNormUnpool', args, [dy, codes, x, state], writes, node.path);
    } else {
      const g = kept === 0 ? dy : kept;
      const args = { dy: g, x, state, dx, count: perSample(pixels), cs, ownMask };
      lowering.call('batchNormBackwardApply', args, [g, x, state], [dx], node.path);
    }
    backward.contribute(node.x, dx, true, node.path);
  }
  if (node.b !== undefined) backward.contribute(node.b, kept === 0 ? dy : kept, kept !== 0, node.path);
}

/**
 * The gradient of inference, where the statistics are constants: dx = scale·g with g the gradient behind the ReLU. x stays
 * as it is.
 */
export function normConstantBackward(backward: Backward, node: NormNode, dy: Ref, owned: boolean): void {
  const { lowering } = backward;
  const x = lowering.activation(node.x);
  const { state, cs, pixels } = normParts(lowering, node);
  const g = node.b === undefined ? dy : backward.masked(node, dy, owned);
  // Where x alone decides the ReLU, its sign is computed again.
  const ownMask = node.relu && node.b === undefined ? 1 : 0;
  const dx = backward.fresh(node.x, node.path);
  const args = { dy: g, x, state, dx, count: perSample(pixels), cs, ownMask };
  lowering.call('batchNormBackwardApply', args, [g, x, state], [dx], node.path);
  backward.contribute(node.x, dx, true, node.path);
  if (node.b !== undefined) backward.contribute(node.b, g, false, node.path);
}

interface GradientSums {
  readonly dy: Ref;
  readonly y: Ref | 0;
  readonly x: Ref;
  readonly g: Ref | 0;
  readonly pixels: number;
  readonly ownMask: number;
}

function gradientSums(backward: Backward, node: NormNode, sums: GradientSums): void {
  const { lowering } = backward;
  const { gamma, state, partial, cs, pixels } = normParts(lowering, node);
  const { dy, x, y, g } = sums;
  const n = perSample(1);
  const reads = y === 0 ? [dy, x, state] : [dy, x, state, y];
  const writes = g === 0 ? [partial] : [partial, g];
  lowering.call('batchNormBackwardSums', { ...sums, state, partial, n, cs }, reads, writes, node.path);
  const [dgamma, dbeta] = [lowering.gradient(node.gamma), lowering.gradient(node.beta)];
  const finish = { partial, state, gamma, dgamma, dbeta, n, pixels, cs };
  lowering.call(
    'batchNormBackwardFinish',
    finish,
    [partial, state, gamma],
    [state, dgamma, dbeta],
    node.path,
  );
}

/** Whether dx may take x's place: nothing reads x after this. A convolution's gradients do not need its output. */
function overwrites(graph: Graph, node: NormNode): boolean {
  const maker = makerOf(graph, node.x);
  const plain = (maker?.op === 'conv' || maker?.op === 'dense') && !maker.relu;
  return plain && readersOf(graph, node.x).length === 1;
}
