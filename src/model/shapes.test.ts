import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../util/errors.js';
import { inferShapes, outputShape, padAmount, shapeText } from './shapes.js';
import type { Layer, Model, Shape } from './types.js';
import { zooModel } from './zoo/index.js';

const face: Shape = { height: 48, width: 48, channels: 1 };

function network(...layers: Layer[]): Model {
  return { name: 'test', input: face, preprocessing: { mean: 0, scale: 255 }, classes: ['a', 'b'], layers };
}

test('every kind of layer gives the shape worked out by hand', () => {
  const input: Shape = { height: 13, width: 10, channels: 6 };
  const cases: [Layer, string][] = [
    [{ type: 'conv', filters: 8, kernel: 3 }, '11×8×8'],
    [{ type: 'conv', filters: 8, kernel: 3, padding: 'same' }, '13×10×8'],
    [{ type: 'conv', filters: 8, kernel: 3, padding: 'same', stride: 2 }, '7×5×8'],
    [{ type: 'conv', filters: 8, kernel: 4, padding: 1, stride: 3 }, '4×3×8'],
    [{ type: 'conv', filters: 9, kernel: 1, groups: 3 }, '13×10×9'],
    [{ type: 'conv', filters: 8, kernel: 10 }, '4×1×8'],
    [{ type: 'maxPool', size: 2 }, '6×5×6'],
    [{ type: 'maxPool', size: 3, stride: 2, padding: 1 }, '7×5×6'],
    [{ type: 'avgPool', size: 3, stride: 1 }, '11×8×6'],
    [{ type: 'globalAvgPool' }, '6'],
    [{ type: 'flatten' }, '780'],
    [{ type: 'batchNorm' }, '13×10×6'],
    [{ type: 'relu' }, '13×10×6'],
    [{ type: 'dropout', rate: 0.5 }, '13×10×6'],
    [{ type: 'residual', main: [{ type: 'relu' }] }, '13×10×6'],
  ];
  for (const [layer, shape] of cases) assert.equal(shapeText(outputShape(layer, input)), shape);
});

test('padding "same" keeps ⌈size / stride⌉ for every size, odd kernel and stride up to 9', () => {
  for (let size = 1; size <= 9; size++) {
    for (let kernel = 1; kernel <= 9; kernel += 2) {
      for (let stride = 1; stride <= 9; stride++) {
        const conv: Layer = { type: 'conv', filters: 1, kernel, stride, padding: 'same' };
        const { height } = outputShape(conv, { height: size, width: 3, channels: 1 });
        assert.equal(height, Math.ceil(size / stride));
      }
    }
  }
});

test('padAmount: none, valid, same and a number; same with an even kernel is refused', () => {
  assert.deepEqual(
    [padAmount(undefined, 3), padAmount('valid', 5), padAmount('same', 5), padAmount(3, 4)],
    [0, 0, 2, 3],
  );
  assert.throws(() => padAmount('same', 4), ModelError);
});

test('layers come in running order: main, shortcut, then the residual', () => {
  const block: Layer = {
    type: 'residual',
    main: [{ type: 'conv', filters: 4, kernel: 3, padding: 'same', bias: false }, { type: 'batchNorm' }],
    shortcut: [{ type: 'conv', filters: 4, kernel: 1 }],
  };
  const infos = inferShapes(
    network(
      { type: 'conv', filters: 4, kernel: 1 },
      { type: 'residual', main: [block] },
      { type: 'flatten' },
    ),
  );
  const seen = infos.map(({ path, depth, parameters, macs }) => [path, depth, parameters, macs]);
  assert.deepEqual(seen, [
    ['0', 0, 8, 4 * 48 * 48],
    ['1.main.0.main.0', 2, 144, 144 * 48 * 48],
    ['1.main.0.main.1', 2, 8, 0],
    ['1.main.0.shortcut.0', 2, 20, 16 * 48 * 48],
    ['1.main.0', 1, 0, 0],
    ['1', 0, 0, 0],
    ['2', 0, 0, 0],
  ]);
});

test('each layer’s input is the output of the one before', () => {
  const infos = inferShapes(zooModel('classic'));
  for (let i = 1; i < infos.length; i++) assert.deepEqual(infos[i].input, infos[i - 1].output);
});

test('a network that cannot be names the layer and why', () => {
  const pool: Layer = { type: 'maxPool', size: 2 };
  const cases: [Layer[], RegExp][] = [
    [
      [pool, pool, pool, pool, pool, pool],
      /^layer 5 \(maxPool\): the input is 1×1, smaller than the 2×2 window; remove the layer or use padding$/,
    ],
    [[{ type: 'conv', filters: 4, kernel: 51, padding: 1 }], /layer 0 \(conv\): the input is 48×48, smaller/],
    [[{ type: 'conv', filters: 4, kernel: 3, groups: 2 }], /2 groups divide/],
    [[{ type: 'conv', filters: 4, kernel: 2, padding: 'same' }], /needs an odd kernel, not 2/],
    [[{ type: 'conv', filters: 0, kernel: 3 }], /filters is 0/],
    [[{ type: 'conv', filters: 4, kernel: 1.5 }], /kernel is 1.5/],
    [[{ type: 'conv', filters: 4, kernel: 3, stride: 0 }], /stride is 0/],
    [[{ type: 'conv', filters: 4, kernel: 3, padding: -1 }], /padding is -1/],
    [[{ type: 'maxPool', size: 2, padding: 2 }], /padding 2 is more than half/],
    [[{ type: 'dense', units: 7 }], /layer 0 \(dense\): the input is 48×48×1, not a vector; put a flatten/],
    [[{ type: 'flatten' }, { type: 'softmax' }, { type: 'relu' }], /layer 1 \(softmax\): only the last/],
    [[{ type: 'dropout', rate: 1 }], /the rate is 1/],
    [[{ type: 'dropout', rate: Number.NaN }], /the rate is NaN/],
    [[{ type: 'residual', main: [] }], /the main branch has no layers/],
    [[{ type: 'residual', main: [pool] }], /main branch gives 24×24×1 and the shortcut 48×48×1/],
    [
      [{ type: 'residual', main: [{ type: 'relu' }, { type: 'dense', units: 1 }] }],
      /layer 0\.main\.1 \(dense\)/,
    ],
    [[{ type: 'warp' } as unknown as Layer], /there is no layer type "warp"/],
  ];
  for (const [layers, message] of cases) {
    assert.throws(
      () => inferShapes(network(...layers)),
      (error) => {
        assert.ok(error instanceof ModelError);
        assert.match(error.message, message);
        return true;
      },
    );
  }
  const flat = { ...network({ type: 'relu' }), input: { height: 0, width: 48, channels: 1 } };
  assert.throws(() => inferShapes(flat), /the input has height 0/);
});
