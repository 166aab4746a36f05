/**
 * Shape inference: what goes into and comes out of every layer, with its parameters and multiply-accumulates.
 * Every later stage (parameters, summary, picture, the engine's plan, the exports) walks the list made here.
 */
import { ModelError } from '../util/errors.js';
import type { Layer, Model, Padding, Shape } from './types.js';

/** One layer of a network with everything that follows from the layers before it. */
export interface LayerInfo {
  /** Place in the network: `0`, `4.main.1`, `4.shortcut.0`. Parameter names begin with it. */
  readonly path: string;
  readonly layer: Layer;
  readonly input: Shape;
  readonly output: Shape;
  /** Trainable values. 0 for a residual: its inner layers have entries of their own, so a plain sum is right. */
  readonly parameters: number;
  /** Multiply-accumulates for one image; convolutions and dense layers only, 0 for all else. */
  readonly macs: number;
  /** How many residual blocks this layer lies in. */
  readonly depth: number;
}

/**
 * All layers in the order they run: a residual's `main` layers, its `shortcut` layers, then the residual itself
 * (the sum). The last entry is therefore always the network's last top-level layer.
 * @throws ModelError naming the layer's path and why it cannot be
 * @example
 * inferShapes(zooModel('classic')).at(-1).output; // { height: 1, width: 1, channels: 7 }
 */
export function inferShapes(model: Model): LayerInfo[] {
  const infos: LayerInfo[] = [];
  checkShape(model.input, 'the input');
  walk(model.layers, model.input, '', 0, infos);
  const early = infos.findIndex((info) => info.layer.type === 'softmax');
  if (early >= 0 && early !== infos.length - 1) {
    fail(infos[early].path, infos[early].layer, 'only the last layer can be a softmax; remove it');
  }
  return infos;
}

/**
 * Shape after one layer.
 * @throws ModelError when the layer cannot take this input
 */
export function outputShape(layer: Layer, input: Shape): Shape {
  return shapeAt(layer, input, '', 0, []);
}

/**
 * Zeros added at each of the four sides.
 * @throws ModelError for `same` with an even kernel, which has no symmetric padding
 */
export function padAmount(padding: Padding | undefined, kernel: number): number {
  if (padding === undefined || padding === 'valid') return 0;
  if (padding !== 'same') return padding;
  if (kernel % 2 === 0) {
    throw new ModelError(
      `padding "same" needs an odd kernel, not ${kernel}; use an odd one or give the padding as a number`,
    );
  }
  return (kernel - 1) / 2;
}

/** A shape for people: `24×24×32`, and `1024` after flatten. */
export function shapeText(shape: Shape): string {
  const { height, width, channels } = shape;
  return height === 1 && width === 1 ? `${channels}` : `${height}×${width}×${channels}`;
}

function walk(
  layers: readonly Layer[],
  input: Shape,
  prefix: string,
  depth: number,
  infos: LayerInfo[],
): Shape {
  let shape = input;
  layers.forEach((layer, index) => {
    const path = prefix + index;
    const output = shapeAt(layer, shape, path, depth, infos);
    infos.push({ path, layer, input: shape, output, depth, ...costs(layer, shape, output) });
    shape = output;
  });
  return shape;
}

/** Checks the layer against its input; a residual appends its inner layers to `infos`. */
function shapeAt(layer: Layer, input: Shape, path: string, depth: number, infos: LayerInfo[]): Shape {
  switch (layer.type) {
    case 'conv':
      return convShape(layer, input, path);
    case 'maxPool':
    case 'avgPool':
      return poolShape(layer, input, path);
    case 'globalAvgPool':
      return { height: 1, width: 1, channels: input.channels };
    case 'flatten':
      return { height: 1, width: 1, channels: input.height * input.width * input.channels };
    case 'dense':
      checkCount(layer.units, 'units', path, layer);
      needFlat(input, path, layer);
      return { height: 1, width: 1, channels: layer.units };
    case 'softmax':
      needFlat(input, path, layer);
      return input;
    case 'dropout':
      if (!(layer.rate >= 0 && layer.rate < 1)) {
        fail(path, layer, `the rate is ${layer.rate}; give one from 0 to under 1`);
      }
      return input;
    case 'residual':
      return residualShape(layer, input, path, depth, infos);
    case 'batchNorm':
    case 'relu':
      return input;
    default:
      return fail(path, layer, `there is no layer type "${(layer as { type: unknown }).type}"`);
  }
}

