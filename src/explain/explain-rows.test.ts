import assert from 'node:assert/strict';
import { test } from 'node:test';
import { synthesise } from '../data/synth.js';
import { initialise, zooModel } from '../model/index.js';
import { ModelError, UsageError } from '../util/errors.js';
import { type ExplainRowsRequest, explainRows, METHODS } from './explain-rows.js';

const faces = synthesise({ count: 42, seed: 3 });
const model = zooModel('tiny');
// Rows 7 to 34, all called by their class but those of class 2, which are called 3.
const rows = Uint32Array.from({ length: 28 }, (_, i) => i + 7);
const labels = Uint8Array.from(rows, (row) => faces.labels[row]);
const request: Omit<ExplainRowsRequest, 'method'> = {
  ...{ model, weights: initialise(model, 1), pixels: faces.pixels, rows, labels },
  answers: labels.map((label) => (label === 2 ? 3 : label)),
  ...{ images: 7, threads: 1, batchSize: 16, patch: undefined, stride: undefined },
};

test('every method gives a map an image, means of recognised ones, and where it has one the sanity check', async () => {
  for (const method of METHODS) {
    const { places, shown, summary, layer, sanity } = await explainRows({ ...request, method });
    assert.equal(shown.size, 7, method);
    assert.equal(summary.faces.length, places.length * 2304);
    // All recognised ones count in the means, but for occlusion.
    assert.equal(places.length, method === 'occlusion' ? 7 : 25);
    assert.ok([...shown].every((place) => places.includes(place)));
    assert.deepEqual(summary.classes[2].images, []);
    assert.ok(summary.classes[3].map);
    assert.equal(layer, method === 'grad-cam' ? '14' : undefined);
    assert.equal(sanity?.images, method === 'occlusion' ? undefined : 28);
  }
});

test('the same request gives the same, also with two threads', async () => {
  const explain = (threads: number) => explainRows({ ...request, method: 'grad-cam', threads });
  assert.deepEqual(await explain(2), await explain(1));
});

test('all rows; a single one has no sanity check', async () => {
  const all = await explainRows({ ...request, method: 'grad-cam', layer: '6', images: 'all' });
  assert.equal(all.places.length, 28);
  assert.equal(all.layer, '6');
  const one = { rows: rows.slice(0, 1), labels: labels.slice(0, 1), answers: labels.slice(0, 1) };
  const single = await explainRows({ ...request, ...one, method: 'saliency', images: 'all' });
  assert.equal(single.sanity, undefined);
  assert.equal(single.places.length, 1);
});

test('a layer without a map and patches that do not fit are refused', async () => {
  await assert.rejects(explainRows({ ...request, method: 'grad-cam', layer: '18' }), ModelError);
  await assert.rejects(explainRows({ ...request, method: 'grad-cam', layer: 'x' }), ModelError);
  await assert.rejects(explainRows({ ...request, method: 'occlusion', patch: 7 }), UsageError);
});
