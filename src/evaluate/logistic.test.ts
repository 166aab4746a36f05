import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { drawLabels } from './draw-labels.js';
import { fitLogistic, probabilitiesOf } from './logistic.js';
import { softmax } from './logits.js';

const stream = new RandomStream(3, Purpose.split);
const width = 4;
const k = 3;
/** Labels drawn from a softmax of three of the four numbers. */
function draw(rows: number) {
  const values = Float64Array.from({ length: rows * width }, (_, i) =>
    i % width === 0 ? 1 : 4 * stream.uniform() - 2,
  );
  const p = softmax(
    Float32Array.from({ length: rows * k }, (_, i) => values[Math.floor(i / k) * width + 1 + (i % k)]),
    k,
  );
  const labels = drawLabels(p, k, stream);
  return { features: { values, width }, labels };
}

test('at the fitted coefficients the gradient is 0, as a difference quotient of the loss says too', () => {
  const { features, labels } = draw(200);
  const penalty = 0.5;
  const loss = (weights: Float64Array): number => {
    const p = probabilitiesOf(features, weights, k);
    const fit = labels.reduce((sum, label, row) => sum - Math.log(p[row * k + label]), 0);
    return fit + (penalty / 2) * weights.reduce((sum, w) => sum + w * w, 0);
  };
  const weights = fitLogistic(features, labels, k, { penalty, tolerance: 1e-6 });
  const step = 1e-4;
  weights.forEach((_, i) => {
    const [up, down] = [step, -step].map((by) => loss(weights.map((w, j) => (i === j ? w + by : w))));
    // The quotient is off by step²/6 of the third derivative, at most 200 rows · 2³, and by rounding of a loss of some 200.
    assert.ok(Math.abs((up - down) / (2 * step)) < 1e-5, `${i}`);
  });
});

test('it finds the coefficients that drew the labels, up to what is common to all classes', () => {
  const { features, labels } = draw(20000);
  const weights = fitLogistic(features, labels, k, { penalty: 1 });
  for (let f = 0; f < width; f++) {
    const own = [0, 1, 2].map((c) => weights[c * width + f]);
    const mean = (own[0] + own[1] + own[2]) / 3;
    for (const [c, value] of own.entries()) {
      const wanted = f === 0 ? 0 : c === f - 1 ? 2 / 3 : -1 / 3;
      // A coefficient's deviation is about 1/√(20000·¼·variance 4/3) = 0.012: four of them.
      assert.ok(Math.abs(value - mean - wanted) < 0.05, `${c} ${f} ${value - mean}`);
    }
  }
});

test('rows that can be told apart without error have finite coefficients, and numbers of any size converge', () => {
  const apart = { values: Float64Array.of(1, 2, -1, -2), width: 1 };
  const weights = fitLogistic(apart, Uint8Array.of(0, 0, 1, 1), 2, { penalty: 1 });
  assert.ok(weights[0] > 0 && weights[0] === -weights[1]);
  const large = { values: apart.values.map((value) => 1000 * value), width: 1 };
  const same = fitLogistic(large, Uint8Array.of(0, 0, 1, 1), 2, { penalty: 1e6, tolerance: 1e-1 });
  assert.ok(Math.abs(1000 * same[0] - weights[0]) < 1e-3);
});

test('without rows there is nothing to fit', () => {
  const none = { values: new Float64Array(), width: 1 };
  assert.throws(() => fitLogistic(none, new Uint8Array(), 2, { penalty: 1 }), DataError);
});
