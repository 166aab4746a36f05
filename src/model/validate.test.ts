import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../util/errors.js';
import type { Layer } from './types.js';
import { parseModel } from './validate.js';
import { zoo, zooModel } from './zoo/index.js';

const copy = (name: string): Record<string, unknown> => JSON.parse(JSON.stringify(zooModel(name)));
const withLayers = (...layers: unknown[]): unknown => ({ ...copy('tiny'), layers });
const end: Layer[] = [{ type: 'globalAvgPool' }, { type: 'dense', units: 7 }];

test('every network of the zoo survives JSON and back', () => {
  for (const name of Object.keys(zoo)) assert.deepEqual(parseModel(copy(name)), zooModel(name));
});

test('every optional field is kept', () => {
  const value = withLayers(
    { type: 'conv', filters: 8, kernel: 3, stride: 2, padding: 1, groups: 1, bias: false, init: 'zero' },
    { type: 'batchNorm', momentum: 0.2, epsilon: 1e-3, gammaInit: 0 },
    {
      type: 'residual',
      main: [{ type: 'relu' }],
      shortcut: [{ type: 'residual', main: [{ type: 'relu' }] }],
    },
    { type: 'avgPool', size: 2, stride: 1 },
    ...end,
  );
  assert.deepEqual(parseModel(value), value);
});

test('each mistake is named with its place', () => {
  const nested = (depth: number): unknown => {
    let layer: unknown = { type: 'relu' };
    for (let i = 0; i < depth; i++) layer = { type: 'residual', main: [layer] };
    return layer;
  };
  const cases: [unknown, RegExp][] = [
    [undefined, /^model\.json is not a valid network: .*expected object/],
    [[], /expected object/],
    [{ ...copy('tiny'), colour: 1 }, /colour/],
    [{ ...copy('tiny'), name: '' }, / at name: /],
    [{ ...copy('tiny'), preprocessing: { mean: 0, scale: 0 } }, / at preprocessing\.scale: /],
    [{ ...copy('tiny'), preprocessing: { mean: Number.NaN, scale: 1 } }, / at preprocessing\.mean: /],
    [{ ...copy('tiny'), classes: ['a', 'a'] }, / at classes: two classes have the same name/],
    [{ ...copy('tiny'), classes: ['a', 'b'] }, /the last layer gives 7 but there are 2 classes/],
    [withLayers(), / at layers: /],
    [withLayers({ type: 'conv', filters: 8, kernel: '3' }), / at layers\[0\]\.kernel: .*expected number/],
    [withLayers({ type: 'conv', filters: 8, kernel: 3, paddin: 1 }), / at layers\[0\]: .*paddin/],
    [withLayers({ type: 'conv', filters: 8, kernel: 3, padding: 'full' }), / at layers\[0\]\.padding: /],
    [
      withLayers({ type: 'relu' }, { type: 'gelu' }),
      / at layers\[1\]\.type: there is no such layer, the types are conv, batchNorm, .*, residual; correct it/,
    ],
    [
      withLayers({ type: 'residual', main: [{}] }),
      / at layers\[0\]\.main\[0\]\.type: there is no such layer/,
    ],
    [
      withLayers({ type: 'residual', main: [{ type: 'dropout', rate: 2 }] }),
      / at layers\[0\]\.main\[0\]\.rate: /,
    ],
    [withLayers({ type: 'residual', main: [] }), / at layers\[0\]\.main: /],
    [withLayers({ type: 'relu' }), /the last layer gives 48×48×1 but there are 7 classes/],
    [withLayers({ type: 'dense', units: 7 }), /layer 0 \(dense\): the input is 48×48×1, not a vector/],
    [withLayers(nested(9), ...end), / at layers\[0\]\.main\[0\]/],
    [withLayers(nested(100_000)), /not a valid network/],
    [
      withLayers(
        { type: 'conv', filters: 65536, kernel: 1 },
        { type: 'conv', filters: 65536, kernel: 1 },
        ...end,
      ),
      /parameters, over the limit/,
    ],
    [
      withLayers({ type: 'conv', filters: 65536, kernel: 1, padding: 100 }, ...end),
      /layer 0 \(conv\) gives 248×248×65536, over the limit/,
    ],
  ];
  for (const [value, message] of cases) {
    assert.throws(
      () => parseModel(value, 'model.json'),
      (error) => {
        assert.ok(error instanceof ModelError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /Invalid|discriminator/);
        return true;
      },
    );
  }
});
