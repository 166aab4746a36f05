/** Batch norm where a sum of squares would cancel: values far from 0, and pixels unlike those that set the shift. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Purpose, RandomStream } from '../util/random.js';
import { checkModel } from './check.js';
import { modelOf } from './reference/draw-layer.js';
import { drawData } from './reference/fuzz.js';
import { referenceForward } from './reference/network.js';
import { widen } from './reference/tensor.js';

const UNIT = 2 ** -24;
const SIDE = 20;
const model = modelOf('norm', { height: SIDE, width: SIDE, channels: 8 }, [{ type: 'batchNorm' }]);

/** Largest error of y and, relative to it, of the running variance, for x = what `value` makes of a uniform one. */
async function errors(value: (uniform: number, pixel: number) => number) {
  const input = drawData({ model, n: 3 }, new RandomStream(13, Purpose.bootstrap));
  for (let i = 0; i < input.x.length; i++) input.x[i] = value(input.x[i], i % SIDE ** 2);
  input.weights.get('0.gamma')!.data.fill(1);
  const { y, weights } = await checkModel(input);
  const twin = referenceForward(model, widen(input.weights), input.x, input.n);
  const wanted = twin.weights.get('0.runningVar')!.data;
  const variance = weights.get('0.runningVar')!.data;
  return {
    y: Math.max(...twin.y.data.map((v, i) => Math.abs(v - y[i]))),
    variance: Math.max(...wanted.map((v, c) => Math.abs(variance[c] / v - 1))),
  };
}

test('values 1000 deviations from 0: y within 8·1000 roundings, the variance within 64', async () => {
  const { y, variance } = await errors((uniform) => 1000 * Math.sqrt(1 / 3) + uniform);
  // x itself, the mean and the shift are rounded at 1000; the variance sees the roundings of x − shift alone.
  assert.ok(y <= 8 * 1000 * UNIT, `${y / UNIT} roundings`);
  assert.ok(variance <= 64 * UNIT, `${variance / UNIT} roundings`);
});

test('a shift from the only 16 pixels that stand out: the variance still within 25·(400 / 16 + 16) roundings', async () => {
  // Every 25th pixel of 400 is a sample: Σ d² is 25 times the sum of squares that is left. Tiles are of 16 pixels; the
  // other 384 values are alike, so roundings add up one way, in a tile and from tile to tile.
  const { y, variance } = await errors((uniform, pixel) => (pixel % 25 === 0 ? 100 + uniform : uniform));
  const bound = 25 * (400 / 16 + 16) * UNIT;
  assert.ok(y <= bound, `${y / UNIT} roundings`);
  assert.ok(variance <= bound, `${variance / UNIT} roundings`);
});

test('a channel of one value has variance 0 and gives beta', async () => {
  const input = drawData({ model, n: 3 }, new RandomStream(14, Purpose.bootstrap));
  input.x.fill(0.1);
  const beta = input.weights.get('0.beta')!.data;
  const { y } = await checkModel(input);
  // √ε = 3e-3 divides what rounding leaves of 0.1: 300 times more, and gamma up to 1.5.
  y.forEach((value, i) => {
    const c = Math.floor(i / SIDE ** 2) % 8;
    assert.ok(Math.abs(value - beta[c]) <= 0.1 * 300 * 1.5 * 8 * UNIT, `${value} and ${beta[c]}`);
  });
});

test('a NaN spreads to its whole channel and to the running statistics, with ReLU and pool too', async () => {
  const layers = [{ type: 'batchNorm' }, { type: 'relu' }, { type: 'maxPool', size: 2 }] as const;
  const pooled = modelOf('norm', model.input, [...layers]);
  const input = drawData({ model: pooled, n: 2 }, new RandomStream(15, Purpose.bootstrap));
  input.x[SIDE ** 2 + 7] = Number.NaN; // channel 1 of image 0
  const { y, weights } = await checkModel(input);
  const pixels = (SIDE / 2) ** 2;
  y.forEach((value, i) => {
    assert.equal(Number.isNaN(value), Math.floor(i / pixels) % 8 === 1, `${i}`);
  });
  assert.ok(Number.isNaN(weights.get('0.runningVar')!.data[1]));
});
