/**
 * The reference twin of a whole network: every layer forward and backward over the model's own list, naive and in
 * float64, so that the engine's fused, padded, planned version has something plain to be compared with. For tests only.
 */
import { padAmount } from '../../model/shapes.js';
import type { Layer } from '../../model/types.js';
import { type ConvSettings, convBackward, convForward, denseSettings } from './conv.js';
import {
  type BatchStatistics,
  batchStatistics,
  normBackward,
  normConstantBackward,
  normForward,
  updateRunning,
} from './norm.js';
import { add, dropout, reluBackward, reluForward } from './pointwise.js';
import {
  avgPoolBackward,
  avgPoolForward,
  globalAvgBackward,
  globalAvgForward,
  maxPoolBackward,
  maxPoolForward,
  type PoolSettings,
} from './pool.js';
import { like, type Tensor, tensor, type Values } from './tensor.js';

/** One layer that has run: what its backward pass needs. */
export interface Entry {
  readonly path: string;
  readonly layer: Layer;
  readonly x: Tensor;
  y: Tensor;
  readonly statistics?: BatchStatistics;
  readonly dropoutLayer?: number;
  readonly main?: readonly Entry[];
  readonly shortcut?: readonly Entry[];
}

/** What a pass over a network shares. */
export interface Context {
  /** Running statistics in it are updated in training. */
  readonly weights: Values;
  readonly train: boolean;
  /** [n] dropout keys. */
  readonly keys: Uint32Array;
  /** Dropout layers met so far. */
  dropouts: number;
  /** Gradients by parameter, filled by the backward pass. */
  readonly gradients: Values;
  /** May look at and change a layer's output. */
  readonly afterForward?: (entry: Entry, context: Context) => void;
  /** May look at and change a layer's gradients. */
  readonly afterBackward?: (entry: Entry, dy: Tensor, dx: Tensor, context: Context) => void;
}

export function forwardLayers(
  layers: readonly Layer[],
  prefix: string,
  input: Tensor,
  context: Context,
): Entry[] {
  const entries: Entry[] = [];
  let x = input;
  layers.forEach((layer, index) => {
    if (layer.type === 'softmax') return; // belongs to the loss
    const entry = forwardLayer(layer, `${prefix}${index}`, x, context);
    context.afterForward?.(entry, context);
    entries.push(entry);
    x = entry.y;
  });
  return entries;
}

/** @returns the gradient of the first entry's input, or `dy` itself when there are no entries */
export function backwardLayers(entries: readonly Entry[], dy: Tensor, context: Context): Tensor {
  let gradient = dy;
  for (const entry of entries.toReversed()) {
    const dx = backwardLayer(entry, gradient, context);
    context.afterBackward?.(entry, gradient, dx, context);
    gradient = dx;
  }
  return gradient;
}

export const convSettings = (layer: Extract<Layer, { type: 'conv' }>): ConvSettings => ({
  filters: layer.filters,
  kernel: layer.kernel,
  stride: layer.stride ?? 1,
  pad: padAmount(layer.padding, layer.kernel),
  groups: layer.groups ?? 1,
});

export const poolSettings = (layer: Extract<Layer, { type: 'maxPool' | 'avgPool' }>): PoolSettings => ({
  size: layer.size,
  stride: layer.stride ?? layer.size,
  pad: layer.type === 'maxPool' ? (layer.padding ?? 0) : 0,
});

export const EPSILON = 1e-5;

