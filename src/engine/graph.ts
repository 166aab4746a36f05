/**
 * Lowers a model (nested layers) to a flat graph: tensors, nodes in order, parameters. ReLUs that follow a convolution,
 * dense layer, batch norm or sum are fused into it here; flatten is only another view of its input.
 */
import { outputShape, padAmount } from '../model/shapes.js';
import type { Layer, Model, ParameterSpec, Shape } from '../model/types.js';
import { ModelError } from '../util/errors.js';

/** One activation. Per image it is `floats` long: height × width × stride, channels padded with zeros to `stride`. */
export interface Tensor {
  readonly id: number;
  readonly name: string;
  readonly shape: Shape;
  readonly stride: number;
  readonly floats: number;
  /** Set for views: the tensor whose memory this is. */
  readonly alias?: number;
  /** After flatten: the map whose values these are, in its memory order (h, w, c). */
  readonly flattened?: { readonly pixels: number; readonly channels: number; readonly stride: number };
}

/** How a parameter lies in memory; see contracts.ts for the layouts. */
export type Layout =
  | { readonly kind: 'vector'; readonly length: number; readonly stride: number }
  | { readonly kind: 'depthwise'; readonly taps: number; readonly channels: number; readonly stride: number }
  | {
      readonly kind: 'panel';
      readonly out: number;
      readonly outStride: number;
      readonly kh: number;
      readonly kw: number;
      /** Channels of the input and their stride; for dense, those of the map that was flattened. */
      readonly channels: number;
      readonly inStride: number;
      readonly groups: number;
      /** Dense after flatten: pixels of the flattened map (1 otherwise). */
      readonly pixels: number;
    };

export interface Parameter {
  readonly spec: ParameterSpec;
  readonly layout: Layout;
  /** Floats in memory, a multiple of 16. */
  readonly floats: number;
  /** Offset in floats from the start of the parameter region. */
  offset: number;
}

export interface ConvNode {
  readonly op: 'conv';
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly weight: Parameter;
  readonly bias?: Parameter;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly groups: number;
  readonly depthwise: boolean;
  /** Inference: the norm whose running statistics are folded into the filters and the bias. */
  readonly norm?: NormNode;
  relu: boolean;
}
export interface DenseNode {
  readonly op: 'dense';
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly weight: Parameter;
  readonly bias?: Parameter;
  relu: boolean;
}
export interface NormNode {
  readonly op: 'batchNorm';
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly gamma: Parameter;
  readonly beta: Parameter;
  readonly runningMean: Parameter;
  readonly runningVar: Parameter;
  readonly momentum: number;
  readonly epsilon: number;
  /** Set when the norm also adds the other branch of a residual. */
  readonly b?: number;
  relu: boolean;
}
export interface PoolNode {
  readonly op: 'maxPool' | 'avgPool';
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly stride: number;
  readonly pad: number;
}
export interface PlainNode {
  /** widen: the gray input as a tensor of 8-channel vectors. */
  readonly op: 'relu' | 'globalAvgPool' | 'flatten' | 'widen';
  readonly path: string;
  readonly x: number;
  readonly y: number;
}
export interface DropoutNode {
  readonly op: 'dropout';
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly rate: number;
  /** Number of this dropout layer in the model, part of its hash. */
  readonly layer: number;
}
export interface AddNode {
  readonly op: 'add';
  readonly path: string;
  readonly x: number;
  readonly b: number;
  readonly y: number;
  relu: boolean;
}
export type Node = ConvNode | DenseNode | NormNode | PoolNode | PlainNode | DropoutNode | AddNode;

export interface Graph {
  readonly model: Model;
  readonly tensors: readonly Tensor[];
  readonly nodes: readonly Node[];
  /** Trainable ones first, then running statistics. */
  readonly parameters: readonly Parameter[];
  /** Floats of the trainable part and of the whole parameter region. */
  readonly trainableFloats: number;
  readonly parameterFloats: number;
  readonly input: number;
  /** The logits (a final softmax belongs to the loss or to the caller). */
  readonly output: number;
  /** By path, what a layer gives. Layers that happen inside another one, and views, have nothing of their own. */
  readonly outputs: ReadonlyMap<string, number>;
  /** Explanations: tensors that stay in memory for the caller. No pool happens inside another op then. */
  readonly kept?: ReadonlySet<number>;
}

