/**
 * The kernel calls of a Winograd convolution's backward pass: transform the tiles, add their products to the weights' sums,
 * carry them back to the input; at the end transform the sums into the weights' gradient. With few channels all of it
 * happens in one call while a block of tiles is in the cache; otherwise step after step for one group of images after
 * another, since the sums alone would fill the cache and the threads had better share them.
 */
import { convGeometry, convMacs, poolCodes, transformedFilters } from './forward.js';
import type { ConvNode } from './graph.js';
import type { Lowering } from './lowering.js';
import { perSample, type Ref, ref } from './plan.js';
import { gradientPlanesBytes, imagesOfGroup, LANES, pooledBy, tilingOf, usesLanes } from './winograd.js';

export interface WinogradGradients {
  /** Gradient of the output, or of the fused max pool's output. */
  readonly dy: Ref;
  /** Where the input's gradient goes, if it is wanted. */
  readonly dx?: Ref;
  /** Output of the ReLU that made the input, when dx goes through it too. */
  readonly mask?: Ref;
}

export function winogradBackward(lowering: Lowering, node: ConvNode, gradients: WinogradGradients): void {
  const { xs, ys } = convGeometry(lowering, node);
  const { points } = tilingOf(lowering.graph, node);
  const { dx } = gradients;
  const ut = dx && transposedFilters(lowering, node, { cs: xs, ks: ys, points });
  if (usesLanes(points, xs, ys)) inLanes(lowering, node, gradients, ut);
  else inGroups(lowering, node, gradients, ut);
}

/** What both ways read. */
function inputs(lowering: Lowering, node: ConvNode) {
  const { height, width, outH, outW, xs, ys } = convGeometry(lowering, node);
  const pool = pooledBy(lowering.graph, node);
  const tiling = tilingOf(lowering.graph, node);
  return {
    tiling,
    x: lowering.activation(node.x),
    codes: pool && poolCodes(lowering, pool),
    dw: lowering.gradient(node.weight),
    db: node.bias ? lowering.gradient(node.bias) : undefined,
    geometry: { height, width, xs, pad: node.pad, outH, outW, ys, side: tiling.side },
  };
}

/** Everything in one call, tile after tile. */
function inLanes(
  lowering: Lowering,
  node: ConvNode,
  gradients: WinogradGradients,
  ut: Ref | undefined,
): void {
  const { dy, dx, mask } = gradients;
  const { path } = node;
  const { x, codes, dw, db, geometry, tiling } = inputs(lowering, node);
  const { xs, ys, side } = geometry;
  const lanes = LANES;
  const sums = ref(lowering.buffer(`${path}:sums`, lanes * tiling.points * xs * ys * 4));
  const biasSums = ref(lowering.buffer(`${path}:biasSums`, lanes * ys * 4));
  const args = {
    ...{ x, dy, codes: codes ?? 0, ut: ut ?? 0, dx: dx ?? 0, mask: mask ?? 0, sums, biasSums },
    ...{ ...lowering.scratch(), n: perSample(1), lanes, ...geometry },
  };
  const reads = [x, dy, codes, ut, mask].filter((read): read is Ref => read !== undefined);
  const macs = convMacs(lowering, node) * (dx ? 2 : 1);
  lowering.call(
    'winogradBackwardLanes',
    args,
    reads,
    dx ? [sums, biasSums, dx] : [sums, biasSums],
    path,
    macs,
  );
  const weights = { sums, biasSums, dw, db: db ?? 0, lanes, ...lowering.scratch(), xs, ys, side };
  lowering.call('winogradGradientWeights', weights, [sums, biasSums], db ? [sums, dw, db] : [sums, dw], path);
}

/** Group after group of images. */
function inGroups(
  lowering: Lowering,
  node: ConvNode,
  gradients: WinogradGradients,
  ut: Ref | undefined,
): void {
  const { dy, dx, mask } = gradients;
  const { path } = node;
  const { x, codes, dw, db, geometry, tiling } = inputs(lowering, node);
  const { height, width, outH, outW, xs, ys, side } = geometry;
  const { points, tiles: perImage } = tiling;
  const xBytes = height * width * xs * 4;
  const yBytes = (codes ? (outH >> 1) * (outW >> 1) : outH * outW) * ys * 4;
  const group = imagesOfGroup(perImage, lowering.batchSize);
  const v = ref(lowering.buffer(`${path}:v`, gradientPlanesBytes(points, group * perImage, xs)));
  const d = ref(lowering.buffer(`${path}:d`, gradientPlanesBytes(points, group * perImage, ys)));
  const sums = ref(lowering.buffer(`${path}:sums`, points * xs * ys * 4));
  const macs = convMacs(lowering, node);
  for (let firstImage = 0; firstImage < lowering.batchSize; firstImage += group) {
    const part = { n: perSample(1), firstImage, group };
    const images = Math.min(group, lowering.batchSize - firstImage);
    /** A tensor's images of this group. */
    const of = ({ buffer, offset }: Ref, bytes: number): Ref =>
      ref(buffer, offset + firstImage * bytes, images * bytes);
    const readsTiles = [of(x, xBytes), of(dy, yBytes), ...(codes ? [of(codes, yBytes)] : [])];
    const share = (macs * images) / lowering.batchSize;
    const tiles = { x, dy, codes: codes ?? 0, v, d, ...lowering.scratch(), ...part, ...geometry };
    lowering.call('winogradGradientTiles', tiles, readsTiles, [v, d], path);
    const products = { v, d, sums, db: db ?? 0, ...part, perImage, xs, ys, side };
    const target = db ? [sums, db] : [sums];
    lowering.call('winogradGradientProducts', products, [v, d, ...target], target, path, share);
    if (!dx || !ut) continue;
    const input = { d, ut, dx, mask: mask ?? 0, ...lowering.scratch(), ...part, ...geometry };
    const reads = mask ? [d, ut, of(mask, xBytes)] : [d, ut];
    lowering.call('winogradInputGradient', input, reads, [of(dx, xBytes)], path, share);
  }
  const weights = { sums, biasSums: 0, dw, db: 0, lanes: 1, ...lowering.scratch(), xs, ys, side };
  lowering.call('winogradGradientWeights', weights, [sums], [sums, dw], path);
}

/** The forward pass's transformed filters with the channels swapped. */
function transposedFilters(
  lowering: Lowering,
  node: ConvNode,
  size: { cs: number; ks: number; points: number },
): Ref {
  const u = transformedFilters(lowering, node);
  const ut = ref(lowering.buffer(`${node.path}:transposed`, size.points * size.cs * size.ks * 4));
  lowering.call('winogradTranspose', { u, ut, ...size }, [u], [ut], node.path);
  return ut;
}
