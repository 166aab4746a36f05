/** What the charts are given to draw, worked out by hand. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleReport } from '../sample-data.js';
import { confusionRows } from './confusion.js';
import { countRows } from './counts.js';
import { curveNames, curveRows, epochText } from './curves.js';

describe('chart rows', () => {
  const report = sampleReport(3);
  const training = report.training!;

  it('confusion: counts, and shares of the true class that sum to 1', () => {
    const rows = confusionRows(report.evaluations[0].evaluation);
    assert.equal(rows.length, 49);
    const happy = rows.filter((row) => row.truth === 'happy');
    assert.ok(Math.abs(happy.reduce((sum, row) => sum + row.share, 0) - 1) < 1e-15 * 8);
    assert.deepEqual(rows[1 * 7], { truth: 'disgust', answer: 'angry', count: 15, share: 15 / 56 });
  });

  it('counts: shares of the split', () => {
    const rows = countRows(report.data);
    assert.equal(rows.length, 14);
    assert.deepEqual(rows[7], { class: 'angry', split: 'PublicTest', count: 467, share: 467 / 3589 });
    const [empty] = countRows({ classes: ['a'], splits: [{ name: 's', counts: [0] }] });
    assert.equal(empty.share, 0);
  });

  it('curves: one row a split and epoch, none for a missing validation', () => {
    assert.equal(curveRows(training, 'loss').length, 6);
    const alone = training.epochs.map(({ validation: _validation, ...epoch }) => epoch);
    assert.equal(curveRows({ ...training, epochs: alone }, 'loss').length, 3);
    assert.deepEqual(curveNames(training), ['training', 'validation (PublicTest)']);
    const text = epochText(training, 1, 'accuracy', (value) => value.toFixed(2));
    assert.equal(text, 'epoch 1\ntraining: 0.25\nvalidation (PublicTest): 0.31');
  });
});
