/** A made-up run for the report's tests: every part filled in, nothing measured. */
import type { Evaluation } from '../evaluate/evaluate.js';
import type { EpochRecord } from '../train/events.js';
import { CLASSES } from '../util/classes.js';
import type { ReportData } from './types.js';

/** One gray pixel. */
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

const CONFUSION = [
  [247, 9, 58, 32, 69, 14, 38],
  [15, 29, 4, 3, 4, 1, 0],
  [49, 3, 196, 29, 108, 57, 54],
  [22, 0, 18, 762, 29, 24, 40],
  [61, 2, 87, 51, 346, 9, 97],
  [10, 0, 44, 22, 9, 319, 11],
  [37, 1, 36, 61, 97, 14, 361],
];

const rate = (value: number): { value: number; low: number; high: number } => ({
  value,
  low: Math.max(0, value - 0.03),
  high: Math.min(1, value + 0.03),
});

/** Shares follow from the counts; the intervals are made up. */
function sampleEvaluation(): Evaluation {
  const perClass = CLASSES.map((name, c) => {
    const support = CONFUSION[c].reduce((sum, count) => sum + count, 0);
    const predicted = CONFUSION.reduce((sum, row) => sum + row[c], 0);
    const hits = CONFUSION[c][c];
    const f1 = (2 * hits) / (support + predicted);
    return { name, support, predicted, precision: rate(hits / predicted), recall: rate(hits / support), f1 };
  });
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  const count = perClass.reduce((sum, score) => sum + score.support, 0);
  const hits = CONFUSION.reduce((sum, row, c) => sum + row[c], 0);
  return {
    count,
    accuracy: { value: hits / count, low: hits / count - 0.016, high: hits / count + 0.016 },
    balancedAccuracy: mean(perClass.map((score) => score.recall.value)),
    macroF1: mean(perClass.map((score) => score.f1)),
    loss: 1.0312,
    perClass,
    confusion: CONFUSION,
    classes: CLASSES,
  };
}

function sampleEpochs(count: number): EpochRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const done = 1 - 1 / (1 + i / 6);
    return {
      epoch: i + 1,
      train: { accuracy: 0.25 + 0.52 * done, loss: 1.85 - 1.15 * done, count: 28709 },
      validation: {
        accuracy: 0.31 + 0.36 * done - 0.004 * (i % 3),
        loss: 1.7 - 0.85 * done + 0.006 * i,
        count: 3589,
      },
      learningRate: i < 24 ? 0.001 : 0.0001,
      gradientNorm: 1.2 + (i % 5) / 10,
      imagesPerSecond: 236 + (i % 7),
      seconds: 131.5 + (i % 4),
    };
  });
}

/** @param epochs finished epochs; -1 leaves training out */
export function sampleReport(epochs = 40): ReportData {
  return {
    name: 'classic',
    createdBy: 'vultus 0.1.0',
    data: {
      source: 'fer2013.csv.gz',
      fingerprint: '5f0c2b'.padEnd(64, '7'),
      classes: CLASSES,
      splits: [
        { name: 'Training', counts: [3995, 436, 4097, 7215, 4830, 3171, 4965] },
        { name: 'PublicTest', counts: [467, 56, 496, 895, 653, 415, 607] },
      ],
      facts: [
        ['exact duplicates', '1,236'],
        ['constant images', '11'],
        ['mean brightness', '129 of 255'],
      ],
    },
    samples: {
      byClass: CLASSES.map((name) => ({ name, images: [PIXEL, PIXEL] })),
      augmented: [{ name: 'happy', original: PIXEL, variants: [PIXEL, PIXEL, PIXEL] }],
    },
    model: {
      name: 'classic',
      svg: '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>',
      rows: [
        { layer: 'conv 3×3, 32', output: '46×46×32', parameters: 320, macs: 609408 },
        { layer: 'relu', output: '46×46×32', parameters: 0, macs: 0 },
        { layer: 'dense 7', output: '7', parameters: 7175, macs: 7168 },
      ],
      parameters: 2345607,
      macs: 77073408,
      memoryBytes: 412e6,
    },
    training:
      epochs < 0
        ? undefined
        : {
            epochs: sampleEpochs(epochs),
            plannedEpochs: 40,
            bestEpoch: epochs > 2 ? epochs - 2 : undefined,
            trainSplit: 'Training',
            validationSplit: 'PublicTest',
            seconds: 5321,
            imagesPerSecond: 239.4,
          },
    evaluations: [{ split: 'PublicTest', role: 'validation', evaluation: sampleEvaluation() }],
    settings: {
      epochs: 40,
      batch: 64,
      seed: 42,
      optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999 },
      augment: { shiftX: 0.1, shiftY: 0.1, flipX: true, zoom: 0.1 },
    },
    environment: { node: '20.20.2', cpu: 'An example processor', threads: 2, platform: 'linux x64' },
    hash: 'a1b2c3d4e5f6'.padEnd(64, '0'),
    command: 'vultus train --data fer2013.csv.gz --model classic --epochs 40 --seed 42',
  };
}
