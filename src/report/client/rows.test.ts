/** What the charts are given to draw, worked out by hand. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { studySplit } from '../../evaluate/index.js';
import { sampleReport } from '../sample-data.js';
import { countRows } from './counts.js';
import { curveNames, curveRows, placeText, trackRows } from './curves.js';
import { headingOf } from './errors.js';
import { cellText, matrixCells } from './matrix.js';
import { rankRows, rankText } from './ranking.js';
import { apart, coverageMarks, reliabilityRows } from './trust.js';

describe('chart rows', () => {
  const report = sampleReport(3);
  const training = report.training!;

  it('matrix: counts, and shares of the row that sum to 1', () => {
    const { confusion, classes } = report.evaluations[0].evaluation;
    const matrix = {
      counts: confusion,
      rows: { label: 'true class', names: classes },
      columns: { label: 'answer', names: classes },
      says: (row: string, column: string) => `${row} as ${column}`,
    };
    const cells = matrixCells(matrix);
    assert.equal(cells.length, 49);
    const happy = cells.filter(({ row }) => row === 'happy');
    assert.ok(Math.abs(happy.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-15 * 8);
    assert.deepEqual(cells[1 * 7], { row: 'disgust', column: 'angry', count: 15, share: 15 / 56 });
    assert.equal(cellText(matrix, cells[7]), 'disgust as angry\n15 images\n26.8 % of disgust');
  });

  it('matrix: other columns than rows, and no shares of an empty row', () => {
    const cells = matrixCells({
      counts: [
        [3, 0, 1],
        [0, 0, 0],
      ],
      rows: { label: 'label', names: ['x', 'y'] },
      columns: { label: 'most voters', names: ['x', 'y', 'none'] },
    });
    assert.deepEqual(cells[2], { row: 'x', column: 'none', count: 1, share: 0.25 });
    assert.deepEqual(
      cells.slice(3).map(({ share }) => share),
      [0, 0, 0],
    );
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
    const text = placeText(curveRows(training, 'accuracy'), 1, 'accuracy');
    assert.equal(text, 'epoch 1\ntraining: 25.0 %\nvalidation (PublicTest): 31.0 %');
    assert.equal(trackRows(training, 'gradientNorm', 'epoch').length, 3);
  });

  it('curves by step: training at its steps, validation at the ends of its epochs', () => {
    const columns = { loss: [3, 2], accuracy: [0.1, 0.2], learningRate: [1, 1], gradientNorm: [4, 5] };
    const steps = { stepsPerEpoch: 10, update: [10, 20], ...columns, imagesPerSecond: [7, 8] };
    const rows = curveRows({ ...training, steps }, 'loss', 'step');
    assert.deepEqual(
      rows.map(({ at }) => at),
      [10, 20, 10, 20, 30],
    );
    assert.equal(rows[1].value, 2);
    assert.deepEqual(trackRows({ ...training, steps }, 'gradientNorm', 'step'), [
      { at: 10, value: 4 },
      { at: 20, value: 5 },
    ]);
    // Without a step log there is nothing to choose.
    assert.equal(trackRows(training, 'gradientNorm', 'step').length, 3);
  });
});

describe('rows of a studied split', () => {
  // Four images of two classes: two right and sure, one wrong and sure, one undecided.
  const study = studySplit(
    { logits: Float32Array.of(3, 0, 0, 3, 3, 0, 0, 0), labels: Uint8Array.of(0, 1, 1, 0) },
    Uint32Array.of(0, 1, 2, 3),
    ['sad', 'happy'],
    { value: 2, thresholds: [{ accuracy: 0.8, confidence: 0.7 }] },
    { samples: 40 },
  );
  const { analysis, scaled } = study;
  const entry = { split: 'a', role: 'unseen', evaluation: analysis.metrics, analysis, scaled } as const;

  it('ranking: the first point has no threshold, which JSON has no infinity for', () => {
    const rows = rankRows(JSON.parse(JSON.stringify(analysis.metrics.curves)));
    assert.deepEqual(
      rows.filter(({ threshold }) => threshold === null).map(({ name, recall }) => [name, recall]),
      [
        ['sad', 0],
        ['happy', 0],
      ],
    );
    assert.match(rankText(rows[0]), /^sad, nothing is called so\nrecall: 0\.0 %/);
    assert.deepEqual(rankRows([{ name: 'x', points: null, rocArea: null, averagePrecision: null }]), []);
  });

  it('reliability: a row a bin and series', () => {
    const rows = reliabilityRows(entry);
    assert.equal(rows.length, 8);
    assert.deepEqual([...new Set(rows.map(({ series }) => series))], ['as trained', 'temperature 2.00']);
    assert.equal(reliabilityRows({ ...entry, scaled: undefined }).length, 4);
  });

  it('coverage: what the stored thresholds reach here, else what thresholds of these images do', () => {
    assert.deepEqual(coverageMarks(entry), [{ coverage: 3 / 4, risk: 1 - 2 / 3, name: '80 % wished' }]);
    for (const { name } of coverageMarks({ ...entry, scaled: undefined }))
      assert.match(name, /^\d\d % right$/);
  });

  it('coverage: names that would lie over one another become one', () => {
    const at = (coverage: number, risk: number, name: string) => ({ coverage, risk, name });
    const marks = [at(0.5, 0.2, '70 % wished'), at(0.04, 0.1, '80 % wished'), at(0.02, 0.1, '90 % wished')];
    assert.deepEqual(apart(marks), [marks[0], at(0.04, 0.1, '80, 90 % wished')]);
  });

  it('a panel names its cell, and counts', () => {
    const classes = ['sad', 'happy'];
    assert.equal(headingOf(null, 1234, classes), 'All mistakes: 1,234 images, greatest loss first');
    assert.equal(
      headingOf({ truth: 0, answer: 1 }, 1, classes),
      'sad taken for happy: 1 image, greatest loss first',
    );
    assert.equal(
      headingOf({ truth: 1, answer: 1 }, 2, classes),
      'happy, recognised: 2 images, greatest loss first',
    );
  });
});
