/** The kernel calls of a forward pass, node by node. */
import {
  type AddNode,
  type ConvNode,
  type DenseNode,
  type DropoutNode,
  type Graph,
  makerOf,
  type Node,
  type Parameter,
  type PoolNode,
  readersOf,
} from './graph.js';
import type { Lowering } from './lowering.js';
import { foldedFilters, normForward, normOf } from './norm.js';
import { type Argument, perSample, type Ref, ref } from './plan.js';
import { convolutionOf, pooledBy, tilingOf, usesWinograd } from './winograd.js';

/** @param train batch statistics and dropout instead of running statistics and none */
export function forwardNode(lowering: Lowering, node: Node, train: boolean): void {
  const { graph } = lowering;
  switch (node.op) {
    case 'conv':
      if (node.depthwise) return depthwise(lowering, node);
      return usesWinograd(graph, node) ? winograd(lowering, node, train) : conv(lowering, node);
    case 'dense':
      return dense(lowering, node);
    case 'batchNorm':
      return normForward(lowering, node, train);
    case 'relu': {
      const x = lowering.activation(node.x);
      const y = lowering.activation(node.y);
      const count = perSample(graph.tensors[node.y].floats);
      return lowering.call('reluForward', { x, y, count }, [x], [y], node.path);
    }
    case 'maxPool':
      return convolutionOf(graph, node) || normOf(graph, node) ? undefined : pool(lowering, node);
    case 'avgPool':
      return pool(lowering, node);
    case 'globalAvgPool': {
      const x = lowering.activation(node.x);
      const y = lowering.activation(node.y);
      const { shape, stride } = graph.tensors[node.x];
      const args = { x, y, n: perSample(1), pixels: shape.height * shape.width, cs: stride };
      return lowering.call('globalAvgPoolForward', args, [x], [y], node.path);
    }
    case 'dropout':
      return train ? dropout(lowering, node) : lowering.sameMemory(node.y, node.x);
    case 'flatten':
      return; // another view of its input, as the lowering knows from the start
    case 'widen': {
      const x = lowering.activation(node.x);
      const y = lowering.activation(node.y);
      const count = perSample(graph.tensors[node.x].floats);
      return lowering.call('widenChannel', { x, y, count }, [x], [y], node.path);
    }
    case 'add':
      return add(lowering, node);
  }
}

/** Geometry of a convolution in the kernels' terms. A 1×1 convolution sees its map as one long row. */
export function convGeometry(lowering: Lowering, node: ConvNode) {
  const x = lowering.graph.tensors[node.x];
  const y = lowering.graph.tensors[node.y];
  const flat = node.kernel === 1 && node.stride === 1 && node.pad === 0;
  const fold = (height: number, width: number) => (flat ? [1, height * width] : [height, width]);
  const [height, width] = fold(x.shape.height, x.shape.width);
  const [outH, outW] = fold(y.shape.height, y.shape.width);
  return { height, width, outH, outW, xs: x.stride, ys: y.stride, kh: node.kernel, kw: node.kernel };
}

/** Multiply-accumulates per image. */
export function convMacs(lowering: Lowering, node: ConvNode): number {
  const { channels } = lowering.graph.tensors[node.x].shape;
  const { shape } = lowering.graph.tensors[node.y];
  return (shape.height * shape.width * shape.channels * channels * node.kernel ** 2) / node.groups;
}

function biasOf(lowering: Lowering, bias: Parameter | undefined): { bias: Argument; read: Ref[] } {
  if (!bias) return { bias: 0, read: [] };
  const place = lowering.parameter(bias);
  return { bias: place, read: [place] };
}

/** What a convolution multiplies with and adds: its parameters, or in inference those with its norm folded in. */
function filtersOf(lowering: Lowering, node: ConvNode): { w: Ref; bias: Argument; read: Ref[] } {
  if (!node.norm) return { w: lowering.parameter(node.weight), ...biasOf(lowering, node.bias) };
  const { w, bias } = foldedFilters(lowering, node, node.norm);
  return { w, bias, read: [bias] };
}

function conv(lowering: Lowering, node: ConvNode): void {
  const x = lowering.activation(node.x);
  const y = lowering.activation(node.y);
  const { w, bias, read } = filtersOf(lowering, node);
  const args = {
    ...{ x, w, bias, y, ...lowering.scratch(), n: perSample(1), ...convGeometry(lowering, node) },
    ...{ stride: node.stride, padTop: node.pad, padLeft: node.pad, dilate: 1 },
    relu: node.relu ? 1 : 0,
  };
  lowering.call('convForward', args, [x, w, ...read], [y], node.path, convMacs(lowering, node));
}

function winograd(lowering: Lowering, node: ConvNode, train: boolean): void {
  const x = lowering.activation(node.x);
  const { w, bias, read } = filtersOf(lowering, node);
  const { height, width, outH, outW, xs, ys } = convGeometry(lowering, node);
  const { side } = tilingOf(lowering.graph, node);
  const u = transformedFilters(lowering, node);
  const filter = { w, u, ...lowering.scratch(), cs: xs, ks: ys, side };
  lowering.call('winogradFilter', filter, [w], [u], node.path);
  const shared = {
    ...{ x, u, bias, ...lowering.scratch(), n: perSample(1), height, width, xs, pad: node.pad },
    ...{ outH, outW, ys },
  };
  const macs = convMacs(lowering, node);
  const pool = pooledBy(lowering.graph, node);
  if (pool) {
    const y = lowering.activation(pool.y);
    const codes = train ? poolCodes(lowering, pool) : 0;
    const writes = codes === 0 ? [y] : [y, codes];
    lowering.call('winogradPooled', { ...shared, y, codes }, [x, u, ...read], writes, node.path, macs);
    return;
  }
  const y = lowering.activation(node.y);
  const args = { ...shared, y, side, relu: node.relu ? 1 : 0 };
  lowering.call('winogradForward', args, [x, u, ...read], [y], node.path, macs);
}

