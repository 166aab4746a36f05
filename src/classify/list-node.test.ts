import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadModelDirectory, MODELS_FOLDER, shippedModels } from '../export/index.js';
import { ModelError } from '../util/errors.js';
import { listModels } from './list-node.js';
import { loadModel } from './load-node.js';
import { saveTiny } from './trained.test.helper.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-classify-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('what is measured of these weights is told, what is measured of others is not', async () => {
  const { hash } = await loadModelDirectory(await saveTiny(join(folder, 'good')));
  await saveTiny(join(folder, 'other'));
  // An average keeps more in a folder below, which counts too.
  mkdirSync(join(folder, 'other', 'members', '1-a'), { recursive: true });
  writeFileSync(join(folder, 'other', 'members', '1-a', 'log.jsonl'), 'seven b');
  const accuracy = { split: 'PrivateTest', correct: 80, count: 100, tta: 82 };
  const speed = { batch1: 2, batch64: 1, hardware: 'two cores', command: 'npm run bench:infer' };
  const models = [
    { name: 'good', description: 'a good one', record: { weightsSha256: hash, accuracy, speed } },
    { name: 'other', description: 'another', record: { weightsSha256: '0'.repeat(64), accuracy } },
  ];
  writeFileSync(join(folder, 'models.json'), JSON.stringify({ default: 'other', models }));
  const [good, other] = await listModels(folder);
  assert.deepEqual([good.name, good.default, other.name, other.default], ['good', false, 'other', true]);
  assert.deepEqual([good.accuracy?.value, good.accuracy?.count, good.accuracy?.tta?.value], [0.8, 100, 0.82]);
  // Wilson's interval of 80 of 100, from its formula.
  assert.ok(Math.abs((good.accuracy?.low ?? 0) - 0.7112) < 1e-4);
  assert.deepEqual(good.milliseconds, speed);
  assert.deepEqual([other.accuracy, other.milliseconds], [null, null]);
  const files = ['model.json', 'weights.safetensors'].map(
    (name) => statSync(join(folder, 'good', name)).size,
  );
  assert.equal(good.bytes, files[0] + files[1]);
  const kept = ['model.json', 'weights.safetensors'].map(
    (name) => statSync(join(folder, 'other', name)).size,
  );
  assert.equal(other.bytes, kept[0] + kept[1] + 7);
  assert.deepEqual([good.hash, good.trainedHash], [hash, hash]);

  const byDefault = await loadModel(undefined, { threads: 1 }, folder);
  assert.equal(byDefault.about.hash, other.hash);
  await byDefault.close();
  const byName = await loadModel('good', { threads: 1 }, folder);
  await byName.close();
  await assert.rejects(loadModel('better', {}, folder), /better does not exist: .*good, other/);
});

test('a folder that is not there has no models, and no default', async () => {
  assert.deepEqual(await listModels(join(folder, 'none')), []);
  await assert.rejects(loadModel(undefined, {}, join(folder, 'none')), ModelError);
});

test('every model of this package is sound and its record is of its weights', async () => {
  const listed = shippedModels(MODELS_FOLDER).models;
  const models = await listModels();
  for (const [i, { record, name }] of listed.entries()) {
    if (record) assert.equal(record.weightsSha256, models[i].hash, name);
  }
});
