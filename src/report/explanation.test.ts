import assert from 'node:assert/strict';
import { test } from 'node:test';
import { synthesise } from '../data/synth.js';
import type { ExplainedRows, Sanity } from '../explain/index.js';
import { zooModel } from '../model/index.js';
import { PIXELS } from '../util/classes.js';
import { renderExplanation } from './explain-page.js';
import { gatherExplanation } from './explanation.js';
import { gatherFaces } from './faces.js';
import { renderReport } from './report.js';
import { sampleReport } from './sample-data.js';

const dataset = synthesise({ count: 14, seed: 4 });
const stage = (path: string, similarity: number) => ({ path, type: 'conv', similarity });
const sanity: Sanity = {
  ...{ images: 3, passed: true, stages: [stage('12', 0.5), stage('0', -0.024)] },
  ...{ untrained: 0.01, betweenImages: 0.3 },
};
// Of rows 3, 4 and 5 (happy, sad, surprise) the last two are shown; surprise is called angry.
const faces = new Float32Array(3 * PIXELS);
faces.fill(1, PIXELS, PIXELS + 48);
const explained: ExplainedRows = {
  places: Uint32Array.of(0, 1, 2),
  shown: new Set([1, 2]),
  layer: '14',
  sanity,
  summary: {
    faces,
    thirds: [undefined, [1, 0, 0], undefined],
    classes: dataset.classes.map((_, code) =>
      code === 4
        ? { images: [1], map: faces.subarray(PIXELS, 2 * PIXELS), thirds: [1, 0, 0] }
        : { images: [] },
    ),
  },
};

const gather = (more: Partial<ExplainedRows> = {}) =>
  gatherExplanation({
    ...{ dataset, model: zooModel('tiny'), split: 'PublicTest', method: 'grad-cam' },
    ...{ rows: Uint32Array.of(3, 4, 5), answers: Uint8Array.of(3, 4, 0) },
    probabilities: new Float32Array(21).fill(0.25),
    explained: { ...explained, ...more },
  });

test('images with their answers, maps and mean faces as tiles of one picture', async () => {
  const explanation = await gather();
  assert.equal(explanation.layer, '14 (ReLU, 6×6×64)');
  assert.deepEqual(explanation.images, [
    { row: 4, truth: 4, answer: 4, probability: 0.25, heat: 0, thirds: [1, 0, 0] },
    { row: 5, truth: 5, answer: 0, probability: 0.25, heat: 1 },
  ]);
  assert.deepEqual(explanation.classes[4], { name: 'sad', count: 1, face: 2, heat: 3, thirds: [1, 0, 0] });
  assert.deepEqual(explanation.classes[3], { name: 'happy', count: 0 });
  assert.deepEqual(explanation.tiles.rows, [0, 1, 2, 3]);
});

test('the page: cards, faces with their answers, tables, the check in words; the same bytes again', async () => {
  const explanation = await gather();
  const shown = await gatherFaces(dataset, [4, 5]);
  const page = { name: 'tiny', createdBy: 'vultus 0.1.0', source: 'a <b>', explanation, faces: shown };
  const html = renderExplanation(page);
  assert.match(html, /mean heat map of sad: most in the upper third/);
  assert.match(html, /row 5: surprise, called angry 25.%, nothing speaks for it/);
  assert.match(html, /class="heated wrong"[^>]*data-row="5"/);
  assert.match(html, /no recognised face/);
  assert.match(html, /falls from 1 to −0\.02: they show what the network learned/);
  assert.ok(html.includes('a &lt;b&gt;') && !html.includes('a <b>'));
  assert.equal(renderExplanation(page), html);
  const failed = await gather({ sanity: { ...sanity, passed: false, stages: [stage('0', 0.7)] } });
  assert.match(renderExplanation({ ...page, explanation: failed }), /not passed<\/span> With .* of 0\.70/);
  const unchecked = await gather({ sanity: undefined });
  assert.ok(!renderExplanation({ ...page, explanation: unchecked }).includes('id="sanity"'));
});

test('a run’s report has the section when there is an explanation', async () => {
  const data = sampleReport();
  assert.ok(!renderReport(data).includes('href="#explanation"'));
  const html = renderReport({
    ...data,
    explanation: await gather(),
    faces: await gatherFaces(dataset, [4, 5]),
  });
  assert.ok(html.includes('href="#explanation"') && html.includes('data-row="4"'));
});