export const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** Layers that read channels apart: they cannot follow flatten, which leaves the values in the map's order. */
const ORDERED: ReadonlySet<string> = new Set(['conv', 'batchNorm', 'maxPool', 'avgPool', 'globalAvgPool']);

/** Layers whose output lies where their input does, in inference at least. */
const VIEWS: ReadonlySet<string> = new Set(['dropout', 'flatten']);

/**
 * @throws ModelError for a model whose shapes do not fit, or with a softmax that is not last
 */
export function lower(model: Model): Graph {
  const builder = new GraphBuilder(model);
  return builder.build();
}

class GraphBuilder {
  readonly tensors: Tensor[] = [];
  readonly nodes: Node[] = [];
  readonly parameters: Parameter[] = [];
  readonly uses = new Map<number, number>();
  /** The layer that wrote a tensor last. */
  readonly writers = new Map<number, string>();
  #dropouts = 0;
  constructor(readonly model: Model) {}

  build(): Graph {
    const { input } = this.model;
    const gray = input.channels === 1 && (input.height * input.width) % 8 === 0;
    const x = this.tensor('input', input, gray ? 1 : roundUp(input.channels, 8));
    const output = this.sequence(this.model.layers, '', x, true);
    let offset = 0;
    const place = (parameter: Parameter) => {
      parameter.offset = offset;
      offset += parameter.floats;
    };
    const trainable = this.parameters.filter((parameter) => parameter.spec.trainable);
    const buffers = this.parameters.filter((parameter) => !parameter.spec.trainable);
    trainable.forEach(place);
    const trainableFloats = offset;
    buffers.forEach(place);
    return {
      model: this.model,
      tensors: this.tensors,
      nodes: this.nodes,
      parameters: [...trainable, ...buffers],
      trainableFloats,
      parameterFloats: offset,
      input: x,
      output,
      outputs: new Map([...this.writers].map(([tensor, path]) => [path, tensor])),
    };
  }

  tensor(name: string, shape: Shape, stride = roundUp(shape.channels, 8)): number {
    const id = this.tensors.length;
    const floats = shape.height * shape.width * stride;
    this.tensors.push({ id, name, shape, stride, floats });
    return id;
  }

  /** A tensor that keeps the order of a flattened input (dropout, ReLU and sums do not care about channels). */
  like(input: Tensor, path: string, type: string): number {
    const id = this.tensor(`${path}:${type}`, input.shape, input.stride);
    this.tensors[id] = { ...this.tensors[id], flattened: input.flattened };
    return id;
  }

  parameter(name: string, role: ParameterSpec['role'], shape: number[], layout: Layout): Parameter {
    const trainable = role !== 'runningMean' && role !== 'runningVar';
    const floats = roundUp(layoutFloats(layout), 16);
    const parameter = { spec: { name, shape, role, trainable }, layout, floats, offset: -1 };
    this.parameters.push(parameter);
    return parameter;
  }

  vector(path: string, role: ParameterSpec['role'], length: number): Parameter {
    return this.parameter(`${path}.${role}`, role, [length], {
      kind: 'vector',
      length,
      stride: roundUp(length, 8),
    });
  }

  sequence(layers: readonly Layer[], prefix: string, input: number, outermost: boolean): number {
    let x = input;
    layers.forEach((layer, index) => {
      const path = `${prefix}${index}`;
      if (layer.type === 'softmax') {
        if (!outermost || index !== layers.length - 1) {
          throw new ModelError(`Layer ${path} (softmax) must be the model's last layer; move or remove it.`);
        }
        return;
      }
      x = this.layer(layer, path, x);
      if (!VIEWS.has(layer.type)) this.writers.set(x, path);
    });
    return x;
  }

  /** Only dense and full convolutions read the gray input's single channel; the others work on channel vectors. */
  widened(layer: Layer, path: string, x: number): number {
    const { stride, shape } = this.tensors[x];
    const full = layer.type === 'conv' || layer.type === 'flatten' || layer.type === 'dense';
    if (stride !== 1 || full) return x;
    const y = this.tensor(`${path}:widen`, shape, 8);
    this.push({ op: 'widen', path, x, y });
    return y;
  }

