/** Metrics against values worked out by hand and against naive loops written out here. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLASSES } from '../util/classes.js';
import { DataError, ModelError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { evaluateLogits } from './evaluate.js';
import { argmax, softmax } from './logits.js';
import { confusionTable, evaluationTable } from './table.js';

/** Rows of logits in which the wanted class has `margin` and the others 0. */
function logitsFor(answers: readonly number[], k: number, margin = 2): Float32Array {
  const logits = new Float32Array(answers.length * k);
  for (const [row, answer] of answers.entries()) logits[row * k + answer] = margin;
  return logits;
}

/** 500 seeded rows over the seven classes: labels and noisy logits that lean towards them. */
function randomCase(): { logits: Float32Array; labels: Uint8Array } {
  const random = new RandomStream(7, Purpose.bootstrap);
  const labels = new Uint8Array(500);
  const logits = new Float32Array(500 * 7);
  for (let row = 0; row < 500; row++) {
    labels[row] = random.integer(7);
    for (let c = 0; c < 7; c++) logits[row * 7 + c] = random.uniform(-3, 3) + (c === labels[row] ? 2 : 0);
  }
  return { logits, labels };
}

describe('evaluateLogits', () => {
  it('gives the values worked out by hand for six images of three classes', () => {
    //  true      a a a b b c
    //  predicted a a b b c c   →  a: TP 2, b: TP 1, c: TP 1
    const labels = new Uint8Array([0, 0, 0, 1, 1, 2]);
    const result = evaluateLogits(logitsFor([0, 0, 1, 1, 2, 2], 3), labels, ['a', 'b', 'c']);
    assert.deepEqual(result.confusion, [
      [2, 1, 0],
      [0, 1, 1],
      [0, 0, 1],
    ]);
    assert.equal(result.accuracy.value, 4 / 6);
    const [a, b, c] = result.perClass;
    assert.deepEqual([a.support, a.predicted, a.precision?.value, a.recall?.value], [3, 2, 1, 2 / 3]);
    assert.deepEqual([b.support, b.predicted, b.precision?.value, b.recall?.value], [2, 2, 0.5, 0.5]);
    assert.deepEqual([c.support, c.predicted, c.precision?.value, c.recall?.value], [1, 2, 0.5, 1]);
    assert.deepEqual([a.f1, b.f1, c.f1], [0.8, 0.5, 2 / 3]);
    assert.ok(Math.abs(result.balancedAccuracy - 13 / 18) < 1e-15); // (2/3 + 1/2 + 1) / 3
    assert.ok(Math.abs(result.macroF1 - (0.8 + 0.5 + 2 / 3) / 3) < 1e-15);
    // Four rows are right: −log(e²/(e²+2)); two are wrong: −log(1/(e²+2)).
    const sum = Math.exp(2) + 2;
    const loss = (4 * -Math.log(Math.exp(2) / sum) + 2 * -Math.log(1 / sum)) / 6;
    assert.ok(Math.abs(result.loss - loss) < 1e-14);
  });

  it('agrees with naive loops over 500 random images', () => {
    const { logits, labels } = randomCase();
    const result = evaluateLogits(logits, labels, CLASSES);
    const answers: number[] = [];
    let loss = 0;
    for (let row = 0; row < 500; row++) {
      const values = Array.from(logits.slice(row * 7, row * 7 + 7));
      answers.push(values.indexOf(Math.max(...values)));
      const weights = values.map((value) => Math.exp(value));
      loss -= Math.log(weights[labels[row]] / weights.reduce((a, b) => a + b));
    }
    const countOf = (test: (label: number, answer: number) => boolean): number =>
      answers.filter((answer, row) => test(labels[row], answer)).length;
    assert.equal(result.accuracy.value, countOf((label, answer) => label === answer) / 500);
    // 500 terms of at most 20, each rounded to 1e-16 relative twice over: far under 1e-12.
    assert.ok(Math.abs(result.loss - loss / 500) < 1e-12);
    let recalls = 0;
    for (let c = 0; c < 7; c++) {
      const truePositive = countOf((label, answer) => label === c && answer === c);
      const falsePositive = countOf((label, answer) => label !== c && answer === c);
      const falseNegative = countOf((label, answer) => label === c && answer !== c);
      const precision = truePositive / (truePositive + falsePositive);
      const recall = truePositive / (truePositive + falseNegative);
      recalls += recall;
      const score = result.perClass[c];
      assert.equal(score.precision?.value, precision);
      assert.equal(score.recall?.value, recall);
      const harmonic = (2 * precision * recall) / (precision + recall);
      assert.ok(Math.abs(score.f1! - harmonic) < 1e-15);
      for (let p = 0; p < 7; p++) {
        assert.equal(
          result.confusion[c][p],
          countOf((label, answer) => label === c && answer === p),
        );
      }
    }
    assert.ok(Math.abs(result.balancedAccuracy - recalls / 7) < 1e-15);
  });

  it('leaves 0/0 undefined and keeps it out of the means', () => {
    // Class b never occurs and is never answered; class c occurs and is never answered.
    const result = evaluateLogits(logitsFor([0, 0], 3), new Uint8Array([0, 2]), ['a', 'b', 'c']);
    const [a, b, c] = result.perClass;
    assert.deepEqual([b.precision, b.recall, b.f1], [null, null, null]);
    assert.deepEqual([c.precision, c.recall?.value, c.f1], [null, 0, 0]);
    assert.equal(a.f1, 2 / 3);
    assert.equal(result.balancedAccuracy, 0.5);
    assert.equal(result.macroF1, 1 / 3);
  });

  it('survives a trip through JSON', () => {
    const { logits, labels } = randomCase();
    const result = evaluateLogits(logits, labels, CLASSES);
    assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
  });

  it('keeps the loss finite for logits in the hundreds of thousands', () => {
    const result = evaluateLogits(new Float32Array([-3e5, 3e5]), new Uint8Array([0]), ['a', 'b']);
    assert.equal(result.loss, 6e5);
  });

  it('names the image whose logits are not finite', () => {
    const logits = logitsFor([0, 1, 1], 2);
    logits[4] = Number.NaN;
    const act = (): unknown => evaluateLogits(logits, new Uint8Array(3), ['a', 'b']);
    assert.throws(
      act,
      (error) => error instanceof ModelError && /image 2 .*no finite number in class 0/.test(error.message),
    );
    logits[4] = Number.POSITIVE_INFINITY;
    assert.throws(act, ModelError);
  });

  it('refuses no images, a label without a class and a wrong number of logits', () => {
    const empty = new Float32Array(0);
    assert.throws(() => evaluateLogits(empty, new Uint8Array(0), ['a', 'b']), DataError);
    assert.throws(() => evaluateLogits(new Float32Array(2), new Uint8Array([2]), ['a', 'b']), DataError);
    assert.throws(() => evaluateLogits(new Float32Array(3), new Uint8Array(2), ['a', 'b']), ModelError);
  });
});