/** Where a fused max pool found its maxima: one int32 for each value of its output. */
export function poolCodes(lowering: Lowering, pool: PoolNode): Ref {
  const { floats } = lowering.graph.tensors[pool.y];
  return ref(lowering.keep(`${pool.path}:codes`, floats * lowering.batchSize * 4));
}

/** Where a Winograd convolution's transformed filters stand from the forward pass to the backward pass. */
export function transformedFilters(lowering: Lowering, node: ConvNode): Ref {
  const { xs, ys } = convGeometry(lowering, node);
  const { points } = tilingOf(lowering.graph, node);
  return ref(lowering.keep(`${node.path}:filters`, points * xs * ys * 4));
}

function depthwise(lowering: Lowering, node: ConvNode): void {
  const x = lowering.activation(node.x);
  const y = lowering.activation(node.y);
  const { w, bias, read } = filtersOf(lowering, node);
  const input = lowering.graph.tensors[node.x];
  const output = lowering.graph.tensors[node.y];
  const args = {
    ...{ x, w, bias, y, ...lowering.scratch(), n: perSample(1), cs: input.stride },
    ...{ height: input.shape.height, width: input.shape.width, kh: node.kernel, kw: node.kernel },
    ...{ stride: node.stride, padTop: node.pad, padLeft: node.pad, dilate: 1 },
    ...{ outH: output.shape.height, outW: output.shape.width, relu: node.relu ? 1 : 0, rotate: 0 },
  };
  lowering.call('depthwiseForward', args, [x, w, ...read], [y], node.path, convMacs(lowering, node));
}

function dense(lowering: Lowering, node: DenseNode): void {
  const x = lowering.activation(node.x);
  const y = lowering.activation(node.y);
  const w = lowering.parameter(node.weight);
  const { bias, read } = biasOf(lowering, node.bias);
  const args = { x, w, bias, y, ...denseSize(lowering, node), relu: node.relu ? 1 : 0 };
  lowering.call('denseForward', args, [x, w, ...read], [y], node.path, denseMacs(node));
}

export function denseSize(lowering: Lowering, node: DenseNode) {
  const { tensors } = lowering.graph;
  return { n: perSample(1), xs: tensors[node.x].floats, ys: tensors[node.y].floats };
}

/** Multiply-accumulates per image. */
export function denseMacs({ weight }: DenseNode): number {
  return weight.spec.shape[0] * weight.spec.shape[1];
}

function pool(lowering: Lowering, node: PoolNode): void {
  const x = lowering.activation(node.x);
  const y = lowering.activation(node.y);
  const args = { x, y, ...poolGeometry(lowering, node) };
  if (node.op === 'maxPool') {
    lowering.call('maxPoolForward', { ...args, pad: node.pad }, [x], [y], node.path);
  } else {
    lowering.call('avgPoolForward', args, [x], [y], node.path);
  }
}

export function poolGeometry(lowering: Lowering, node: PoolNode) {
  const { shape, stride: cs } = lowering.graph.tensors[node.x];
  const output = lowering.graph.tensors[node.y].shape;
  return {
    ...{
      n: perSample(1),
      height: shape.height,
      width: shape.width,
      cs,
      size: node.size,
      stride: node.stride,
    },
    ...{ outH: output.height, outW: output.width },
  };
}

/**
 * Whether dropout may work in place: nothing else reads its input, and the gradient of what made it depends at most on
 * the signs, with which a dropped 0 agrees, as no gradient reaches it. A max pool by itself compares values.
 */
function overwrites(graph: Graph, tensor: number): boolean {
  const maker = makerOf(graph, tensor);
  if (!maker || readersOf(graph, tensor).length > 1) return false;
  if (maker.op === 'flatten') return overwrites(graph, maker.x);
  return maker.op !== 'maxPool' || Boolean(convolutionOf(graph, maker) ?? normOf(graph, maker));
}

function dropout(lowering: Lowering, node: DropoutNode): void {
  const { graph } = lowering;
  // The output keeps a buffer of its own, which stays until the plan's end.
  if (node.y !== lowering.storage(graph.output) && overwrites(graph, node.x))
    lowering.sameMemory(node.y, node.x);
  const x = lowering.activation(node.x);
  const y = lowering.activation(node.y);
  lowering.call(
    'dropout',
    { x, y, ...dropoutArgs(lowering, node) },
    [x, ref(lowering.regions.keys)],
    [y],
    node.path,
  );
}

export function dropoutArgs(lowering: Lowering, node: DropoutNode) {
  const threshold = Math.min(Math.round(node.rate * 65536), 65535);
  return {
    keys: ref(lowering.regions.keys),
    n: perSample(1),
    perSample: lowering.graph.tensors[node.y].floats,
    layer: node.layer,
    threshold,
    scale: 65536 / (65536 - threshold), // 1 / (1 − rate) of the rate there is
  };
}

function add(lowering: Lowering, node: AddNode): void {
  const a = lowering.activation(node.x);
  const b = lowering.activation(node.b);
  const y = lowering.activation(node.y);
  const args = { a, b, y, count: perSample(lowering.graph.tensors[node.y].floats), relu: node.relu ? 1 : 0 };
  lowering.call('addForward', args, [a, b], [y], node.path);
}