  layer(layer: Layer, path: string, source: number): number {
    const x = this.widened(layer, path, source);
    const input = this.tensors[x];
    const shape = outputShape(layer, input.shape);
    const output = () => this.tensor(`${path}:${layer.type}`, shape);
    const same = () => this.like(input, path, layer.type);
    if (input.flattened && ORDERED.has(layer.type)) {
      throw new ModelError(
        `Layer ${path} (${layer.type}) cannot follow flatten; put a dense layer between them.`,
      );
    }
    switch (layer.type) {
      case 'conv':
        return this.conv(layer, path, x, output());
      case 'dense':
        return this.dense(layer, path, x, output());
      case 'batchNorm': {
        const c = input.shape.channels;
        const y = output();
        this.push({
          op: 'batchNorm',
          path,
          x,
          y,
          gamma: this.vector(path, 'gamma', c),
          beta: this.vector(path, 'beta', c),
          runningMean: this.vector(path, 'runningMean', c),
          runningVar: this.vector(path, 'runningVar', c),
          momentum: layer.momentum ?? 0.1,
          epsilon: layer.epsilon ?? 1e-5,
          relu: false,
        });
        return y;
      }
      case 'relu':
        return this.relu(path, x, same);
      case 'maxPool':
      case 'avgPool': {
        const pad = layer.type === 'maxPool' ? (layer.padding ?? 0) : 0;
        const y = output();
        this.push({ op: layer.type, path, x, y, size: layer.size, stride: layer.stride ?? layer.size, pad });
        return y;
      }
      case 'globalAvgPool': {
        const y = output();
        this.push({ op: 'globalAvgPool', path, x, y });
        return y;
      }
      case 'flatten': {
        const y = this.tensor(`${path}:flatten`, shape, input.floats);
        const { height, width, channels } = input.shape;
        const flattened = input.flattened ?? { pixels: height * width, channels, stride: input.stride };
        this.tensors[y] = { ...this.tensors[y], alias: input.alias ?? x, flattened };
        this.push({ op: 'flatten', path, x, y });
        return y;
      }
      case 'dropout': {
        const y = same();
        this.push({ op: 'dropout', path, x, y, rate: layer.rate, layer: this.#dropouts++ });
        return y;
      }
      case 'residual': {
        // The sum reads x too: a ReLU that opens a branch must not be fused into x itself.
        this.uses.set(x, (this.uses.get(x) ?? 0) + 1);
        const main = this.sequence(layer.main, `${path}.main.`, x, false);
        const shortcut = layer.shortcut ?? [];
        const b = shortcut.length === 0 ? x : this.sequence(shortcut, `${path}.shortcut.`, x, false);
        this.sameOrder(this.tensors[main], this.tensors[b], path);
        const y = this.like(this.tensors[main], path, layer.type);
        this.sum(path, main, b, y);
        return y;
      }
      case 'softmax':
        throw new ModelError(`Layer ${path} (softmax) must be the model's last layer; move or remove it.`);
    }
  }

  /** A flattened map keeps its memory order, which is not that of a dense layer's output: the two cannot be added. */
  sameOrder(a: Tensor, b: Tensor, path: string): void {
    if (a.floats === b.floats && (a.flattened?.pixels ?? 1) === (b.flattened?.pixels ?? 1)) return;
    throw new ModelError(
      `Layer ${path} (residual) cannot add a flattened map and a dense layer's output; flatten after the sum, or end both branches alike.`,
    );
  }

  /** y = main + b. A batch norm that ends one branch adds the other, once both are there. */
  sum(path: string, main: number, b: number, y: number): void {
    const norm = this.endingNorm(main) ?? this.endingNorm(b);
    if (!norm) return this.push({ op: 'add', path, x: main, b, y, relu: false });
    this.nodes.splice(this.nodes.indexOf(norm), 1);
    this.writers.delete(norm.y);
    this.uses.set(norm.x, this.uses.get(norm.x)! - 1);
    this.push({ ...norm, b: norm.y === main ? b : main, y });
  }

  /** The norm without ReLU that makes a tensor which nothing has read yet. */
  endingNorm(tensor: number): NormNode | undefined {
    const maker = this.nodes.find((node) => node.y === tensor);
    const ends = maker?.op === 'batchNorm' && !maker.relu && maker.b === undefined && !this.uses.has(tensor);
    return ends ? maker : undefined;
  }

  push(node: Node): void {
    this.nodes.push(node);
    for (const tensor of inputsOf(node)) this.uses.set(tensor, (this.uses.get(tensor) ?? 0) + 1);
  }

  /** Fused into the layer that made x when nothing else has read x yet. */
  relu(path: string, x: number, output: () => number): number {
    const producer = this.nodes.at(-1);
    const fusable = producer !== undefined && producer.y === x && 'relu' in producer && !producer.relu;
    if (fusable && !this.uses.has(x)) {
      producer.relu = true;
      return x;
    }
    const y = output();
    this.push({ op: 'relu', path, x, y });
    return y;
  }

  conv(layer: Extract<Layer, { type: 'conv' }>, path: string, x: number, y: number): number {
    const input = this.tensors[x];
    const groups = layer.groups ?? 1;
    const channels = input.shape.channels;
    const { filters, kernel } = layer;
    const depthwise = groups > 1 && groups === channels && filters === channels;
    const shape = [filters, channels / groups, kernel, kernel];
    const layout: Layout = depthwise
      ? { kind: 'depthwise', taps: kernel * kernel, channels, stride: input.stride }
      : {
          kind: 'panel',
          out: filters,
          outStride: roundUp(filters, 8),
          kh: kernel,
          kw: kernel,
          channels,
          inStride: input.stride,
          groups,
          pixels: 1,
        };
    this.push({
      op: 'conv',
      path,
      x,
      y,
      weight: this.parameter(`${path}.weight`, 'weight', shape, layout),
      bias: layer.bias === false ? undefined : this.vector(path, 'bias', filters),
      kernel,
      stride: layer.stride ?? 1,
      pad: padAmount(layer.padding, kernel),
      groups,
      depthwise,
      relu: false,
    });
    return y;
  }

  dense(layer: Extract<Layer, { type: 'dense' }>, path: string, x: number, y: number): number {
    const input = this.tensors[x];
    const { height, width, channels } = input.shape;
    const source = input.flattened ?? { pixels: height * width, channels, stride: input.stride };
    const layout: Layout = {
      kind: 'panel',
      out: layer.units,
      outStride: roundUp(layer.units, 8),
      kh: 1,
      kw: 1,
      channels: source.channels,
      inStride: source.stride,
      groups: 1,
      pixels: source.pixels,
    };
    this.push({
      op: 'dense',
      path,
      x,
      y,
      weight: this.parameter(`${path}.weight`, 'weight', [layer.units, input.shape.channels], layout),
      bias: layer.bias === false ? undefined : this.vector(path, 'bias', layer.units),
      relu: false,
    });
    return y;
  }
}

/** The node that makes a tensor; undefined for the network's input. */
export function makerOf(graph: Graph, tensor: number): Node | undefined {
  return graph.nodes.find((node) => node.y === tensor);
}

/** The tensors that a node reads. */
export function inputsOf(node: Node): number[] {
  return 'b' in node && node.b !== undefined ? [node.x, node.b] : [node.x];
}

/** The nodes that read a tensor, views of it among them. */
export function readersOf(graph: Graph, tensor: number): Node[] {
  return graph.nodes.filter((node) => inputsOf(node).includes(tensor));
}

/** The 2×2 max pool that alone reads a tensor: it can happen inside the op that makes the tensor. */
export function solePool(graph: Graph, tensor: number): PoolNode | undefined {
  const [pool, ...others] = readersOf(graph, tensor);
  if (others.length > 0 || pool?.op !== 'maxPool' || tensor === graph.output || graph.kept) return undefined;
  return pool.size === 2 && pool.stride === 2 && pool.pad === 0 ? pool : undefined;
}

/** Floats a layout takes in memory. */
function layoutFloats(layout: Layout): number {
  switch (layout.kind) {
    case 'vector':
      return layout.stride;
    case 'depthwise':
      return layout.taps * layout.stride;
    case 'panel':
      return layout.outStride * layout.kh * layout.kw * layout.pixels * layout.inStride;
  }
}
