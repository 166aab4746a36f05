/** A report with everything in it but a training's weights: synthetic faces, and answers drawn at random around the truth. */

import { rowsOfSplit } from '../src/data/index.js';
import { synthesise } from '../src/data/synth.js';
import type { Dataset } from '../src/data/types.js';
import { type Answers, chooseTemperature, studySplit } from '../src/evaluate/index.js';
import { gatherEvaluations } from '../src/report/evaluations.js';
import { sampleReport } from '../src/report/sample-data.js';
import type { ReportData } from '../src/report/types.js';
import { CLASSES } from '../src/util/classes.js';
import { Purpose, RandomStream } from '../src/util/random.js';

const K = CLASSES.length;

/** Logits that favour the label, twice too large. */
export function drawnAnswers(dataset: Dataset, rows: Uint32Array, seed: number): Answers {
  const random = new RandomStream(seed, Purpose.bootstrap);
  const labels = Uint8Array.from(rows, (row) => dataset.labels[row]);
  const logits = Float32Array.from({ length: rows.length * K }, (_, i) => {
    const own = labels[Math.floor(i / K)] === i % K;
    return 2 * (random.uniform(-1.5, 1.5) + (own ? 1.2 : 0));
  });
  return { logits, labels };
}

/** @param count faces, of which a fifth is measured */
export async function studiedReport(count = 1000): Promise<ReportData> {
  const dataset = synthesise({ count, seed: 1 });
  const rows = rowsOfSplit(dataset, 'PublicTest');
  const chosen = chooseTemperature(drawnAnswers(dataset, rows, 2), K) ?? undefined;
  const samples = { samples: 100 };
  const study = studySplit(drawnAnswers(dataset, rows, 3), rows, dataset.classes, chosen, samples);
  const studied = [
    { split: '10 % of Training', role: 'validation', study, fittedHere: true },
    { split: 'PublicTest', role: 'unseen', study },
  ] as const;
  return {
    ...sampleReport(3),
    ...(await gatherEvaluations(studied, dataset)),
    temperature: 'The temperature of 2.00 was fitted on 200 images of 10 % of Training.',
  };
}
