/**
 * The twins on their own ground: their gradients against central differences of their own forward passes, in float64.
 * The engine's gradients are held against the same differences, so that it is not only right if the twins are.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Layer, Shape } from '../../model/types.js';
import { Purpose, RandomStream } from '../../util/random.js';
import { type CheckInput, checkModel } from '../check.js';
import { crossEntropyTwin } from './cross-entropy.js';
import { modelOf } from './draw-layer.js';
import { drawData } from './fuzz.js';
import { referenceBackward, referenceForward } from './network.js';
import { maxAbs, tensor, type Values, widen } from './tensor.js';

/**
 * Half the distance of a central difference. Its own error is h²/6 of the third derivative, some 1e-10 here, and the
 * rounding of two float64 sums of about 100 values divided by 2h, some 1e-15·100/1e-5 = 1e-8 at worst.
 */
const STEP = 1e-5;
const TWIN_BOUND = 1e-7;
/** The engine's float32 sums of up to 10³ terms, 8·6e-8·√10³, and a factor 5 for Winograd. */
const ENGINE_BOUND = 8e-5;
/** Entries tried in each tensor. */
const TRIED = 12;

const conv = (filters: number, more: Partial<Extract<Layer, { type: 'conv' }>> = {}): Layer => ({
  ...{ type: 'conv', filters, kernel: 3, padding: 1 },
  ...more,
});
const relu: Layer = { type: 'relu' };
const norm: Layer = { type: 'batchNorm' };
const pool: Layer = { type: 'maxPool', size: 2 };
const map: Shape = { height: 6, width: 7, channels: 4 };

const CASES: readonly [string, Shape, Layer[]][] = [
  ['a convolution', map, [conv(5)]],
  ['a strided, grouped convolution', map, [conv(6, { kernel: 5, stride: 2, padding: 2, groups: 2 })]],
  ['a depthwise convolution', map, [conv(4, { groups: 4, bias: false })]],
  ['a wide convolution', { height: 5, width: 6, channels: 25 }, [conv(26)]],
  ['a dense layer', { height: 1, width: 1, channels: 30 }, [{ type: 'dense', units: 5 }]],
  ['a dense layer on a flattened map', map, [{ type: 'flatten' }, { type: 'dense', units: 3 }]],
  ['a batch norm', map, [norm]],
  ['a ReLU', map, [relu]],
  ['overlapping maximum pools', map, [{ type: 'maxPool', size: 3, stride: 2, padding: 1 }]],
  ['overlapping average pools', map, [{ type: 'avgPool', size: 3, stride: 2 }]],
  ['a global average pool', map, [{ type: 'globalAvgPool' }]],
  ['dropout', map, [{ type: 'dropout', rate: 0.4 }]],
  ['an identity residual', map, [{ type: 'residual', main: [conv(4), norm, relu, conv(4)] }, relu]],
  ['a batch norm with ReLU and pool', { height: 5, width: 7, channels: 4 }, [norm, relu, pool]],
  ['a residual that ends in a batch norm', map, [{ type: 'residual', main: [conv(4), norm] }]],
  ['the same with a ReLU', map, [{ type: 'residual', main: [conv(4), norm] }, relu]],
  [
    'the same with a pool',
    { height: 7, width: 5, channels: 4 },
    [{ type: 'residual', main: [conv(4), norm] }, relu, pool],
  ],
  ['a residual opened by a ReLU', map, [conv(4), { type: 'residual', main: [relu, conv(4)] }]],
  [
    'a projected residual',
    map,
    [
      {
        type: 'residual',
        main: [relu, conv(6, { stride: 2 }), norm],
        shortcut: [conv(6, { kernel: 1, padding: 0, stride: 2 }), norm],
      },
    ],
  ],
  [
    'a small classifier',
    { height: 8, width: 8, channels: 1 },
    [
      ...[
        conv(6),
        norm,
        relu,
        { type: 'maxPool', size: 2 } as Layer,
        { type: 'dropout', rate: 0.25 } as Layer,
      ],
      ...[conv(8), relu, { type: 'flatten' } as Layer, { type: 'dense', units: 9 } as Layer, relu],
      { type: 'dense', units: 7 },
    ],
  ],
];

/** Σ dy·y: its derivative by any value is that value's gradient. */
function weightedSum(input: CheckInput, weights: Values, x: Float64Array): number {
  const { y } = referenceForward(input.model, weights, x, input.n, { keys: input.keys });
  return y.data.reduce((sum, value, i) => sum + value * input.dy[i], 0);
}

/** The derivative of `value()` by one entry of `values`. */
function difference(values: Float64Array, index: number, value: () => number): number {
  const middle = values[index];
  values[index] = middle + STEP;
  const above = value();
  values[index] = middle - STEP;
  const below = value();
  values[index] = middle;
  return (above - below) / (2 * STEP);
}

CASES.forEach(([name, shape, layers], number) => {
  test(`gradients of ${name}: differences agree to 1e-7 with the twins and 8e-5 with the engine`, async () => {
    const random = new RandomStream(11, Purpose.bootstrap, number);
    const input = drawData({ model: modelOf(name, shape, layers), n: 2 }, random);
    const weights = widen(input.weights);
    const x = Float64Array.from(input.x);
    const twin = referenceBackward(
      referenceForward(input.model, weights, x, input.n, { keys: input.keys }),
      input.dy,
    );
    const engine = await checkModel(input);
    const tensors: { what: string; values: Float64Array; twin: Float64Array; engine: Float32Array }[] = [
      { what: 'x', values: x, twin: twin.dx.data, engine: engine.dx },
    ];
    for (const [what, { data }] of twin.gradients) {
      const values = weights.get(what)!.data;
      tensors.push({ what, values, twin: data, engine: engine.gradients.get(what)!.data });
    }
    for (const { what, values, twin, engine } of tensors) {
      // A convolution's bias before a batch norm has gradient 0: judged against what it is made of, some 1.
      const scale = Math.max(maxAbs(twin), 0.1);
      for (let i = 0; i < TRIED; i++) {
        const index = random.integer(values.length);
        const wanted = difference(values, index, () => weightedSum(input, weights, x));
        const where = `${what}[${index}]: difference ${wanted}, twin ${twin[index]}, engine ${engine[index]}`;
        assert.ok(Math.abs(twin[index] - wanted) <= TWIN_BOUND * scale, where);
        assert.ok(Math.abs(engine[index] - wanted) <= ENGINE_BOUND * scale, where);
      }
    }
  });
});

test('the gradient of the cross-entropy with soft targets and weights agrees to 1e-7 with differences', () => {
  const random = new RandomStream(12, Purpose.bootstrap);
  const z = tensor(
    4,
    { channels: 7, height: 1, width: 1 },
    Array.from({ length: 28 }, () => random.uniform(-4, 4)),
  );
  const targets = Array.from({ length: 28 }, () => random.uniform());
  const weights = [0.5, 2, 0, 1];
  const { dz } = crossEntropyTwin(z, targets, weights);
  for (let i = 0; i < 28; i++) {
    const wanted = difference(z.data, i, () => crossEntropyTwin(z, targets, weights).loss);
    assert.ok(Math.abs(dz.data[i] - wanted) <= TWIN_BOUND, `${i}: ${dz.data[i]} and ${wanted}`);
  }
});
