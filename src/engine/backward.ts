/**
 * The kernel calls of a backward pass, node by node in reverse. A tensor that several nodes read gets the sum of their
 * gradients, added in the reverse of the forward order.
 */
import { PARTS } from './contracts.js';
import { convGeometry, convMacs, denseMacs, denseSize, dropoutArgs, poolGeometry } from './forward.js';
import {
  type ConvNode,
  type DenseNode,
  makerOf,
  type Node,
  type NormNode,
  type PoolNode,
  readersOf,
  roundUp,
} from './graph.js';
import type { Lowering } from './lowering.js';
import { normBackward, normOf, normPool } from './norm.js';
import { perSample, type Ref, ref } from './plan.js';
import { convolutionOf, usesWinograd } from './winograd.js';
import { winogradBackward } from './winograd-backward.js';

/** A larger weight gradient is summed over the whole batch at once: its parts would not fit the caches. */
const PARTED_FLOATS = 16384;

export class Backward {
  /** `owned`: nothing else will read the buffer, so the next gradient may take its place. */
  readonly #gradients = new Map<number, { gradient: Ref; owned: boolean }>();
  /** Tensors whose gradient already went through the ReLU that made them. */
  readonly #masked = new Set<number>();

  /** @param inputGradient whether the gradient of the network's input is wanted */
  constructor(
    readonly lowering: Lowering,
    readonly inputGradient: boolean,
  ) {}

  /** The gradient of a tensor, once every node that reads it has been passed. */
  gradient(tensor: number): Ref | undefined {
    return this.#gradients.get(this.lowering.storage(tensor))?.gradient;
  }

  /** The gradient handed over to the node that made the tensor; whose input may lie in the same memory. */
  take(tensor: number, path: string): { gradient: Ref; owned: boolean } {
    const id = this.lowering.storage(tensor);
    const known = this.#gradients.get(id);
    if (!known) throw new Error(`backward: nothing reads the output of layer ${path}`);
    this.#gradients.delete(id);
    return known;
  }

  /** Adds a contribution to a tensor's gradient. `fresh`: its buffer belongs to this contribution alone. */
  contribute(tensor: number, gradient: Ref, fresh: boolean, path: string): void {
    const { lowering } = this;
    const id = lowering.storage(tensor);
    const known = this.#gradients.get(id);
    if (!known) {
      this.#gradients.set(id, { gradient, owned: fresh });
      return;
    }
    const other = known.owned ? known.gradient : this.fresh(id, `${path}:sum`);
    const y = fresh ? gradient : other;
    const count = perSample(lowering.graph.tensors[id].floats);
    const args = { a: known.gradient, b: gradient, y, count, relu: 0 };
    lowering.call('addForward', args, [known.gradient, gradient], [y], path);
    this.#gradients.set(id, { gradient: y, owned: true });
  }

