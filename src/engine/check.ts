/**
 * Runs any model forward and backward on given data and hands out every value: for golden values, fuzzed comparisons
 * and gradient checks. The same plans and kernels as training, walked in the caller's thread; canaries around every
 * buffer tell when a kernel writes outside its own.
 */
import { host } from '#engine-host';
import type { Model } from '../model/types.js';
import type { ExplainSpec, TensorMap } from './api.js';
import { type CompileOptions, compileGradients, compileInference, type Program } from './compile.js';
import { compileExplanation } from './explanation.js';
import { type Graph, lower, type Tensor } from './graph.js';
import type { KernelForm } from './host.js';
import { align } from './memory.js';
import { exportParameters, importParameters, visit } from './parameters.js';
import { type Buffer, type Plan, placeFixed, type Ref } from './plan.js';
import { createInline } from './pool.js';
import { createRegions, regionBuffers } from './regions.js';
import { readValues, writeValues } from './values.js';

export interface CheckInput {
  readonly model: Model;
  /** Images. */
  readonly n: number;
  /** [n, C, H, W]. */
  readonly x: Float32Array;
  /** [n, C, H, W] of the output: the gradient that comes in. */
  readonly dy: Float32Array;
  readonly weights: TensorMap;
  /** Stands in for this many threads. */
  readonly threads?: number;
  /** Compile for a larger batch than n. */
  readonly batchSize?: number;
  /** [n] dropout keys. */
  readonly keys?: Uint32Array;
  /** No buffers share memory, and a canary stands behind each; otherwise the arena is the one that training has. */
  readonly apart?: boolean;
  /** Inference instead: y alone, with running statistics and no dropout. */
  readonly infer?: boolean;
  /** An explanation instead: y, dx, and what these layers give with its gradient, with running statistics and no dropout. */
  readonly explain?: readonly string[];
  /** The build of the kernels; by default the fastest here. */
  readonly form?: KernelForm;
}

export interface CheckOutput {
  /** [n, C, H, W]. */
  readonly y: Float32Array;
  /** [n, C, H, W]. */
  readonly dx: Float32Array;
  /** Gradients of the trainable tensors, canonical. */
  readonly gradients: TensorMap;
  /** By path, what the layers to be explained gave and its gradient, [n, C, H, W]. */
  readonly watched: TensorMap;
  /** Weights and running statistics afterwards, canonical. */
  readonly weights: TensorMap;
  /** Canaries that were overwritten, by the buffer before them, and gradients with more than zeros in their padding. */
  readonly overwritten: string[];
}

const CANARY = 0x7fc0dead;
const GUARD = 64;

/** One forward and backward pass in training mode. */
export async function checkModel(input: CheckInput): Promise<CheckOutput> {
  const { model, n, threads = 1, batchSize = input.n } = input;
  const graph = lower(model);
  const classes = graph.tensors[graph.output].shape.channels;
  const training = {
    optimizer: { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 },
    clipNorm: 0,
    ema: 0,
  } as const;
  const explain = input.explain && { layers: input.explain, input: true };
  const regions = createRegions(graph, { batchSize, threads, classes, training, explain });
  const fixed = regionBuffers(regions);
  const guards = guardsBehind(fixed);
  const arenaBase = placeFixed(
    fixed.flatMap((buffer, index) => [buffer, guards[index]]),
    0,
  );
  const guard = input.apart ? GUARD : 0;
  const options = { graph, regions, batchSize, arenaBase, guard };
  const program = programOf(input, options, explain);
  const canaries = guardPlaces(guards, program.plan, guard);
  const pages = Math.ceil((program.plan.memoryBytes + GUARD) / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const view = new Float32Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  for (const { from } of canaries) words.fill(CANARY, from, from + GUARD / 4);
  const region = (buffer: Buffer) => view.subarray(buffer.address / 4, (buffer.address + buffer.bytes) / 4);
  const at = (reference: Ref) => view.subarray((reference.buffer.address + reference.offset) / 4);
  importParameters(graph.parameters, region(regions.parameters), input.weights);
  if (input.keys) words.set(input.keys, regions.keys.address / 4);
  writeValues(graph.tensors[graph.input], n, input.x, at(program.input));
  if (program.outputGradient) writeValues(outputTensor(graph), n, input.dy, at(program.outputGradient));
  const module = await host.loadKernels(input.form);
  const executor = createInline({
    module,
    memory,
    programs: { check: program.plan.ops },
    threads,
    batchSize,
    barrierAt: 0,
    profile: false,
  });
  await executor.run({ program: 'check', n, from: 0, to: program.constantOps });
  await executor.run({ program: 'check', n, from: program.inputOps, to: program.plan.ops.length });
  return {
    y: readValues(outputTensor(graph), n, at(program.output)),
    dx: program.inputGradient
      ? readValues(graph.tensors[graph.input], n, at(program.inputGradient))
      : new Float32Array(),
    watched: watchedValues(program, n, at),
    gradients: exportParameters(
      graph.parameters.filter((parameter) => parameter.spec.trainable),
      region(regions.gradients),
    ),
    weights: exportParameters(graph.parameters, region(regions.parameters)),
    overwritten: [
      ...canaries
        .filter(({ from }) => words.subarray(from, from + GUARD / 4).some((word) => word !== CANARY))
        .map(({ name }) => name),
      ...strayGradients(graph, region(regions.gradients)),
    ],
  };
}

function programOf(input: CheckInput, options: CompileOptions, explain: ExplainSpec | undefined): Program {
  if (explain) return compileExplanation(options, explain);
  return input.infer ? compileInference(options, options.regions.parameters) : compileGradients(options);
}

function watchedValues({ watched = new Map() }: Program, n: number, at: (place: Ref) => Float32Array) {
  const values: TensorMap = new Map();
  for (const [path, { tensor, activations, gradients }] of watched) {
    const { height, width, channels } = tensor.shape;
    const shape = [n, channels, height, width];
    values.set(`output of ${path}`, { shape, data: readValues(tensor, n, at(activations)) });
    values.set(`gradient at ${path}`, { shape, data: readValues(tensor, n, at(gradients)) });
  }
  return values;
}

/** A guard behind every fixed buffer. */
function guardsBehind(buffers: readonly Buffer[]): Buffer[] {
  return buffers.map(({ name }) => ({ name, bytes: GUARD, fixed: true, address: 0 }));
}

/** Where canaries stand, in words: behind the fixed buffers, in the guards of arena buffers, behind the arena. */
function guardPlaces(guards: readonly Buffer[], plan: Plan, guard: number): { name: string; from: number }[] {
  const arena = plan.buffers.filter((buffer) => guard > 0 && !buffer.fixed);
  return [
    ...guards.map(({ name, address }) => ({ name, from: address / 4 })),
    ...arena.map(({ name, address, bytes }) => ({ name, from: (address + bytes - guard) / 4 })),
    { name: 'the arena', from: align(plan.memoryBytes) / 4 },
  ];
}

/** Padding must stay zero: the optimiser goes over it too. */
function strayGradients(graph: Graph, gradients: Float32Array): string[] {
  const trainable = graph.parameters.filter((parameter) => parameter.spec.trainable);
  return trainable
    .filter(({ layout, offset, floats }) => {
      const rest = gradients.slice(offset, offset + floats);
      visit(layout, (_, memory) => {
        rest[memory] = 0;
      });
      return rest.some((value) => value !== 0);
    })
    .map(({ spec }) => `the padding of ${spec.name}'s gradient`);
}

function outputTensor(graph: Graph): Tensor {
  return graph.tensors[graph.output];
}
