/**
 * Several networks as one whose logits are the mean of theirs. Independently trained networks err on different images, so
 * that their mean errs less often than each of them (Hansen & Salamon 1990, "Neural network ensembles").
 */
import { ModelError } from '../util/errors.js';
import type { Layer, Model } from './types.js';
import { parseModel } from './validate.js';

/** Values of a tensor in canonical layout. */
interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A network with its weights by the names of `parameterSpecs`. */
export interface WeightedNetwork {
  readonly model: Model;
  readonly weights: ReadonlyMap<string, Values>;
}

/** Through these a factor passes: f(c·x) = c·f(x) for c > 0. */
const PASSING: ReadonlySet<Layer['type']> = new Set(['globalAvgPool', 'avgPool', 'flatten', 'dropout']);

/**
 * One network with the layers of all, side by side: a residual sum whose branches are the networks without their softmax.
 * Each one's last layer with weights is divided by their number, exactly where that is a power of two and else rounded to
 * float32; the logits are then the mean of the networks' logits.
 * @param networks two to eight with the same input, preprocessing and classes
 * @returns the network, named after all of them, and its weights
 * @throws ModelError when there are fewer than two, when they do not take and give the same, or when one ends otherwise than
 *   with weights
 * @example
 * const both = averageNetworks([{ model, weights }, { model: other, weights: otherWeights }]);
 * both.model.layers.length; // 2: the sum and the softmax
 */
export function averageNetworks(networks: readonly WeightedNetwork[]): {
  model: Model;
  weights: Map<string, Values>;
} {
  if (networks.length < 2 || networks.length > 8) {
    throw new ModelError(
      `an average is of two to eight networks and not of ${networks.length}; give more or fewer`,
    );
  }
  requireAlike(networks.map(({ model }) => model));
  const towers = networks.map(({ model }) => withoutSoftmax(model.layers));
  const weights = new Map<string, Values>();
  for (const [i, { model, weights: own }] of networks.entries()) {
    const last = lastWeights(model);
    for (const [name, { shape, data }] of own) {
      const scaled = name.startsWith(`${last}.`) ? data.map((value) => value / networks.length) : data;
      weights.set(`${branchOf(i, networks.length)}.${name}`, { shape, data: scaled });
    }
  }
  const [{ model: first }] = networks;
  const name = networks.map(({ model }) => model.name).join('+');
  const layers = [sumOf(towers), { type: 'softmax' }];
  return { model: parseModel({ ...first, name: name.slice(0, 200), layers }, 'the average'), weights };
}

function requireAlike(models: readonly Model[]): void {
  const [first, ...others] = models;
  const parts = [
    ['classes', (model: Model) => model.classes.join(', ')],
    ['input', ({ input }: Model) => `${input.height}×${input.width}×${input.channels}`],
    ['preprocessing', ({ preprocessing: p }: Model) => `(gray − ${p.mean})/${p.scale}`],
  ] as const;
  for (const [what, of] of parts) {
    const other = others.find((model) => of(model) !== of(first));
    if (other === undefined) continue;
    throw new ModelError(
      `${first.name} and ${other.name} cannot be averaged: they differ in ${what} (${of(first)} and ${of(other)}); give networks of the same ${what}`,
    );
  }
}

function withoutSoftmax(layers: readonly Layer[]): readonly Layer[] {
  return layers.at(-1)?.type === 'softmax' ? layers.slice(0, -1) : layers;
}

/** The path of the layer whose weights make the logits, up to means. */
function lastWeights(model: Model): string {
  const layers = withoutSoftmax(model.layers);
  const last = layers.findLastIndex(({ type }) => !PASSING.has(type));
  if (['conv', 'dense'].includes(layers[last]?.type)) return String(last);
  throw new ModelError(
    `${model.name} cannot be averaged: its logits come from no dense layer or convolution of their own; give a network that ends with one`,
  );
}

/** (a + (b + (c + …))) */
function sumOf(towers: readonly (readonly Layer[])[]): Layer {
  const [main, ...rest] = towers;
  return { type: 'residual', main, shortcut: rest.length === 1 ? rest[0] : [sumOf(rest)] };
}

/** Where the layers of network `i` of `count` stand in `sumOf`. */
function branchOf(i: number, count: number): string {
  const depth = Math.min(i, count - 2);
  return `0${'.shortcut.0'.repeat(depth)}.${i === count - 1 ? 'shortcut' : 'main'}`;
}
