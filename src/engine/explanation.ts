/**
 * Graph → plan of an explanation: inference whose inner values stay readable, and the gradient by them of the logits that
 * the caller weighs. Running statistics are constants, nothing is dropped, weights get no gradients.
 */
import { ModelError } from '../util/errors.js';
import type { ExplainSpec } from './api.js';
import { Backward } from './backward.js';
import {
  type CompileOptions,
  constantsFirst,
  finish,
  type Program,
  prepare,
  type Watched,
} from './compile.js';
import { convGeometry, convMacs, forwardNode } from './forward.js';
import { type ConvNode, type DenseNode, type Graph, inputsOf, type Node, type NormNode } from './graph.js';
import { Lowering } from './lowering.js';
import { normConstantBackward } from './norm.js';
import { perSample, type Ref, ref } from './plan.js';
import { tilingOf, usesWinograd } from './winograd.js';

/** The graph of explanations. @throws ModelError for a path under which no layer's output stands in memory */
function keptGraph(graph: Graph, { layers, input }: ExplainSpec): Graph {
  const kept = new Set(layers.map((path) => outputOf(graph, path)));
  if (input) kept.add(graph.input);
  return { ...graph, kept };
}

function outputOf(graph: Graph, path: string): number {
  const tensor = graph.outputs.get(path);
  if (tensor !== undefined) return tensor;
  throw new ModelError(
    `Layer ${path} has no output of its own to explain: name one of ${[...graph.outputs.keys()].join(', ')}.`,
  );
}

/** @throws ModelError for a path under which no layer's output stands in memory */
export function compileExplanation(options: CompileOptions, spec: ExplainSpec): Program {
  const graph = keptGraph(options.graph, spec);
  const { regions, batchSize } = options;
  const lowering = new Lowering(graph, regions, batchSize, regions.parameters, options.guard);
  // Before any activation is placed: whether a buffer is kept depends on what is another view of it.
  for (const node of graph.nodes) if (node.op === 'dropout') lowering.sameMemory(node.y, node.x);
  prepare(lowering);
  for (const node of graph.nodes) forwardNode(lowering, node, false);
  const { floats } = graph.tensors[graph.output];
  const outputGradient = ref(lowering.buffer('outputGradient', floats * batchSize * 4, true));
  const gradients = backwardTo(lowering, outputGradient);
  const watched = spec.layers.map((path): [string, Watched] => {
    const id = outputOf(graph, path);
    const place = { activations: lowering.activation(id), gradients: gradients.get(id)! };
    return [path, { tensor: graph.tensors[id], ...place }];
  });
  const places = {
    ...{ outputGradient, watched: new Map(watched) },
    inputGradient: gradients.get(graph.input),
  };
  return finish(lowering, { ...options, graph }, places, constantsFirst(lowering));
}

/** The backward pass as far as the kept tensors; @returns copies of their gradients, alive to the plan's end */
function backwardTo(lowering: Lowering, outputGradient: Ref): Map<number, Ref> {
  const { graph } = lowering;
  const backward = new InputBackward(lowering);
  const reached = behind(graph);
  const copies = new Map<number, Ref>();
  const keep = (tensor: number): void => {
    const from = graph.kept?.has(tensor) ? backward.gradient(tensor) : undefined;
    if (!from) return;
    // The next gradient may take the place of this one.
    const to = ref(lowering.buffer(`${graph.tensors[tensor].name}:kept`, from.buffer.bytes, true));
    const count = perSample(graph.tensors[tensor].floats);
    lowering.call('copyBytes', { from, to, count }, [from], [to], 'explain');
    copies.set(tensor, to);
  };
  backward.contribute(graph.output, outputGradient, false, 'output');
  for (const node of graph.nodes.toReversed()) {
    // Every node that reads it has been passed.
    keep(node.y);
    if (reached.has(node.y)) backward.node(node);
  }
  keep(graph.input);
  return copies;
}

/** The tensors that are made from kept ones: only their gradients lead there. */
function behind({ nodes, kept }: Graph): Set<number> {
  const reached = new Set<number>();
  for (const node of nodes) {
    if (inputsOf(node).some((tensor) => kept?.has(tensor) || reached.has(tensor))) reached.add(node.y);
  }
  return reached;
}

/** The backward pass of inference, for activations alone. */
class InputBackward extends Backward {
  constructor(lowering: Lowering) {
    super(lowering, true);
  }

  override node(node: Node): void {
    if (node.op !== 'dropout') super.node(node); // the same memory, so the same gradient
  }

  /** Gradients by what a ReLU gave are wanted whole. */
  override masksFor(): boolean {
    return false;
  }

  override norm(node: NormNode, dy: Ref, owned: boolean): void {
    normConstantBackward(this, node, dy, owned);
  }

  override dense(node: DenseNode, dy: Ref): void {
    this.denseInput(node, dy);
  }

  override conv(node: ConvNode, dy: Ref): void {
    const macs = convMacs(this.lowering, node);
    if (usesWinograd(this.lowering.graph, node)) this.winogradInput(node, dy, macs);
    else this.convInput(node, dy, macs);
  }

  /** dx as a forward pass with the rotated, transposed filters: training's way needs the weights' sums besides. */
  winogradInput(node: ConvNode, dy: Ref, macs: number): void {
    const { lowering } = this;
    const { path } = node;
    const { height, width, outH, outW, xs, ys } = convGeometry(lowering, node);
    const { side, points } = tilingOf(lowering.graph, node);
    const w = this.transposed(node, { kh: 3, kw: 3, cs: xs, ks: ys });
    const u = ref(lowering.buffer(`${path}:gradientFilters`, points * xs * ys * 4));
    const filter = { w, u, ...lowering.scratch(), cs: ys, ks: xs, side };
    lowering.call('winogradFilter', filter, [w], [u], path);
    const dx = this.fresh(node.x, path);
    const args = {
      ...{ x: dy, u, bias: 0, y: dx, ...lowering.scratch(), n: perSample(1), side, relu: 0 },
      ...{ height: outH, width: outW, xs: ys, pad: 2 - node.pad, outH: height, outW: width, ys: xs },
    };
    lowering.call('winogradForward', args, [dy, u], [dx], path, macs);
    this.contribute(node.x, dx, true, path);
  }
}
