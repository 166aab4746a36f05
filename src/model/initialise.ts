/** First weights of a network, the same bits for the same seed everywhere. */
import { ModelError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { layerParameters, sizeOf } from './parameters.js';
import { inferShapes } from './shapes.js';
import type { Initialisation, Layer, Model, ParameterSpec } from './types.js';

/**
 * Draws every tensor of the network. Tensor i of `parameterSpecs` has a random stream of its own, keyed by
 * (seed, i), so one tensor's values never depend on another's size.
 *
 * Weights are uniform in ±limit:
 * - `glorot`: limit = √(6 / (fanIn + fanOut)) (Glorot & Bengio 2010, equation 16)
 * - `he` (default): limit = √(6 / fanIn), variance 2 / fanIn (He et al. 2015, equation 10)
 * - `zero`: all 0
 *
 * with fanIn = (in/groups)·kernel² and fanOut = (out/groups)·kernel². Biases and beta 0, gamma `gammaInit` (1),
 * running mean 0, running variance 1.
 * @param seed a safe integer from 0
 * @throws ModelError for a seed that is not, or shapes that do not fit together
 * @example
 * initialise(zooModel('classic'), 42).get('0.weight').shape; // [32, 1, 3, 3]
 */
export function initialise(
  model: Model,
  seed: number,
): Map<string, { shape: readonly number[]; data: Float32Array }> {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new ModelError(`the seed is ${seed}; give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const info of inferShapes(model)) {
    for (const spec of layerParameters(info)) {
      const random = new RandomStream(seed, Purpose.initialise, tensors.size);
      tensors.set(spec.name, { shape: spec.shape, data: firstValues(info.layer, spec, random) });
    }
  }
  return tensors;
}

function firstValues(layer: Layer, spec: ParameterSpec, random: RandomStream): Float32Array {
  const data = new Float32Array(sizeOf(spec.shape));
  if (spec.role === 'weight') {
    const limit = weightLimit(layer, spec.shape);
    if (limit > 0) for (let i = 0; i < data.length; i++) data[i] = random.uniform(-limit, limit);
  } else if (spec.role === 'gamma') {
    data.fill(layer.type === 'batchNorm' ? (layer.gammaInit ?? 1) : 1);
  } else if (spec.role === 'runningVar') {
    data.fill(1);
  }
  return data;
}

/** Half width of the uniform distribution of a weight tensor [out, in/groups, …kernel]. */
export function weightLimit(layer: Layer, shape: readonly number[]): number {
  const init: Initialisation = ('init' in layer ? layer.init : undefined) ?? 'he';
  if (init === 'zero') return 0;
  const window = sizeOf(shape.slice(2));
  const fanIn = shape[1] * window;
  const groups = layer.type === 'conv' ? (layer.groups ?? 1) : 1;
  const fanOut = (shape[0] / groups) * window;
  return init === 'glorot' ? Math.sqrt(6 / (fanIn + fanOut)) : Math.sqrt(6 / fanIn);
}
