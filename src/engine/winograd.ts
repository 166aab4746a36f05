/** When Winograd carries out a convolution, and what memory it takes (kernels/winograd*.ts). */
import { type ConvNode, type Graph, makerOf, type PoolNode, solePool } from './graph.js';

/**
 * Channels from which Winograd runs: all maps but the gray input. Beside the direct kernels it makes a training step of a
 * layer with 8 channels 1.6 times as fast, with 16 or 24 2 times (Node 24; on Node 20 2 and 4 times).
 * The choice is part of the weights' bits.
 */
const LEAST_CHANNELS = 8;

/** Scratch that a thread needs besides the two sets of planes: temp, one output tile. */
const TEMP_BYTES = 2304;
const TILE_BYTES = 1152;
/** Scratch of winogradInputGradient: a block's products for up to 64 points, temp, a window. */
const INPUT_GRADIENT_BYTES = 64 * 3136 + TEMP_BYTES + 2048;

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
  return node.relu && usesWinograd(graph, node) ? solePool(graph, node.y) : undefined;
}

/** The convolution that a max pool happens inside of. */
export function convolutionOf(graph: Graph, pool: PoolNode): ConvNode | undefined {
  const maker = makerOf(graph, pool.x);
  return maker?.op === 'conv' && !maker.depthwise && pooledBy(graph, maker) === pool ? maker : undefined;
}

/** Side of a Winograd convolution's output tiles, the points of its transforms, and the tiles of an image. */
export interface Tiling {
  readonly side: 4 | 6;
  readonly points: 36 | 64;
  readonly tiles: number;
}

/** F(6×6)'s transforms cost more and round twice as coarsely: it must save so much of the products. */
const WORTH = 0.85;

/**
 * F(4×4, 3×3) or F(6×6, 3×3), whichever has fewer products for the size of the map: 6×6 tiles for maps of 6, 12, 18, 24, 48
 * pixels and others that they cover well. Pooling happens inside 4×4 tiles only. The choice is part of the weights' bits.
 */
export function tilingOf(graph: Graph, node: ConvNode): Tiling {
  const { height, width } = graph.tensors[node.y].shape;
  const tiles = (side: number) => Math.ceil(height / side) * Math.ceil(width / side);
  const large = pooledBy(graph, node) === undefined && 64 * tiles(6) <= WORTH * 36 * tiles(4);
  return large ? { side: 6, points: 64, tiles: tiles(6) } : { side: 4, points: 36, tiles: tiles(4) };
}

/** Bytes rounded up to an odd number of cache lines (kernels/winograd-gradient.ts). */
const oddLines = (bytes: number): number => (Math.ceil(bytes / 64) | 1) * 64;

/** Bytes of the planes of a backward pass; the products read up to three rows past the last tile. */
export function gradientPlanesBytes(points: number, tiles: number, channels: number): number {
  const lines = Math.ceil((channels * 4) / 64);
  const row = (lines % 4 === 0 ? lines + 1 : lines) * 64;
  return points * oddLines(tiles * row) + 3 * row;
}

/** Parts of the batch that have weight sums of their own where one call does the whole backward pass. */
export const LANES = 8;

/** Whether one lane's sums of all points leave room in the second-level cache for a block of tiles. */
export function usesLanes(points: number, xs: number, ys: number): boolean {
  return points * xs * ys * 4 <= 320 * 1024;
}

/** Scratch of a thread for the forward and the backward pass of a Winograd convolution. */
export function winogradScratch(graph: Graph, node: ConvNode): number {
  const { points } = tilingOf(graph, node);
  const xs = graph.tensors[node.x].stride;
  const ys = graph.tensors[node.y].stride;
  const window = points * Math.max(xs, ys) * 4;
  // kernels/winograd.ts: a block's two sets of planes, 64 bytes of padding each.
  const block = (xs + ys) * points * 4 * 16 <= 480 * 1024 ? 16 : 8;
  const forward = points * (block * (xs + ys) * 4 + 128) + TEMP_BYTES + TILE_BYTES + window;
  if (!usesLanes(points, xs, ys)) return Math.max(forward, INPUT_GRADIENT_BYTES + window);
  // kernels/winograd-lanes.ts: besides the input gradient's, a window and the transformed tiles of a block of 48.
  const planes = gradientPlanesBytes(points, 48, xs) + gradientPlanesBytes(points, 48, ys);
  return Math.max(forward, INPUT_GRADIENT_BYTES + window + planes);
}

/** Tiles that one group of a weight gradient should hold: enough for long products, few enough for the caches. */
const GROUP_TILES = 64;

/** Images of one group of a weight gradient. */
export function imagesOfGroup(tiles: number, batchSize: number): number {
  return Math.min(batchSize, Math.max(1, Math.round(GROUP_TILES / tiles)));
}
