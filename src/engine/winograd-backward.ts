/**
 * The kernel calls of a Winograd convolution's backward pass, group after group of images: transform the tiles, add their
 * products to the weights' sums, carry them back to the input; at the end transform the sums into the weights' gradient.
 */
import { convGeometry, convMacs, poolCodes, transformedFilters } from './forward.js';
import type { ConvNode } from './graph.js';
import type { Lowering } from './lowering.js';
import { perSample, type Ref, ref } from './plan.js';
import { gradientPlanesBytes, imagesOfGroup, pooledBy, tilesOf } from './winograd.js';

export interface WinogradGradients {
  /** Gradient of the output, or of the fused max pool's output. */
  readonly dy: Ref;
  /** Where the input's gradient goes, if it is wanted. */
  readonly dx?: Ref;
  /** Output of the ReLU that made the input, when dx goes through it too. */
  readonly mask?: Ref;
}

export function winogradBackward(lowering: Lowering, node: ConvNode, gradients: WinogradGradients): void {
  const { dy, dx, mask } = gradients;
  const { path } = node;
  const { height, width, outH, outW, xs, ys } = convGeometry(lowering, node);
  const geometry = { height, width, xs, pad: node.pad, outH, outW, ys };
  const x = lowering.activation(node.x);
  const dw = lowering.gradient(node.weight);
  const db = node.bias ? lowering.gradient(node.bias) : undefined;
  const pool = pooledBy(lowering.graph, node);
  const codes = pool && poolCodes(lowering, pool);
  const perImage = tilesOf(outH, outW);
  const group = imagesOfGroup(perImage, lowering.batchSize);
  const v = ref(lowering.buffer(`${path}:v`, gradientPlanesBytes(group * perImage, xs)));
  const d = ref(lowering.buffer(`${path}:d`, gradientPlanesBytes(group * perImage, ys)));
  const sums = ref(lowering.buffer(`${path}:sums`, 36 * xs * ys * 4));
  const ut = dx && transposedFilters(lowering, node, { cs: xs, ks: ys });
  const macs = convMacs(lowering, node);
  for (let firstImage = 0; firstImage < lowering.batchSize; firstImage += group) {
    const part = { n: perSample(1), firstImage, group };
    const share = (macs * Math.min(group, lowering.batchSize - firstImage)) / lowering.batchSize;
    const tiles = { x, dy, codes: codes ?? 0, v, d, ...lowering.scratch(), ...part, ...geometry };
    lowering.call('winogradGradientTiles', tiles, codes ? [x, dy, codes] : [x, dy], [v, d], path);
    const products = { v, d, sums, db: db ?? 0, ...part, perImage, xs, ys };
    const target = db ? [sums, db] : [sums];
    lowering.call('winogradGradientProducts', products, [v, d, ...target], target, path, share);
    if (!dx || !ut) continue;
    const input = { d, ut, dx, mask: mask ?? 0, ...lowering.scratch(), ...part, ...geometry };
    lowering.call('winogradInputGradient', input, mask ? [d, ut, mask] : [d, ut], [dx], path, share);
  }
  lowering.call('winogradGradientWeights', { sums, dw, ...lowering.scratch(), xs, ys }, [sums], [dw], path);
}

/** The forward pass's transformed filters with the channels swapped. */
function transposedFilters(lowering: Lowering, node: ConvNode, size: { cs: number; ks: number }): Ref {
  const u = transformedFilters(lowering, node);
  const ut = ref(lowering.buffer(`${node.path}:transposed`, 36 * size.cs * size.ks * 4));
  lowering.call('winogradTranspose', { u, ut, ...size }, [u], [ut], node.path);
  return ut;
}
