/** Random single-layer models for fuzzing: sizes with 1, odd and tail values. For tests only. */

import { outputShape } from '../../model/shapes.js';
import type { Layer, Model, Shape } from '../../model/types.js';
import type { RandomStream } from '../../util/random.js';

export interface DrawnModel {
  readonly model: Model;
  readonly n: number;
  /** Inputs from few values, so that maxima tie. */
  readonly ties?: boolean;
}

/** A whole number from low to high. */
export const between = (random: RandomStream, low: number, high: number): number =>
  low + random.integer(high - low + 1);

export const pick = <T>(random: RandomStream, items: readonly T[]): T => items[random.integer(items.length)];

export function modelOf(name: string, input: Shape, layers: readonly Layer[]): Model {
  return { name, input, preprocessing: { mean: 0, scale: 1 }, classes: [], layers };
}

/** Multiply-accumulates a drawn case may cost: the twins run at some 10⁸ a second. */
const BUDGET = 1e6;

/** Channels 1–40, often a whole number of vectors or the gray map's one. */
const channels = (random: RandomStream): number =>
  random.chance(1 / 8) ? 1 : random.chance(1 / 3) ? 8 * between(random, 1, 5) : between(random, 1, 40);

const side = (random: RandomStream): number =>
  random.chance(0.5) ? between(random, 1, 13) : between(random, 1, 50);

/** Draws again until the layer's shapes fit and its cost is within the budget. */
function drawn(
  random: RandomStream,
  draw: () => { input: Shape; layer: Layer },
  budget = BUDGET,
  images = 5,
): DrawnModel {
  for (;;) {
    const n = between(random, 1, images);
    const { input, layer } = draw();
    if (!fits(layer, input, n, budget)) continue;
    const { height, width } = input;
    const text = Object.entries(layer).map(([key, value]) => `${key} ${value}`);
    const name = `${text.join(', ')} on ${n}×${height}×${width}×${input.channels}`;
    return { model: modelOf(name, input, [layer]), n, ties: layer.type === 'maxPool' };
  }
}

function fits(layer: Layer, input: Shape, n: number, budget: number): boolean {
  const window = layer.type === 'conv' ? layer.kernel : 'size' in layer ? layer.size : 1;
  const pad = 'padding' in layer ? Number(layer.padding) : 0;
  if (Math.min(input.height, input.width) + 2 * pad < window) return false;
  const y = outputShape(layer, input);
  const inputs = layer.type === 'conv' ? input.channels / (layer.groups ?? 1) : 1;
  const outputs = y.height * y.width * y.channels;
  return n * Math.max(outputs * inputs * window ** 2, input.height * input.width * input.channels) <= budget;
}

/** A convolution of any kernel, stride, padding and number of groups. */
export function drawConv(random: RandomStream): DrawnModel {
  return drawn(random, () => {
    const kernel = pick(random, [1, 2, 3, 3, 5, 7]);
    const grouping = random.integer(4); // 0: groups, 1: depthwise, else one group
    const groups = grouping === 0 ? between(random, 2, 5) : grouping === 1 ? channels(random) : 1;
    const factor = grouping === 1 ? 1 : Math.max(1, Math.floor(channels(random) / groups));
    const filters = grouping === 1 ? groups : groups * Math.max(1, Math.floor(channels(random) / groups));
    const layer: Layer = {
      ...{ type: 'conv', filters, kernel, stride: pick(random, [1, 1, 2, 3]), groups },
      ...{ padding: random.integer(kernel), bias: random.chance(0.7) },
    };
    return { input: { height: side(random), width: side(random), channels: groups * factor }, layer };
  });
}

/** A wide 3×3 convolution of stride 1, what Winograd is for: in lanes, or in groups where the filters are many. */
export function drawWinograd(random: RandomStream): DrawnModel {
  return drawn(
    random,
    () => {
      const inputs = between(random, 25, random.chance(0.5) ? 32 : 48);
      const filters = random.chance(0.5) ? between(random, 25, 40) : between(random, 49, 90);
      const layer: Layer = { type: 'conv', filters, kernel: 3, padding: random.integer(3) };
      return { input: { height: side(random), width: side(random), channels: inputs }, layer };
    },
    4 * BUDGET,
  );
}

