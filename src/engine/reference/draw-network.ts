/** Random small networks for fuzzing: residuals of every form, fused and unfused ReLUs, dropout. For tests only. */
import { outputShape } from '../../model/shapes.js';
import type { Layer, Shape } from '../../model/types.js';
import type { RandomStream } from '../../util/random.js';
import { between, type DrawnModel, modelOf, pick } from './draw-layer.js';

/**
 * A network of 2 to 6 layers or blocks and a head, on a map of up to 13×13×6, or on a gray one.
 */
export function drawNetwork(random: RandomStream): DrawnModel {
  const gray = random.chance(0.4);
  const input: Shape = gray
    ? { height: 4 * between(random, 2, 3), width: 2 * between(random, 3, 6), channels: 1 }
    : { height: between(random, 3, 13), width: between(random, 3, 13), channels: between(random, 2, 6) };
  const layers: Layer[] = [];
  let shape = input;
  const add = (...more: Layer[]) => {
    for (const layer of more) {
      shape = outputShape(layer, shape);
      layers.push(layer);
    }
  };
  if (gray && random.chance(0.7))
    add({ type: 'conv', filters: between(random, 1, 12), kernel: 3, padding: 'same' });
  for (let i = between(random, 2, 6); i > 0; i--) add(...block(random, shape));
  add(...head(random));
  const name = `${layers.map((layer) => layer.type).join(' ')} on ${input.height}×${input.width}×${input.channels}`;
  return { model: modelOf(name, input, layers), n: between(random, 1, 4) };
}

/** A stretch of layers that fits after `shape`. */
function block(random: RandomStream, shape: Shape): Layer[] {
  const filters = between(random, 1, 12);
  const small = Math.min(shape.height, shape.width) < 3;
  switch (random.integer(small ? 6 : 9)) {
    case 0:
      return [
        { type: 'conv', filters, kernel: 3, padding: 'same', bias: false },
        { type: 'batchNorm' },
        { type: 'relu' },
        ...pooled(random, shape),
      ];
    case 1:
      return [{ type: 'conv', filters, kernel: pick(random, [1, 3, 5]), padding: 'same' }, { type: 'relu' }];
    case 2:
      return [{ type: 'dropout', rate: pick(random, [0.25, 0.5]) }];
    case 3:
      return [{ type: 'relu' }];
    case 4:
    case 5:
      return residual(random, shape);
    case 6:
      return [{ type: 'maxPool', size: pick(random, [2, 3]), stride: 2, padding: 1 }];
    case 7:
      return [{ type: 'avgPool', size: 2 }];
    default:
      return [{ type: 'conv', filters, kernel: 3, stride: 2, padding: 1, groups: 1 }];
  }
}

/** Often a 2×2 pool, which norms and wide convolutions fuse. */
function pooled(random: RandomStream, { height, width }: Shape): Layer[] {
  return Math.min(height, width) >= 2 && random.chance(0.4) ? [{ type: 'maxPool', size: 2 }] : [];
}

/** Identity or projected shortcut; plain, pre-activated, nested or depthwise branch; with or without a ReLU after it. */
function residual(random: RandomStream, shape: Shape): Layer[] {
  const { channels } = shape;
  const identity = random.chance(0.5);
  const filters = identity ? channels : between(random, 1, 12);
  const stride = identity ? 1 : pick(random, [1, 2]);
  const conv = (count: number, step = 1): Layer => ({
    ...{ type: 'conv', filters: count, kernel: 3, stride: step, padding: 1, bias: random.chance(0.5) },
  });
  const branches: Layer[][] = [
    [conv(filters, stride), { type: 'relu' }, conv(filters)],
    [{ type: 'relu' }, conv(filters, stride)],
    [{ type: 'batchNorm' }, { type: 'relu' }, conv(filters, stride), { type: 'dropout', rate: 0.25 }],
    [conv(filters, stride), { type: 'batchNorm' }, { type: 'relu' }],
    [conv(filters, stride), { type: 'batchNorm' }],
    [{ type: 'batchNorm' }, { type: 'relu' }, conv(filters, stride), { type: 'batchNorm' }],
    [conv(filters, stride), { type: 'residual', main: [{ type: 'relu' }, conv(filters)] }, { type: 'relu' }],
    [conv(filters, stride), { type: 'conv', filters, kernel: 3, padding: 'same', groups: filters }],
  ];
  if (identity) branches.push([{ type: 'relu' }], [{ type: 'dropout', rate: 0.5 }]);
  const projection: Layer[] = [{ type: 'conv', filters, kernel: 1, stride, bias: false }];
  if (random.chance(0.5)) projection.push({ type: 'batchNorm' });
  if (random.chance(0.3)) projection.unshift({ type: 'relu' });
  const block: Layer = { type: 'residual', main: pick(random, branches) };
  const whole = identity && random.chance(0.8) ? block : { ...block, shortcut: projection };
  if (random.chance(0.4)) return [whole];
  return [whole, { type: 'relu' }, ...pooled(random, outputShape(whole, shape))];
}

function head(random: RandomStream): Layer[] {
  const dense: Layer = { type: 'dense', units: between(random, 1, 9) };
  const hidden: Layer[] = [{ type: 'dense', units: between(random, 1, 20) }, { type: 'relu' }];
  const heads: Layer[][] = [
    [],
    [{ type: 'globalAvgPool' }, dense],
    [{ type: 'flatten' }, dense],
    [{ type: 'flatten' }, { type: 'dropout', rate: 0.5 }, ...hidden, dense],
    [{ type: 'flatten' }, { type: 'relu' }, ...hidden, { type: 'dropout', rate: 0.25 }, dense],
    [{ type: 'globalAvgPool' }, ...hidden, { type: 'residual', main: [{ type: 'relu' }] }, dense],
    [{ type: 'flatten' }],
  ];
  return pick(random, heads);
}
