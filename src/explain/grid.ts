/** Where a layer's map lies on the image: the centre of what each of its values looks at. */
import { inferShapes, type Layer, type Model, padAmount } from '../model/index.js';
import { ModelError } from '../util/errors.js';
import type { Grid } from './maps.js';

interface Place {
  readonly start: number;
  readonly step: number;
}

/**
 * The grid of a layer's output (Araujo, Norris and Sim 2019, "Computing receptive fields of convolutional neural
 * networks", section 3): a window of k values with p zeros of padding moves the first centre by (k − 1)/2 − p of its input's steps.
 * @param path `9`, `4.main.1`
 * @throws ModelError when there is no such layer, or its output is no square map
 * @example
 * gridOf(zooModel('classic'), '10'); // { cells: 8, start: 10, step: 4 }
 */
export function gridOf(model: Model, path: string): Grid {
  const info = inferShapes(model).find((one) => one.path === path);
  if (!info) throw new ModelError(`There is no layer ${path} in ${model.name}: see npx vultus model.`);
  const { height, width } = info.output;
  if (height !== width || height < 2) {
    throw new ModelError(
      `Layer ${path} (${info.layer.type}) gives no square map of at least 2×2: name a convolution before the head.`,
    );
  }
  return { cells: height, ...placeAfter(model.layers, path.split('.'), { start: 0.5, step: 1 }) };
}

/** The place behind the layer at `path`, which begins among `layers`. */
function placeAfter(
  layers: readonly Layer[],
  [first, branch, ...rest]: readonly string[],
  before: Place,
): Place {
  const index = Number(first);
  const at = layers.slice(0, index).reduce(through, before);
  const layer = layers[index];
  if (branch === undefined) return through(at, layer);
  const inside = layer.type === 'residual' ? layer[branch as 'main' | 'shortcut'] : undefined;
  return placeAfter(inside ?? [], rest, at);
}

function through({ start, step }: Place, layer: Layer): Place {
  const window = (size: number, stride: number, pad: number): Place => ({
    start: start + ((size - 1) / 2 - pad) * step,
    step: step * stride,
  });
  switch (layer.type) {
    case 'conv':
      return window(layer.kernel, layer.stride ?? 1, padAmount(layer.padding, layer.kernel));
    case 'maxPool':
      return window(layer.size, layer.stride ?? layer.size, layer.padding ?? 0);
    case 'avgPool':
      return window(layer.size, layer.stride ?? layer.size, 0);
    case 'residual':
      return layer.main.reduce(through, { start, step });
    default:
      return { start, step };
  }
}