/** The same with a norm, a ReLU and often a pool behind. */
export function drawWinogradNorm(random: RandomStream): DrawnModel {
  const { model, n } = drawWinograd(random);
  const layers: Layer[] = [...model.layers, { type: 'batchNorm' }, { type: 'relu' }];
  const { height, width } = outputShape(model.layers[0], model.input);
  if (Math.min(height, width) >= 2 && random.chance(0.5)) layers.push({ type: 'maxPool', size: 2 });
  return { model: { ...model, name: `norm, ReLU after ${model.name}`, layers }, n };
}

/** Channels 1–136: up to 17 vectors of 8, often with a tail. */
const manyChannels = (random: RandomStream): number =>
  random.chance(1 / 3) ? 8 * between(random, 1, 17) : between(random, 1, 136);

/** Batches that are summed in parts of one image, or of several. */
const batches = (random: RandomStream): number => pick(random, [3, 3, 80]);

/** The layers that have kernels of their own: depthwise 3×3, 1×1, the gray input's 3×3, narrow 3×3, 3×3 maximum pools. */
export function drawSpecial(random: RandomStream): DrawnModel {
  const small = () => (random.chance(1 / 3) ? between(random, 1, 3) : between(random, 1, 30));
  const draw = () => {
    const map = { height: small(), width: small() };
    const [inputs, filters] = [manyChannels(random), manyChannels(random)];
    const bias = random.chance(0.5);
    const conv = (channels: number, layer: { filters: number; kernel: number; groups?: number }) => {
      const padding = random.integer(layer.kernel);
      return { input: { ...map, channels }, layer: { type: 'conv', padding, bias, ...layer } as Layer };
    };
    const thin = between(random, 1, 24);
    const kinds = [
      conv(inputs, { filters: inputs, kernel: 3, groups: inputs }),
      conv(inputs, { filters, kernel: 1 }),
      {
        input: { ...map, channels: inputs },
        layer: { type: 'conv', filters, kernel: 1, stride: 2, bias } as Layer,
      },
      conv(1, { filters: between(random, 1, 40), kernel: 3 }),
      conv(thin, { filters: between(random, 1, 24), kernel: 3 }),
      conv(between(random, 20, 32), { filters: between(random, 20, 32), kernel: 5 }),
      {
        input: { ...map, channels: inputs },
        layer: { type: 'maxPool', size: 3, stride: 2, padding: random.integer(2) } as Layer,
      },
    ];
    return pick(random, kinds);
  };
  return drawn(random, draw, 2 * BUDGET, batches(random));
}

/** Every other kind of layer. */
export function drawOther(random: RandomStream): DrawnModel {
  return drawn(random, () => {
    const input = { height: side(random), width: side(random), channels: channels(random) };
    const size = between(random, 1, 4);
    const stride = between(random, 1, 4);
    const kinds: { input: Shape; layer: Layer }[] = [
      {
        input,
        layer: {
          type: 'batchNorm',
          momentum: random.uniform(0.05, 0.9),
          epsilon: pick(random, [1e-5, 1e-3]),
        },
      },
      { input, layer: { type: 'batchNorm' } },
      { input, layer: { type: 'relu' } },
      { input, layer: { type: 'maxPool', size, stride, padding: random.integer(Math.floor(size / 2) + 1) } },
      { input, layer: { type: 'maxPool', size: 2 } },
      { input, layer: { type: 'avgPool', size, stride } },
      { input, layer: { type: 'globalAvgPool' } },
      { input, layer: { type: 'dropout', rate: pick(random, [0, 0.25, 0.5, 0.9]) } },
      { input, layer: { type: 'flatten' } },
      {
        input: { height: 1, width: 1, channels: between(random, 1, 300) },
        layer: { type: 'dense', units: between(random, 1, 40), bias: random.chance(0.7) },
      },
    ];
    return pick(random, kinds);
  });
}
