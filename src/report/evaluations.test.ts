/** From studied splits to the page: whose faces it holds, and splits of which little can be said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { synthesise } from '../data/synth.js';
import { studySplit } from '../evaluate/index.js';
import { gatherEvaluations } from './evaluations.js';
import { renderReport } from './report.js';
import { sampleReport } from './sample-data.js';
import { recallAt } from './sections/ranking.js';

const dataset = synthesise({ count: 21, seed: 1 });
const K = dataset.classes.length;

/** Answers of a network that always says "happy" a little. @param rows of the data set */
function study(rows: number[], temperature?: number) {
  const labels = Uint8Array.from(rows, (row) => dataset.labels[row]);
  const logits = Float32Array.from({ length: rows.length * K }, (_, i) => (i % K === 3 ? 1 : 0));
  const applied = temperature === undefined ? undefined : { value: temperature, thresholds: [] };
  return studySplit({ logits, labels }, Uint32Array.from(rows), dataset.classes, applied, { samples: 40 });
}

/** The page without scripts and styles. */
const markupOf = (page: string): string => page.replace(/<(script|style)[\s\S]*?<\/\1>/g, '');

test('the faces and answers are those of the headline: the first unseen split', async () => {
  const { evaluations, faces } = await gatherEvaluations(
    [
      { split: 'a', role: 'validation', study: study([0, 1, 2]) },
      { split: 'b', role: 'unseen', study: study([5, 4]) },
    ],
    dataset,
  );
  assert.deepEqual(
    evaluations.map(({ answers }) => answers !== undefined),
    [false, true],
  );
  assert.deepEqual([...faces!.rows].sort(), [4, 5]);
  assert.deepEqual(await gatherEvaluations([], dataset), { evaluations: [] });
});

test('a split of one class is shown without curves, and nothing is NaN', async () => {
  const rows = [...dataset.labels.keys()].filter((row) => dataset.labels[row] === 3);
  for (const temperature of [undefined, 2]) {
    const entry = { split: 'smiles', role: 'unknown', study: study(rows, temperature) } as const;
    const page = renderReport({ ...sampleReport(-1), ...(await gatherEvaluations([entry], dataset)) });
    const markup = markupOf(page);
    assert.doesNotMatch(markup, /NaN|undefined|Infinity/);
    assert.match(markup, /All images are of one class/);
    assert.match(markup, /Nothing was confused/);
    assert.equal(/at T = 2\.00/.test(markup), temperature !== undefined);
  }
});

test('a split with some classes only names those without curves', async () => {
  const rows = [...dataset.labels.keys()].filter((row) => dataset.labels[row] < 4);
  const entry = { split: 'some', role: 'unseen', study: study(rows) } as const;
  const markup = markupOf(
    renderReport({ ...sampleReport(-1), ...(await gatherEvaluations([entry], dataset)) }),
  );
  assert.match(markup, /No curve for sad, surprise, neutral:/);
  assert.doesNotMatch(markup, /NaN|undefined|Infinity/);
});

test('the recall at a false-positive rate lies on the line between the points', () => {
  const point = (falsePositiveRate: number, truePositiveRate: number) => ({
    ...{ falsePositiveRate, truePositiveRate, threshold: 0.5, precision: 1 },
  });
  const points = [point(0, 0), point(0.05, 0.4), point(0.1, 0.6), point(1, 1)];
  const found = [0, 0.025, 0.05, 0.1, 0.55, 1].map((rate) => recallAt(points, rate)!.toFixed(6));
  assert.deepEqual(found, ['0.000000', '0.200000', '0.400000', '0.600000', '0.800000', '1.000000']);
  assert.equal(recallAt(null, 0.1), null);
});