function convShape(layer: Extract<Layer, { type: 'conv' }>, input: Shape, path: string): Shape {
  const { filters, kernel, stride = 1, groups = 1 } = layer;
  checkCount(filters, 'filters', path, layer);
  checkCount(groups, 'groups', path, layer);
  if (input.channels % groups !== 0 || filters % groups !== 0) {
    const fit = `${groups} groups divide neither evenly into ${input.channels} input channels and ${filters} filters`;
    fail(path, layer, `${fit}; choose a divisor of both`);
  }
  return { ...windowShape(input, kernel, stride, layer.padding, path, layer), channels: filters };
}

function poolShape(
  layer: Extract<Layer, { type: 'maxPool' | 'avgPool' }>,
  input: Shape,
  path: string,
): Shape {
  const { size, stride = size } = layer;
  const padding = layer.type === 'maxPool' ? (layer.padding ?? 0) : 0;
  if (padding * 2 > size) {
    fail(
      path,
      layer,
      `padding ${padding} is more than half of the ${size}×${size} window; use ${size >> 1} at most`,
    );
  }
  return { ...windowShape(input, size, stride, padding, path, layer), channels: input.channels };
}

/** Height and width of a map after a sliding window; positions that do not fit whole are dropped. */
function windowShape(
  input: Shape,
  kernel: number,
  stride: number,
  padding: Padding | undefined,
  path: string,
  layer: Layer,
): { height: number; width: number } {
  checkCount(kernel, layer.type === 'conv' ? 'kernel' : 'size', path, layer);
  checkCount(stride, 'stride', path, layer);
  if (padding === 'same' && kernel % 2 === 0) {
    fail(path, layer, `padding "same" needs an odd kernel, not ${kernel}; give the padding as a number`);
  }
  const pad = padAmount(padding, kernel);
  if (!Number.isInteger(pad) || pad < 0) fail(path, layer, `padding is ${pad}; give a whole number from 0`);
  const { height, width } = input;
  if (height + 2 * pad < kernel || width + 2 * pad < kernel) {
    const what = `the input is ${height}×${width}, smaller than the ${kernel}×${kernel} window`;
    fail(path, layer, `${what}; remove the layer or use padding`);
  }
  return {
    height: Math.floor((height + 2 * pad - kernel) / stride) + 1,
    width: Math.floor((width + 2 * pad - kernel) / stride) + 1,
  };
}

function residualShape(
  layer: Extract<Layer, { type: 'residual' }>,
  input: Shape,
  path: string,
  depth: number,
  infos: LayerInfo[],
): Shape {
  if (layer.main.length === 0)
    fail(path, layer, 'the main branch has no layers; add some or remove the block');
  const main = walk(layer.main, input, `${path}.main.`, depth + 1, infos);
  const shortcut = walk(layer.shortcut ?? [], input, `${path}.shortcut.`, depth + 1, infos);
  if (
    main.height !== shortcut.height ||
    main.width !== shortcut.width ||
    main.channels !== shortcut.channels
  ) {
    const what = `the main branch gives ${shapeText(main)} and the shortcut ${shapeText(shortcut)}`;
    fail(path, layer, `${what}, which cannot be added; change one of them to match`);
  }
  return main;
}

function costs(layer: Layer, input: Shape, output: Shape): { parameters: number; macs: number } {
  if (layer.type === 'conv') {
    const perFilter = (input.channels / (layer.groups ?? 1)) * layer.kernel ** 2;
    const bias = layer.bias === false ? 0 : layer.filters;
    return {
      parameters: perFilter * layer.filters + bias,
      macs: perFilter * layer.filters * output.height * output.width,
    };
  }
  if (layer.type === 'dense') {
    const weights = input.channels * layer.units;
    return { parameters: weights + (layer.bias === false ? 0 : layer.units), macs: weights };
  }
  return { parameters: layer.type === 'batchNorm' ? 2 * input.channels : 0, macs: 0 };
}

function needFlat(input: Shape, path: string, layer: Layer): void {
  if (input.height === 1 && input.width === 1) return;
  fail(
    path,
    layer,
    `the input is ${shapeText(input)}, not a vector; put a flatten or globalAvgPool layer before it`,
  );
}

function checkShape(shape: Shape, what: string): void {
  for (const side of ['height', 'width', 'channels'] as const) {
    if (!Number.isSafeInteger(shape[side]) || shape[side] < 1) {
      throw new ModelError(`${what} has ${side} ${shape[side]}; give a whole number from 1`);
    }
  }
}

function checkCount(value: number, what: string, path: string, layer: Layer): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    fail(path, layer, `${what} is ${value}; give a whole number from 1`);
  }
}

function fail(path: string, layer: Layer, why: string): never {
  throw new ModelError(`layer ${path === '' ? '' : `${path} `}(${layer.type}): ${why}`);
}
