/** A model's temperature is written beside its weights, which stay as they are. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadModelDirectory, saveModelDirectory, WEIGHTS_FILE } from '../export/index.js';
import { initialise, zooModel } from '../model/index.js';
import { calibrateModel } from './calibrate.js';

const model = zooModel('tiny');
const from = { split: 'PublicTest', dataFingerprint: 'aa' };
// Two images in three are right, and all are sure of it: too sure.
const doubtful = { logits: Float32Array.of(3, 0, 3, 0, 3, 0), labels: Uint8Array.of(0, 1, 0) };
const right = { logits: Float32Array.of(3, 0, 3, 0), labels: Uint8Array.of(0, 0) };
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vultus-calibrate-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('the temperature is stored with the images that chose it; one that is not told takes it out again', async () => {
  const { hash } = await saveModelDirectory(folder, {
    ...{ model, weights: initialise(model, 1), notes: 'mine', metrics: { epoch: 3 } },
  });
  const bytes = await readFile(join(folder, WEIGHTS_FILE));
  const stored = await calibrateModel(folder, doubtful, from);
  // Two right in three at a margin of 3: the best probability is 2/3, so T = 3 / log 2.
  assert.ok(Math.abs(stored!.value - 3 / Math.LN2) < 1e-4);
  assert.deepEqual([stored!.split, stored!.dataFingerprint, stored!.images], ['PublicTest', 'aa', 3]);
  const loaded = await loadModelDirectory(folder);
  assert.deepEqual(loaded.temperature, stored);
  assert.deepEqual([loaded.hash, loaded.notes, loaded.metrics], [hash, 'mine', { epoch: 3 }]);
  assert.deepEqual(await readFile(join(folder, WEIGHTS_FILE)), bytes);
  assert.equal(await calibrateModel(folder, right, from), null);
  assert.equal((await loadModelDirectory(folder)).temperature, undefined);
});
