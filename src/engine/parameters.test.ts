/** Canonical tensors in and out of the engine's layouts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parameterSpecs } from '../model/parameters.js';
import type { Model } from '../model/types.js';
import { ModelError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import type { TensorMap } from './api.js';
import { lower } from './graph.js';
import { exportParameters, importParameters, visit } from './parameters.js';
import { drawConv, drawOther, drawWinograd, modelOf } from './reference/draw-layer.js';
import { drawNetwork } from './reference/draw-network.js';

/** Every value is another whole number from 1. */
function numbered(model: Model): TensorMap {
  let next = 1;
  return new Map(
    parameterSpecs(model).map(({ name, shape }) => {
      const count = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: Float32Array.from({ length: count }, () => next++) }];
    }),
  );
}

test('400 random models: what goes in comes out, no value shares a place, and padding is zero', () => {
  for (let number = 0; number < 400; number++) {
    const random = new RandomStream(3, Purpose.bootstrap, number);
    const draw = [drawConv, drawOther, drawNetwork, drawWinograd][number % 4];
    const { model } = draw(random);
    const graph = lower(model);
    const region = new Float32Array(graph.parameterFloats).fill(Number.NaN);
    const weights = numbered(model);
    importParameters(graph.parameters, region, weights);
    const values = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);
    assert.equal(region.filter((value) => value > 0).length, values, model.name);
    assert.equal(region.filter((value) => value === 0).length, region.length - values, model.name);
    for (const [name, tensor] of exportParameters(graph.parameters, region)) {
      assert.deepEqual(tensor.shape, weights.get(name)?.shape, name);
      assert.deepEqual(tensor.data, weights.get(name)?.data, `${model.name}: ${name}`);
    }
  }
});

test('the layouts of CONTRACTS: panels of 8 filters, depthwise by tap, dense over a flattened map', () => {
  const model = modelOf('layouts', { height: 3, width: 2, channels: 3 }, [
    { type: 'conv', filters: 9, kernel: 2 },
    { type: 'conv', filters: 9, kernel: 1, groups: 9 },
    { type: 'flatten' },
    { type: 'dense', units: 2 },
  ]);
  const places = (name: string) => {
    const { layout } = lower(model).parameters.find(({ spec }) => spec.name === name)!;
    const map: number[] = [];
    visit(layout, (canonical, memory) => {
      map[canonical] = memory;
    });
    return map;
  };
  // [filter 8, channel 2, row 1, column 0] → panel 1, row (1·2 + 0)·8 + 2 of 2·2·8, lane 0.
  assert.equal(places('0.weight')[((8 * 3 + 2) * 2 + 1) * 2 + 0], (1 * 32 + 18) * 8 + 0);
  assert.deepEqual(places('1.weight').slice(0, 9), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  // The map before flatten is 2×1×9, kept as 2 pixels of 16: input 2·c + p is row 16·p + c, unit 1 is lane 1.
  assert.equal(places('3.weight')[1 * 18 + 2 * 5 + 1], (16 + 5) * 8 + 1);
});

test('a missing or misshapen tensor is named, and nothing is written then', () => {
  const model = modelOf('test', { height: 4, width: 4, channels: 2 }, [
    { type: 'conv', filters: 3, kernel: 3 },
    { type: 'batchNorm' },
  ]);
  const { parameters, parameterFloats } = lower(model);
  const refuse = (change: (weights: TensorMap) => void, message: RegExp) => {
    const weights = numbered(model);
    change(weights);
    const region = new Float32Array(parameterFloats).fill(7);
    assert.throws(
      () => importParameters(parameters, region, weights),
      (error) => error instanceof ModelError && message.test(error.message),
    );
    assert.ok(region.every((value) => value === 7));
  };
  refuse((weights) => weights.delete('1.runningVar'), /lack the tensor 1\.runningVar \[3\]/);
  refuse(
    (weights) => weights.set('0.weight', { shape: [3, 2, 9], data: new Float32Array(54) }),
    /0\.weight has the shape \[3, 2, 9\] where the model needs \[3, 2, 3, 3\]/,
  );
  refuse((weights) => weights.set('0.bias', { shape: [3], data: new Float32Array(2) }), /0\.bias/);
  assert.throws(() => importParameters(parameters, new Float32Array(0), new Map(), 'm/'), /m\/0\.weight/);
});