function forwardLayer(layer: Layer, path: string, source: Tensor, context: Context): Entry {
  // All but these read the gray input as a vector of channels.
  const x = ['conv', 'dense', 'flatten'].includes(layer.type)
    ? source
    : { ...source, gray: source.map && source.gray };
  const value = (role: string) => context.weights.get(`${path}.${role}`)!.data;
  const bias = () => context.weights.get(`${path}.bias`)?.data;
  switch (layer.type) {
    case 'conv':
      return { path, layer, x, y: convForward(x, value('weight'), bias(), convSettings(layer)) };
    case 'dense':
      return { path, layer, x, y: convForward(x, value('weight'), bias(), denseSettings(layer.units)) };
    case 'batchNorm': {
      const running = { mean: value('runningMean'), variance: value('runningVar') };
      const statistics = context.train ? batchStatistics(x) : undefined;
      const y = normForward(
        x,
        statistics ?? running,
        value('gamma'),
        value('beta'),
        layer.epsilon ?? EPSILON,
      );
      if (statistics) updateRunning(running, statistics, layer.momentum ?? 0.1);
      return { path, layer, x, y, statistics };
    }
    case 'relu':
      return { path, layer, x, y: reluForward(x) };
    case 'maxPool':
      return { path, layer, x, y: maxPoolForward(x, poolSettings(layer)) };
    case 'avgPool':
      return { path, layer, x, y: avgPoolForward(x, poolSettings(layer)) };
    case 'globalAvgPool':
      return { path, layer, x, y: globalAvgForward(x) };
    case 'flatten': {
      const flat = { channels: x.channels * x.height * x.width, height: 1, width: 1 };
      return { path, layer, x, y: { ...tensor(x.n, flat, x.data), map: x.map ?? x, gray: x.gray } };
    }
    case 'dropout': {
      const dropoutLayer = context.dropouts++;
      const y = context.train ? dropout(x, layer.rate, context.keys, dropoutLayer) : x;
      return { path, layer, x, y, dropoutLayer };
    }
    case 'residual': {
      const main = forwardLayers(layer.main, `${path}.main.`, x, context);
      const shortcut = forwardLayers(layer.shortcut ?? [], `${path}.shortcut.`, x, context);
      return { path, layer, x, y: add(main.at(-1)!.y, shortcut.at(-1)?.y ?? x), main, shortcut };
    }
    case 'softmax':
      throw new Error('a softmax belongs to the loss');
  }
}

function backwardLayer(entry: Entry, dy: Tensor, context: Context): Tensor {
  const { path, layer, x } = entry;
  const value = (role: string) => context.weights.get(`${path}.${role}`)!;
  const keep = (role: string, data: Float64Array) => {
    const name = `${path}.${role}`;
    const weight = context.weights.get(name);
    if (weight) context.gradients.set(name, { shape: weight.shape, data });
  };
  switch (layer.type) {
    case 'conv':
    case 'dense': {
      const settings = layer.type === 'conv' ? convSettings(layer) : denseSettings(layer.units);
      const { dx, dw, db } = convBackward(x, value('weight').data, dy, settings);
      keep('weight', dw);
      keep('bias', db);
      return dx;
    }
    case 'batchNorm': {
      const gamma = value('gamma').data;
      const epsilon = layer.epsilon ?? EPSILON;
      if (!entry.statistics) return normConstantBackward(dy, value('runningVar').data, gamma, epsilon);
      const result = normBackward(x, entry.statistics, gamma, epsilon, dy);
      keep('gamma', result.dgamma);
      keep('beta', result.dbeta);
      return result.dx;
    }
    case 'relu':
      return reluBackward(x, dy);
    case 'maxPool':
      return maxPoolBackward(x, dy, poolSettings(layer));
    case 'avgPool':
      return avgPoolBackward(x, dy, poolSettings(layer));
    case 'globalAvgPool':
      return globalAvgBackward(x, dy);
    case 'flatten':
      return like(x, dy.data.slice());
    case 'dropout':
      if (!context.train) return like(x, dy.data.slice());
      return dropout(like(x, dy.data), layer.rate, context.keys, entry.dropoutLayer!);
    case 'residual': {
      // x feeds both branches, so its gradient is the sum of theirs.
      const main = backwardLayers(entry.main!, dy, context);
      return add(like(x, main.data), backwardLayers(entry.shortcut!, dy, context));
    }
    case 'softmax':
      throw new Error('a softmax belongs to the loss');
  }
}
