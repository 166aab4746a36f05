/** The state of turning one graph into kernel calls: which buffer holds what, and the calls so far. */
import type { KernelName } from './contracts.js';
import type { Graph, Parameter } from './graph.js';
import { type Argument, type Buffer, type Call, type Ref, ref } from './plan.js';
import type { Regions } from './regions.js';

export class Lowering {
  readonly calls: Call[] = [];
  readonly #activations = new Map<number, Buffer>();
  readonly #kept = new Map<string, Buffer>();
  /** Tensors in whose memory another tensor lies (flatten; dropout in inference). */
  readonly #same = new Map<number, number>();

  /**
   * @param weights the region that forward passes read: `regions.parameters` or `regions.ema`
   * @param guard bytes kept free behind every arena buffer, none of which then share memory: for checks
   */
  constructor(
    readonly graph: Graph,
    readonly regions: Regions,
    readonly batchSize: number,
    readonly weights: Buffer,
    readonly guard = 0,
  ) {
    // Before any activation is placed: whether a buffer holds the output depends on what is another view of it.
    for (const node of graph.nodes) if (node.op === 'flatten') this.sameMemory(node.y, node.x);
  }

  /** A new arena buffer. */
  buffer(name: string, bytes: number, pinned = false): Buffer {
    return { name, bytes: bytes + this.guard, fixed: false, pinned: pinned || this.guard > 0, address: 0 };
  }

  /** The arena buffer of this name, made at first use. */
  keep(name: string, bytes: number, pinned = false): Buffer {
    let buffer = this.#kept.get(name);
    if (!buffer) {
      buffer = this.buffer(name, bytes, pinned);
      this.#kept.set(name, buffer);
    }
    return buffer;
  }

  /** Tensor `y` lies where `x` does. */
  sameMemory(y: number, x: number): void {
    this.#same.set(y, x);
  }

  /** The tensor whose memory holds this one. */
  storage(tensor: number): number {
    let id = tensor;
    for (let next = this.#same.get(id); next !== undefined; next = this.#same.get(id)) id = next;
    return id;
  }

  activation(tensor: number): Ref {
    const id = this.storage(tensor);
    let buffer = this.#activations.get(id);
    if (!buffer) {
      const { tensors, input, output, kept } = this.graph;
      const { name, floats } = tensors[id];
      const read = id === input || id === this.storage(output) || kept?.has(id);
      buffer = this.buffer(name, floats * this.batchSize * 4, read);
      this.#activations.set(id, buffer);
    }
    return ref(buffer);
  }

  parameter(parameter: Parameter): Ref {
    return ref(this.weights, parameter.offset * 4, parameter.floats * 4);
  }

  gradient(parameter: Parameter): Ref {
    return ref(this.regions.gradients, parameter.offset * 4, parameter.floats * 4);
  }

  scratch(): { scratch: Ref; scratchStride: number } {
    return { scratch: ref(this.regions.scratch), scratchStride: this.regions.scratchStride };
  }

  call(
    kernel: KernelName,
    args: Record<string, Argument>,
    reads: Ref[],
    writes: Ref[],
    label: string,
    macs = 0,
  ): void {
    this.calls.push({ kernel, args, reads, writes, label, macs });
  }
}
