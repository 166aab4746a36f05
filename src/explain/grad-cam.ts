/**
 * Grad-CAM (Selvaraju et al. 2017, "Grad-CAM: visual explanations from deep networks via gradient-based localization"):
 * which places of a convolutional layer's map speak for a class.
 */
import type { Engine } from '../engine/api.js';
import { inferShapes, type Layer, type Model } from '../model/index.js';
import { ModelError } from '../util/errors.js';
import { type ExplainRequest, overBatches } from './batches.js';
import { gridOf } from './grid.js';
import type { HeatMaps } from './maps.js';

/**
 * The layer that Grad-CAM looks at unless told otherwise: the last convolution, or the residual block it is part of, with
 * the norm and the ReLU behind it. Of the average of several networks it is that of the first.
 * @throws ModelError for a network without convolutions
 * @example
 * camLayer(zooModel('classic')); // '10'
 */
export function camLayer(model: Model): string {
  const { name, layers } = model;
  if (!layers.some(convolves)) {
    throw new ModelError(
      `${name} has no convolution, so there is no map for Grad-CAM: use occlusion instead.`,
    );
  }
  const shapes = new Map(inferShapes(model).map(({ path, output }) => [path, output]));
  return lastMap(layers, '', (path) => (shapes.get(path)?.height ?? 0) > 1);
}

function lastMap(layers: readonly Layer[], prefix: string, isMap: (path: string) => boolean): string {
  let last = layers.findLastIndex(convolves);
  const layer = layers[last];
  if (layer.type === 'residual' && !isMap(prefix + last)) {
    // A sum of whole networks (model/average.ts): the first that has convolutions.
    const branch = layer.main.some(convolves) ? 'main' : 'shortcut';
    return lastMap(layer[branch] ?? [], `${prefix}${last}.${branch}.`, isMap);
  }
  while (layers[last + 1]?.type === 'batchNorm' || layers[last + 1]?.type === 'relu') last++;
  return prefix + last;
}

function convolves(layer: Layer): boolean {
  if (layer.type === 'residual') return [...layer.main, ...(layer.shortcut ?? [])].some(convolves);
  return layer.type === 'conv';
}

/**
 * ReLU(Σₖ αₖ·Aᵏ) with A the layer's maps and αₖ the mean gradient of the class's logit by the k-th (equations 1 and 2).
 * @param engine made with `explain: { layers: [layer] }`, its images and weights set
 * @param layer path of a layer whose output is a map
 * @throws ModelError when the engine does not explain this layer
 * @example
 * const layer = camLayer(model);
 * const engine = await createEngine({ model, batchSize: 64, threads: 2, explain: { layers: [layer] } });
 * engine.setWeights(weights);
 * engine.setImages(dataset.pixels);
 * const maps = await gradCam(engine, model, layer, { rows, targets, batchSize: 64 });
 */
export async function gradCam(
  engine: Engine,
  model: Model,
  layer: string,
  request: ExplainRequest,
): Promise<HeatMaps> {
  const grid = gridOf(model, layer);
  const size = grid.cells ** 2;
  const values = new Float32Array(request.rows.length * size);
  await overBatches(request, model.classes.length, async (batch, seeds, first) => {
    const layers = (await engine.explain(batch, seeds)).layers.get(layer);
    if (!layers) throw new ModelError(`The engine does not explain layer ${layer}: make it with explain.`);
    const { shape, activations, gradients } = layers;
    for (let i = 0; i < batch.indices.length; i++) {
      const part = [i * shape.channels * size, (i + 1) * shape.channels * size] as const;
      values.set(
        classMap(activations.subarray(...part), gradients.subarray(...part), size),
        (first + i) * size,
      );
    }
  });
  return { grid, values };
}

/** One image's map from its [channels, size] activations and gradients. */
function classMap(activations: Float32Array, gradients: Float32Array, size: number): Float64Array {
  const map = new Float64Array(size);
  for (let from = 0; from < activations.length; from += size) {
    let weight = 0;
    for (let i = 0; i < size; i++) weight += gradients[from + i] / size;
    for (let i = 0; i < size; i++) map[i] += weight * activations[from + i];
  }
  return map.map((value) => Math.max(0, value));
}
