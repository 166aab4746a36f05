/**
 * The fixed buffers that all plans of one engine share: weights, optimiser state, the batch's images and description.
 * They lie before every arena, so a plan for training and one for inference work on the same weights.
 */
import type { ExplainSpec, TrainingSpec } from './api.js';
import { foldNorms } from './fold.js';
import { type Graph, roundUp } from './graph.js';
import type { Buffer } from './plan.js';
import { usesWinograd, winogradScratch } from './winograd.js';

/** Scratch that warpBatch needs for each thread, in bytes (the kernel's own constant; a test compares them). */
export const WARP_SCRATCH = 10432;
/** Floats of one partial sum of the gradient norm (kernels/optimizer.ts). */
const NORM_CHUNK = 16384;
/** Float32 values of one warp record (augment/types.ts). */
export const WARP_RECORD = 16;

/** Byte offsets inside `control`. */
export const CONTROL = {
  /** Two int32 words of the barrier, on a cache line of their own. */
  barrier: 0,
  /** float32 [4]: learning rate, gradient scale, Adam's two bias corrections. */
  hyper: 64,
  /** float64: 1 / Σ sample weights. */
  inverseWeightSum: 128,
  /** float64 [3]: loss, correct, gradient norm. */
  result: 192,
  bytes: 256,
} as const;

export interface Regions {
  readonly control: Buffer;
  readonly scratch: Buffer;
  /** Bytes of scratch a thread. */
  readonly scratchStride: number;
  readonly parameters: Buffer;
  readonly ema: Buffer;
  readonly gradients: Buffer;
  readonly moment1: Buffer;
  readonly moment2: Buffer;
  readonly normPartial: Buffer;
  readonly images: Buffer;
  readonly warps: Buffer;
  readonly targets: Buffer;
  readonly weights: Buffer;
  readonly keys: Buffer;
  readonly sample: Buffer;
}

export interface RegionOptions {
  readonly batchSize: number;
  readonly threads: number;
  readonly classes: number;
  readonly training?: TrainingSpec;
  readonly explain?: ExplainSpec;
}

/** Sizes every fixed buffer; addresses come later. What an engine does not need has 0 bytes. */
export function createRegions(graph: Graph, options: RegionOptions): Regions {
  const { batchSize, threads, training } = options;
  const fixed = (name: string, bytes: number): Buffer => ({ name, bytes, fixed: true, address: 0 });
  const all = graph.parameterFloats * 4;
  const trainable = training ? graph.trainableFloats * 4 : 0;
  const scratchStride = roundUp(Math.max(WARP_SCRATCH, neededScratch(graph, options)), 64);
  return {
    control: fixed('control', CONTROL.bytes),
    scratch: fixed('scratch', scratchStride * threads),
    scratchStride,
    parameters: fixed('parameters', all),
    ema: fixed('ema', training && training.ema > 0 ? all : 0),
    gradients: fixed('gradients', trainable),
    moment1: fixed('moment1', trainable),
    moment2: fixed('moment2', training && training.optimizer.kind !== 'sgd' ? trainable : 0),
    normPartial: fixed('normPartial', Math.ceil(graph.trainableFloats / NORM_CHUNK) * 8),
    images: fixed('images', batchSize * graph.model.input.height * graph.model.input.width),
    warps: fixed('warps', batchSize * WARP_RECORD * 4),
    targets: fixed('targets', batchSize * options.classes * 4),
    weights: fixed('weights', batchSize * 4),
    keys: fixed('keys', batchSize * 4),
    sample: fixed('sample', batchSize * 16),
  };
}

/** Every buffer of the regions, in memory order. */
export function regionBuffers(regions: Regions): Buffer[] {
  return Object.values(regions).filter((value): value is Buffer => typeof value === 'object');
}

/** Rows and columns that a dense layer's weight gradient packs at a time (kernels/dense.ts). */
const DENSE_ROWS = 64;
const DENSE_COLUMNS = 16;

/** Zeros that stand for no bias, behind a padded image (kernels/conv.ts). */
const CONV_ZEROS = 64;

/** Bytes of scratch for every plan of the graph: norms or pools inside convolutions let other kernels run. */
function neededScratch(graph: Graph, { training, explain }: RegionOptions): number {
  return Math.max(
    layerScratch(graph, training !== undefined),
    layerScratch(foldNorms(graph), false),
    explain ? layerScratch({ ...graph, kept: new Set() }, true) : 0,
  );
}

/** Bytes of scratch that the most demanding layer needs: a padded image, Winograd's planes, packed rows. */
function layerScratch(graph: Graph, training: boolean): number {
  let bytes = 0;
  for (const node of graph.nodes) {
    if (node.op === 'dense' && training) {
      bytes = Math.max(bytes, DENSE_ROWS * (graph.tensors[node.y].floats + DENSE_COLUMNS) * 4);
    }
    if (node.op !== 'conv') continue;
    const x = graph.tensors[node.x];
    const y = graph.tensors[node.y];
    const { kernel, stride } = node;
    const height = (y.shape.height - 1) * stride + kernel;
    const width = (y.shape.width - 1) * stride + kernel;
    bytes = Math.max(bytes, height * width * x.stride * 4 + CONV_ZEROS);
    if (training) {
      const padded = (x.shape.height + kernel - 1) * (x.shape.width + kernel - 1) * y.stride;
      bytes = Math.max(bytes, padded * 4 + CONV_ZEROS);
    }
    if (usesWinograd(graph, node)) bytes = Math.max(bytes, winogradScratch(graph, node));
  }
  return bytes;
}