  node(node: Node): void {
    const { lowering } = this;
    if (node.op === 'flatten') return; // the same memory, so the same gradient
    if (node.op === 'maxPool' && normOf(lowering.graph, node)) return; // the norm takes the pool's gradient
    const pool = node.op === 'batchNorm' ? normPool(lowering.graph, node) : undefined;
    const { gradient: dy, owned } = this.take(pool?.y ?? node.y, node.path);
    switch (node.op) {
      case 'conv':
        return this.conv(node, this.masked(node, dy, owned));
      case 'dense':
        return this.dense(node, this.masked(node, dy, owned));
      case 'batchNorm':
        return this.norm(node, dy, owned);
      case 'relu': {
        const dx = owned ? dy : this.fresh(node.x, node.path);
        this.reluMask(node, dy, dx);
        return this.contribute(node.x, dx, true, node.path);
      }
      case 'maxPool':
        return this.maxPool(node, dy);
      case 'widen': {
        const dx = this.fresh(node.x, node.path);
        const count = perSample(lowering.graph.tensors[node.x].floats);
        lowering.call('takeFirstChannel', { x: dy, y: dx, count }, [dy], [dx], node.path);
        return this.contribute(node.x, dx, true, node.path);
      }
      case 'avgPool': {
        const dx = this.fresh(node.x, node.path);
        lowering.call('avgPoolBackward', { dy, dx, ...poolGeometry(lowering, node) }, [dy], [dx], node.path);
        return this.contribute(node.x, dx, true, node.path);
      }
      case 'globalAvgPool': {
        const dx = this.fresh(node.x, node.path);
        const { shape, stride } = lowering.graph.tensors[node.x];
        const args = { dy, dx, n: perSample(1), pixels: shape.height * shape.width, cs: stride };
        lowering.call('globalAvgPoolBackward', args, [dy], [dx], node.path);
        return this.contribute(node.x, dx, true, node.path);
      }
      case 'dropout': {
        const dx = owned ? dy : this.fresh(node.x, node.path);
        const args = { x: dy, y: dx, ...dropoutArgs(lowering, node) };
        lowering.call('dropout', args, [dy, ref(lowering.regions.keys)], [dx], node.path);
        return this.contribute(node.x, dx, true, node.path);
      }
      case 'add': {
        const gradient = this.masked(node, dy, owned);
        this.contribute(node.x, gradient, false, node.path);
        return this.contribute(node.b, gradient, false, node.path);
      }
    }
  }

  norm(node: NormNode, dy: Ref, owned: boolean): void {
    normBackward(this, node, dy, owned);
  }

  maxPool(node: PoolNode, dy: Ref): void {
    const { lowering } = this;
    if (convolutionOf(lowering.graph, node)) {
      // The convolution's gradient starts from the pool's and the codes, which also know where its ReLU was 0.
      this.#masked.add(node.x);
      return this.contribute(node.x, dy, false, node.path);
    }
    const dx = this.fresh(node.x, node.path);
    const x = lowering.activation(node.x);
    const y = lowering.activation(node.y);
    const relu = this.masksFor(node.x) ? 1 : 0;
    const args = { x, y, dy, dx, ...poolGeometry(lowering, node), pad: node.pad, relu };
    lowering.call('maxPoolBackward', args, [x, y, dy], [dx], node.path);
    this.contribute(node.x, dx, true, node.path);
  }

  fresh(tensor: number, name: string): Ref {
    const { floats } = this.lowering.graph.tensors[tensor];
    return ref(this.lowering.buffer(`${name}:gradient`, floats * this.lowering.batchSize * 4));
  }

  /** Whether a node's input gradient is needed at all. */
  wanted(tensor: number): boolean {
    return this.inputGradient || this.lowering.storage(tensor) !== this.lowering.graph.input;
  }

  reluMask(node: { y: number; path: string }, dy: Ref, dx: Ref): void {
    const y = this.lowering.activation(node.y);
    const count = perSample(this.lowering.graph.tensors[node.y].floats);
    this.lowering.call('reluBackward', { dy, y, dx, count }, [dy, y], [dx], node.path);
  }

  /** Whether the one reader of a ReLU's output may apply the ReLU's gradient along with its own. */
  masksFor(tensor: number): boolean {
    const { graph } = this.lowering;
    const maker = makerOf(graph, tensor);
    const fused = maker !== undefined && 'relu' in maker && maker.relu && maker.op !== 'batchNorm';
    if (!fused || readersOf(graph, tensor).length !== 1) return false;
    this.#masked.add(tensor);
    return true;
  }

