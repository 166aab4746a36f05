/** Graph → plan: input, forward pass, loss, backward pass, update; or input and forward pass alone. */
import type { TrainingSpec } from './api.js';
import { Backward } from './backward.js';
import { foldNorms } from './fold.js';
import { forwardNode } from './forward.js';
import type { Graph, Tensor } from './graph.js';
import { Lowering } from './lowering.js';
import { assemble, type Buffer, type Call, type Plan, perSample, type Ref, ref } from './plan.js';
import { CONTROL, type Regions } from './regions.js';

export interface CompileOptions {
  readonly graph: Graph;
  readonly regions: Regions;
  readonly batchSize: number;
  /** First free address after the regions. */
  readonly arenaBase: number;
  /** Bytes kept free behind every arena buffer, none of which then share memory: for checks. */
  readonly guard?: number;
}

/** A plan with the places a caller reads and writes. */
export interface Program {
  readonly plan: Plan;
  /** Ops before this one depend on the weights alone: one batch after another may share what they wrote. */
  readonly constantOps: number;
  /** The ops from there up to this one make the input from byte images. */
  readonly inputOps: number;
  readonly input: Ref;
  readonly output: Ref;
  /** Gradient of the output, when the caller gives it. */
  readonly outputGradient?: Ref;
  readonly inputGradient?: Ref;
  /** By path, where a layer's values and their gradient stay. */
  readonly watched?: ReadonlyMap<string, Watched>;
}

export interface Watched {
  readonly tensor: Tensor;
  readonly activations: Ref;
  readonly gradients: Ref;
}

/**
 * Inference: logits from images, reading the weights in `weights`. Norms are folded into the convolutions before them,
 * and what depends on the weights alone is computed first, once for many batches.
 */
export function compileInference(options: CompileOptions, weights: Buffer): Program {
  const graph = foldNorms(options.graph);
  const lowering = new Lowering(graph, options.regions, options.batchSize, weights, options.guard);
  prepare(lowering);
  for (const node of graph.nodes) forwardNode(lowering, node, false);
  return finish(lowering, { ...options, graph }, {}, constantsFirst(lowering));
}

/** Calls that read nothing but weights and what such calls wrote, then all others; each in their order. */
export function constantsFirst({ calls, weights }: Lowering): { calls: Call[]; constants: number } {
  const known = new Set([weights]);
  const constant: Call[] = [];
  const others: Call[] = [];
  for (const call of calls) {
    const fixed = call.reads.every(({ buffer }) => known.has(buffer));
    if (fixed) for (const { buffer } of call.writes) known.add(buffer);
    (fixed ? constant : others).push(call);
  }
  return { calls: [...constant, ...others], constants: constant.length };
}

/** One step of training. */
export function compileTraining(options: CompileOptions, spec: TrainingSpec): Program {
  const { graph, regions } = options;
  const lowering = new Lowering(graph, regions, options.batchSize, regions.parameters);
  prepare(lowering);
  for (const node of graph.nodes) forwardNode(lowering, node, true);
  const backward = new Backward(lowering, false);
  backward.contribute(graph.output, loss(lowering), true, 'loss');
  for (const node of graph.nodes.toReversed()) backward.node(node);
  update(lowering, spec);
  return finish(lowering, options);
}

/** Forward pass in training mode and backward pass from a gradient that the caller gives. For checks. */
export function compileGradients(options: CompileOptions): Program {
  const { graph, regions } = options;
  const lowering = new Lowering(graph, regions, options.batchSize, regions.parameters, options.guard);
  prepare(lowering);
  for (const node of graph.nodes) forwardNode(lowering, node, true);
  const backward = new Backward(lowering, true);
  const { floats } = graph.tensors[graph.output];
  const outputGradient = ref(lowering.buffer('outputGradient', floats * options.batchSize * 4, true));
  backward.contribute(graph.output, outputGradient, false, 'output');
  for (const node of graph.nodes.toReversed()) backward.node(node);
  const inputGradient = backward.gradient(graph.input);
  if (inputGradient) {
    // Keep it: copied to a pinned buffer that nothing else may take.
    const kept = ref(lowering.buffer('inputGradient', inputGradient.buffer.bytes, true));
    const count = perSample(graph.tensors[graph.input].floats);
    lowering.call('copyBytes', { from: inputGradient, to: kept, count }, [inputGradient], [kept], 'input');
    return finish(lowering, options, { outputGradient, inputGradient: kept });
  }
  return finish(lowering, options, { outputGradient });
}

