/** When Winograd carries out a convolution, and what memory it takes (kernels/winograd*.ts). */
import { type ConvNode, type Graph, makerOf, type PoolNode, readersOf } from './graph.js';

/**
 * Channels from which Winograd runs. Below 16 the direct kernel wins; between 16 and 32 neither has been measured yet.
 * The choice is part of the weights' bits.
 */
const LEAST_CHANNELS = 32;

/** Scratch that a thread needs besides the two sets of planes: temp, one output tile. */
const TEMP_BYTES = 1280;
const TILE_BYTES = 512;
/** Scratch of winogradInputGradient: a block's products, temp, a window. */
const INPUT_GRADIENT_BYTES = 36 * 3136 + TEMP_BYTES + 1152;

export function usesWinograd(graph: Graph, node: ConvNode): boolean {
  const x = graph.tensors[node.x];
  const y = graph.tensors[node.y];
  return (
    node.kernel === 3 &&
    node.stride === 1 &&
    node.groups === 1 &&
    node.pad <= 2 &&
    Math.min(x.stride, y.stride) >= LEAST_CHANNELS &&
    Math.min(y.shape.height, y.shape.width) >= 3
  );
}

/**
 * The 2×2 max pool that alone reads a Winograd convolution's ReLU: it then happens inside the convolution, whose own
 * output is never in memory.
 */
export function pooledBy(graph: Graph, node: ConvNode): PoolNode | undefined {
  if (!node.relu || !usesWinograd(graph, node) || node.y === graph.output) return undefined;
  const [pool, ...others] = readersOf(graph, node.y);
  if (others.length > 0 || pool?.op !== 'maxPool') return undefined;
  return pool.size === 2 && pool.stride === 2 && pool.pad === 0 ? pool : undefined;
}

/** The convolution that a max pool happens inside of. */
export function convolutionOf(graph: Graph, pool: PoolNode): ConvNode | undefined {
  const maker = makerOf(graph, pool.x);
  return maker?.op === 'conv' && !maker.depthwise && pooledBy(graph, maker) === pool ? maker : undefined;
}

/** 4×4 tiles that cover a map. */
export function tilesOf(height: number, width: number): number {
  return Math.ceil(height / 4) * Math.ceil(width / 4);
}

/** Bytes of 36 planes of so many floats, 64 bytes of padding each (kernels/winograd.ts). */
function planesBytes(floats: number): number {
  return 36 * (floats * 4 + 64);
}

/** Bytes rounded up to an odd number of cache lines (kernels/winograd-gradient.ts). */
const oddLines = (bytes: number): number => (Math.ceil(bytes / 64) | 1) * 64;

/** Bytes of 36 planes of a backward pass; the products read up to three rows past the last tile. */
export function gradientPlanesBytes(tiles: number, channels: number): number {
  const lines = Math.ceil((channels * 4) / 64);
  const row = (lines % 4 === 0 ? lines + 1 : lines) * 64;
  return 36 * oddLines(tiles * row) + 3 * row;
}

/** Parts of the batch that have weight sums of their own where one call does the whole backward pass. */
export const LANES = 8;

/** Whether one lane's sums, all 36 points of them, leave room in the second-level cache for a block of tiles. */
export function usesLanes(xs: number, ys: number): boolean {
  return 36 * xs * ys * 4 <= 320 * 1024;
}

/** Scratch of winogradBackwardLanes: a block's products, temp, a window, its transformed tiles. */
function laneScratch(xs: number, ys: number): number {
  const window = 36 * Math.max(xs, ys) * 4;
  return INPUT_GRADIENT_BYTES + window + gradientPlanesBytes(48, xs) + gradientPlanesBytes(48, ys);
}

/** Scratch of a forward pass from xs to ys channels, and enough for its backward pass. */
export function winogradScratch(xs: number, ys: number): number {
  const tiles = (xs + ys) * 36 * 4 * 16 <= 480 * 1024 ? 16 : 8;
  const forward =
    planesBytes(tiles * xs) + planesBytes(tiles * ys) + TEMP_BYTES + TILE_BYTES + 36 * Math.max(xs, ys) * 4;
  return Math.max(forward, usesLanes(xs, ys) ? laneScratch(xs, ys) : INPUT_GRADIENT_BYTES);
}

/** Tiles that one group of a weight gradient should hold: enough for long products, few enough for the caches. */
const GROUP_TILES = 64;

/** Images of one group of a weight gradient. */
export function imagesOfGroup(tiles: number, batchSize: number): number {
  return Math.min(batchSize, Math.max(1, Math.round(GROUP_TILES / tiles)));
}