  /** dy behind the node's fused ReLU. */
  masked(node: { y: number; path: string; relu: boolean }, dy: Ref, owned: boolean): Ref {
    if (!node.relu || this.#masked.has(node.y)) return dy;
    const dx = owned ? dy : this.fresh(node.y, `${node.path}:relu`);
    this.reluMask(node, dy, dx);
    return dx;
  }

  conv(node: ConvNode, dy: Ref): void {
    const { lowering } = this;
    if (usesWinograd(lowering.graph, node)) {
      const dx = this.wanted(node.x) ? this.fresh(node.x, node.path) : undefined;
      const mask = dx && this.masksFor(node.x) ? lowering.activation(node.x) : undefined;
      winogradBackward(lowering, node, { dy, dx, mask });
      if (dx) this.contribute(node.x, dx, true, node.path);
      return;
    }
    const x = lowering.activation(node.x);
    const dw = lowering.gradient(node.weight);
    const db = node.bias ? lowering.gradient(node.bias) : undefined;
    const macs = convMacs(lowering, node);
    if (node.depthwise) {
      this.depthwiseWeights(node, { x, dy, dw, db }, macs);
    } else {
      this.directWeights(node, { x, dy, dw, db }, macs);
      if (node.groups > 1) this.maskGroups(node, dw);
    }
    if (this.wanted(node.x)) this.convInput(node, dy, macs);
  }

  /** In parts of the batch; large gradients, of which the threads can share the elements, in one. */
  directWeights(
    node: ConvNode,
    { x, dy, dw, db }: { x: Ref; dy: Ref; dw: Ref; db?: Ref },
    macs: number,
  ): void {
    const { lowering } = this;
    const { path } = node;
    const geometry = convGeometry(lowering, node);
    const floats = geometry.kh * geometry.kw * geometry.xs * geometry.ys;
    const shared = {
      ...{ x, dy, ...lowering.scratch(), n: perSample(1), ...geometry },
      ...{ stride: node.stride, padTop: node.pad, padLeft: node.pad },
    };
    if (floats > PARTED_FLOATS) {
      const args = { ...shared, dw, db: db ?? 0, parts: 1, partBytes: 0 };
      lowering.call('convWeightGradient', args, [x, dy], db ? [dw, db] : [dw], path, macs);
      return;
    }
    const stride = floats + (db ? geometry.ys : 0);
    const parts = Math.min(PARTS, lowering.batchSize);
    const partial = ref(lowering.buffer(`${path}:partial`, parts * stride * 4));
    const bias = db ? ref(partial.buffer, floats * 4) : 0;
    const args = { ...shared, dw: partial, db: bias, parts: PARTS, partBytes: stride * 4 };
    lowering.call('convWeightGradient', args, [x, dy], [partial], path, macs);
    this.sumParts(partial, dw, { stride, offset: 0, floats }, path);
    if (db) this.sumParts(partial, db, { stride, offset: floats, floats: geometry.ys }, path);
  }

  depthwiseWeights(
    node: ConvNode,
    { x, dy, dw, db }: { x: Ref; dy: Ref; dw: Ref; db?: Ref },
    macs: number,
  ): void {
    const { lowering } = this;
    const { path, kernel } = node;
    const { shape, stride: cs } = lowering.graph.tensors[node.x];
    const output = lowering.graph.tensors[node.y].shape;
    const n = perSample(1);
    const stride = (kernel ** 2 + (db ? 1 : 0)) * cs;
    const partial = ref(lowering.buffer(`${path}:partial`, Math.min(PARTS, lowering.batchSize) * stride * 4));
    const args = {
      ...{ x, dy, partial, ...lowering.scratch(), n, height: shape.height, width: shape.width, cs },
      ...{ kh: kernel, kw: kernel, stride: node.stride, padTop: node.pad, padLeft: node.pad },
      ...{ outH: output.height, outW: output.width, withBias: db ? 1 : 0 },
    };
    lowering.call('depthwiseWeightGradient', args, [x, dy], [partial], path, macs);
    this.sumParts(partial, dw, { stride, offset: 0, floats: kernel ** 2 * cs }, path);
    if (db) this.sumParts(partial, db, { stride, offset: kernel ** 2 * cs, floats: cs }, path);
  }

  /** to = the sum over the batch's parts of the `floats` values that stand `offset` into each part's `stride`. */
  sumParts(
    { buffer }: Ref,
    to: Ref,
    part: { stride: number; offset: number; floats: number },
    path: string,
  ): void {
    const partial = ref(buffer, part.offset * 4);
    const args = { partial, to, stride: part.stride, floats: part.floats, n: perSample(1) };
    this.lowering.call('sumParts', args, [partial], [to], path);
  }

  maskGroups(node: ConvNode, dw: Ref): void {
    const { tensors } = this.lowering.graph;
    const args = {
      ...{ w: dw, taps: node.kernel ** 2, cs: tensors[node.x].stride, ks: tensors[node.y].stride },
      inPerGroup: tensors[node.x].shape.channels / node.groups,
      outPerGroup: tensors[node.y].shape.channels / node.groups,
    };
    this.lowering.call('maskGroups', args, [dw], [dw], node.path);
  }

  /** dx = convolution of dy (spread by the stride) with the rotated, transposed filters. */
  convInput(node: ConvNode, dy: Ref, macs: number): void {
    const { lowering } = this;
    const { height, width, outH, outW, xs, ys, kh, kw } = convGeometry(lowering, node);
    const w = lowering.parameter(node.weight);
    const dx = this.fresh(node.x, node.path);
    const geometry = {
      ...{ ...lowering.scratch(), n: perSample(1), height: outH, width: outW, kh, kw, stride: 1 },
      ...{ padTop: kh - 1 - node.pad, padLeft: kw - 1 - node.pad, dilate: node.stride, relu: 0 },
      ...{ outH: height, outW: width },
    };
    if (node.depthwise) {
      const args = { x: dy, w, bias: 0, y: dx, ...geometry, cs: xs, rotate: 1 };
      lowering.call('depthwiseForward', args, [dy, w], [dx], node.path, macs);
    } else {
      const wide = roundUp(xs, 8); // the gray input has stride 1: compute 8 channels and keep the first
      const transposed = this.transposed(node, { kh, kw, cs: xs, ks: ys });
      const target =
        wide === xs
          ? dx
          : ref(lowering.buffer(`${node.path}:wide`, height * width * wide * lowering.batchSize * 4));
      const args = { x: dy, w: transposed, bias: 0, y: target, ...geometry, xs: ys, ys: wide };
      lowering.call('convForward', args, [dy, transposed], [target], node.path, macs);
      if (target !== dx) {
        const take = { x: target, y: dx, count: perSample(height * width) };
        lowering.call('takeFirstChannel', take, [target], [dx], node.path);
      }
    }
    this.contribute(node.x, dx, true, node.path);
  }

  transposed(node: ConvNode, size: { kh: number; kw: number; cs: number; ks: number }): Ref {
    const { lowering } = this;
    const w = lowering.parameter(node.weight);
    const bytes = roundUp(size.cs, 8) * size.kh * size.kw * size.ks * 4;
    const to = ref(lowering.buffer(`${node.path}:transposed`, bytes));
    lowering.call('packTransposed', { from: w, to, ...size }, [w], [to], node.path);
    return to;
  }

  dense(node: DenseNode, dy: Ref): void {
    const { lowering } = this;
    const x = lowering.activation(node.x);
    const dw = lowering.gradient(node.weight);
    const db = node.bias ? lowering.gradient(node.bias) : undefined;
    const args = { x, dy, dw, db: db ?? 0, ...lowering.scratch(), ...denseSize(lowering, node) };
    lowering.call('denseWeightGradient', args, [x, dy], db ? [dw, db] : [dw], node.path, denseMacs(node));
    if (this.wanted(node.x)) this.denseInput(node, dy);
  }

  denseInput(node: DenseNode, dy: Ref): void {
    const { lowering } = this;
    const dx = this.fresh(node.x, node.path);
    const w = lowering.parameter(node.weight);
    const args = { dy, w, dx, ...lowering.scratch(), ...denseSize(lowering, node) };
    lowering.call('denseInputGradient', args, [dy, w], [dx], node.path, denseMacs(node));
    this.contribute(node.x, dx, true, node.path);
  }
}