export function finish(
  lowering: Lowering,
  options: CompileOptions,
  places: Partial<Program> = {},
  { calls, constants }: { calls: Call[]; constants: number } = { calls: lowering.calls, constants: 0 },
): Program {
  const { graph } = options;
  return {
    plan: assemble(calls, options.arenaBase, constants),
    constantOps: constants,
    inputOps: constants + 1,
    input: lowering.activation(graph.input),
    output: lowering.activation(graph.output),
    ...places,
  };
}

/** The plan's first op: warp, normalise and batch the byte images. */
export function prepare(lowering: Lowering): void {
  const { regions, graph } = lowering;
  const out = lowering.activation(graph.input);
  const { mean, scale } = graph.model.preprocessing;
  const [images, warps] = [ref(regions.images), ref(regions.warps)];
  const args = { images, warps, out, mean, scale, ...lowering.scratch(), n: perSample(1) };
  lowering.call('warpBatch', args, [images, warps], [out], 'input');
}

/** Softmax and cross-entropy; @returns the gradient of the logits. */
function loss(lowering: Lowering): Ref {
  const { regions, graph } = lowering;
  const output = graph.tensors[graph.output];
  const z = lowering.activation(graph.output);
  const dz = ref(lowering.buffer('logits:gradient', output.floats * lowering.batchSize * 4));
  const inverseWeightSum = ref(regions.control, CONTROL.inverseWeightSum, 8);
  const [targets, weights, sample] = [ref(regions.targets), ref(regions.weights), ref(regions.sample)];
  const n = perSample(1);
  lowering.call(
    'softmaxCrossEntropy',
    {
      z,
      targets,
      weights,
      inverseWeightSum,
      dz,
      sample,
      n,
      classes: output.shape.channels,
      zs: output.floats,
    },
    [z, targets, weights],
    [dz, sample],
    'loss',
  );
  const result = ref(regions.control, CONTROL.result, 16);
  lowering.call('lossReduce', { sample, inverseWeightSum, result, n }, [sample], [result], 'loss');
  return dz;
}

/** Gradient norm, clipping, the update of every parameter, the moving average. */
function update(lowering: Lowering, spec: TrainingSpec): void {
  const { regions, graph } = lowering;
  const gradients = ref(regions.gradients);
  const partial = ref(regions.normPartial);
  const hyper = ref(regions.control, CONTROL.hyper, 16);
  const norm = ref(regions.control, CONTROL.result + 16, 8);
  const count = graph.trainableFloats;
  lowering.call('normPartial', { g: gradients, partial, count }, [gradients], [partial], 'update');
  const clip = { partial, norm, hyper, count, clip: spec.clipNorm };
  lowering.call('normReduce', clip, [partial], [norm, hyper], 'update');
  for (const parameter of graph.parameters) {
    if (!parameter.spec.trainable) continue;
    const decays = spec.decayAll || parameter.spec.role === 'weight';
    const decay = decays ? spec.optimizer.weightDecay : 0;
    step(lowering, spec, decay, hyper, {
      offset: parameter.offset * 4,
      floats: parameter.floats,
      label: parameter.spec.name,
    });
  }
  if (spec.ema > 0) {
    const [p, ema] = [ref(regions.parameters), ref(regions.ema)];
    const args = { p, ema, count: graph.parameterFloats, decay: spec.ema };
    lowering.call('averageWeights', args, [p], [ema], 'update');
  }
}

function step(
  lowering: Lowering,
  { optimizer }: TrainingSpec,
  decay: number,
  hyper: Ref,
  part: { offset: number; floats: number; label: string },
): void {
  const { regions } = lowering;
  const at = (buffer: Buffer) => ref(buffer, part.offset, part.floats * 4);
  const [p, g, m] = [at(regions.parameters), at(regions.gradients), at(regions.moment1)];
  const count = part.floats;
  if (optimizer.kind === 'sgd') {
    const nesterov = optimizer.nesterov ? 1 : 0;
    const args = { p, g, b: m, hyper, count, momentum: optimizer.momentum, nesterov, decay };
    lowering.call('sgdStep', args, [p, g, m, hyper], [p, m], part.label);
    return;
  }
  const v = at(regions.moment2);
  const { beta1, beta2, epsilon } = optimizer;
  const args = {
    ...{ p, g, m, v, hyper, count, beta1, beta2, rest1: 1 - beta1, rest2: 1 - beta2, epsilon, decay },
    decoupled: optimizer.kind === 'adamw' ? 1 : 0,
  };
  lowering.call('adamStep', args, [p, g, m, v, hyper], [p, m, v], part.label);
}