describe('softmax and argmax', () => {
  it('softmax rows equal e^z / Σ e^z within float32 rounding and do not overflow', () => {
    const { logits } = randomCase();
    const probabilities = softmax(logits, 7);
    for (let row = 0; row < 500; row++) {
      const weights = Array.from(logits.slice(row * 7, row * 7 + 7)).map((value) => Math.exp(value));
      const sum = weights.reduce((a, b) => a + b);
      for (let c = 0; c < 7; c++) {
        // Half a unit in the last place of a float32 below 1 is 2^-25 ≈ 3e-8.
        assert.ok(Math.abs(probabilities[row * 7 + c] - weights[c] / sum) < 4e-8);
      }
    }
    assert.deepEqual([...softmax(new Float32Array([1000, 1000]), 2)], [0.5, 0.5]);
  });

  it('argmax takes the lowest class of a tie', () => {
    assert.deepEqual([...argmax(new Float32Array([1, 3, 3, 0, 0, 0]), 3)], [1, 0]);
  });

  it('refuses rows that do not come out even', () => {
    assert.throws(() => softmax(new Float32Array(5), 2), ModelError);
    assert.throws(() => argmax(new Float32Array(5), 0), ModelError);
  });
});

describe('tables', () => {
  it('show every class, the means and the counts as text', () => {
    const labels = new Uint8Array([0, 0, 0, 1, 1, 2]);
    const result = evaluateLogits(logitsFor([0, 0, 1, 1, 1, 1], 3), labels, ['a', 'b', 'c']);
    const table = evaluationTable(result);
    assert.deepEqual(table.rows[2], ['c', '1', '–', '0.0 % (0.0–79.3)', '0.0 %']);
    assert.deepEqual(table.rows[3].slice(0, 2), ['mean', '6']);
    assert.ok(table.rows.every((row) => row.length === table.head.length));
    assert.deepEqual(confusionTable(result).rows[0], ['a', '2', '1', '0']);
  });
});
