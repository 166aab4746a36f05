import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countParameters, parameterSpecs, sizeOf, totalMacs } from './parameters.js';
import { inferShapes } from './shapes.js';
import type { Model } from './types.js';
import { zoo, zooModel } from './zoo/index.js';

const model: Model = {
  name: 'test',
  input: { height: 8, width: 8, channels: 1 },
  preprocessing: { mean: 0, scale: 255 },
  classes: ['a', 'b', 'c'],
  layers: [
    { type: 'conv', filters: 4, kernel: 3 },
    {
      type: 'residual',
      main: [
        { type: 'conv', filters: 8, kernel: 3, padding: 'same', groups: 2, bias: false },
        { type: 'batchNorm' },
      ],
      shortcut: [{ type: 'conv', filters: 8, kernel: 1 }],
    },
    { type: 'flatten' },
    { type: 'dense', units: 3, bias: false },
  ],
};

test('names, shapes and order of the tensors', () => {
  const specs = parameterSpecs(model).map(({ name, shape, trainable }) => [name, shape.join('×'), trainable]);
  assert.deepEqual(specs, [
    ['0.weight', '4×1×3×3', true],
    ['0.bias', '4', true],
    ['1.main.0.weight', '8×2×3×3', true],
    ['1.main.1.gamma', '8', true],
    ['1.main.1.beta', '8', true],
    ['1.main.1.runningMean', '8', false],
    ['1.main.1.runningVar', '8', false],
    ['1.shortcut.0.weight', '8×4×1×1', true],
    ['1.shortcut.0.bias', '8', true],
    ['3.weight', '3×288', true],
  ]);
});

test('totals worked out by hand', () => {
  assert.deepEqual(countParameters(model), { trainable: 40 + 144 + 16 + 40 + 864, buffers: 16 });
  assert.equal(totalMacs(model), 36 * 36 + 144 * 36 + 32 * 36 + 864);
  assert.equal(sizeOf([]), 1);
});

test('in every network of the zoo the layers’ parameters add up to the tensors’ sizes', () => {
  for (const name of Object.keys(zoo)) {
    const network = zooModel(name);
    const sum = inferShapes(network).reduce((total, info) => total + info.parameters, 0);
    assert.equal(sum, countParameters(network).trainable, name);
  }
});
