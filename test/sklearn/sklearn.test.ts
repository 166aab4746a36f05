/** Every score against scikit-learn's on fixed predictions with many ties (values.json, written by make.py). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { calibration } from '../../src/evaluate/calibration.js';
import { fitLogistic } from '../../src/evaluate/logistic.js';
import { softmax } from '../../src/evaluate/logits.js';
import { measure } from '../../src/evaluate/metrics.js';
import { rank, rocCurve } from '../../src/evaluate/ranking.js';
import { fitTemperature } from '../../src/evaluate/temperature.js';
import { CLASSES } from '../../src/util/classes.js';

const file = new URL('../../../test/sklearn/values.json', import.meta.url);
const values = JSON.parse(readFileSync(file, 'utf8'));
const logits = Float32Array.from(values.logits);
const labels = Uint8Array.from(values.labels);
const metrics = measure(logits, labels, CLASSES, { samples: 40 });

/** Both compute in float64 from the same float32 logits: only the order of sums differs. */
const CLOSE = 1e-12;
/** Where ours goes through float32 probabilities. */
const SINGLE = 1e-6;

function near(got: number | null | undefined, wanted: number, bound = CLOSE): void {
  assert.ok(typeof got === 'number' && Math.abs(got - wanted) <= bound, `${got} for ${wanted}`);
}

test('rates, means and losses', () => {
  near(metrics.accuracy.value, values.accuracy);
  near(metrics.balancedAccuracy, values.balancedAccuracy);
  near(metrics.intervals.balancedAccuracy?.value, values.balancedAccuracy);
  near(metrics.macroF1, values.macroF1);
  near(metrics.intervals.macroF1?.value, values.macroF1);
  near(metrics.kappa, values.kappa);
  near(metrics.loss, values.loss);
  near(metrics.intervals.loss?.value, values.loss);
  near(metrics.top2.value, values.top2);
  near(calibration(logits, labels, 7).brier, values.brier, SINGLE);
});

test('each class', () => {
  metrics.perClass.forEach((score, c) => {
    near(score.precision?.value ?? 0, values.precision[c]);
    near(score.recall?.value, values.recall[c]);
    near(score.f1, values.f1[c]);
  });
});

test('ROC and precision–recall areas and the ROC curve’s points', () => {
  const probabilities = softmax(logits, 7);
  metrics.curves.forEach((curve, c) => {
    near(curve.rocArea?.value, values.rocArea[c]);
    near(curve.averagePrecision?.value, values.averagePrecision[c]);
    if (!(c in values.curve)) return;
    const scores = Float64Array.from(labels, (_label, row) => probabilities[row * 7 + c]);
    const points = rocCurve(
      rank(
        scores,
        Array.from(labels, (label) => label === c),
      ),
    )!;
    const rates = (name: 'falsePositiveRate' | 'truePositiveRate') => points.map((point) => point[name]);
    assert.deepEqual(rates('falsePositiveRate'), values.curve[c].falsePositiveRate);
    assert.deepEqual(rates('truePositiveRate'), values.curve[c].truePositiveRate);
  });
});

test('the temperature', () => {
  near(fitTemperature(logits, labels, 7).temperature, values.temperature, 1e-6);
});

test('the coefficients of a logistic regression', () => {
  const features = { values: Float64Array.from(logits), width: 7 };
  // scikit-learn weighs the loss by C = 2 where ours weighs the penalty.
  const coefficients = fitLogistic(features, labels, 7, { penalty: 0.5, tolerance: 1e-8 });
  // The penalty alone has the second derivative 0.5: a gradient of 1e-8 leaves each within 2e-8 of its place, sevenfold for all.
  coefficients.forEach((value, i) => {
    near(value, values.regression[i], 1e-6);
  });
});
