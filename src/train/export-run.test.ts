import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { synthesise } from '../data/synth.js';
import { loadModelDirectory } from '../export/index.js';
import { ModelError, OutputError } from '../util/errors.js';
import { completeConfig } from './config.js';
import { exportModel } from './export-run.js';
import { train } from './loop.js';
import { readRun } from './run-directory.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-export-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: string[]): string => join(folder, ...names);

let printed = '';
before(async () => {
  const dataset = { ...synthesise({ count: 70, seed: 1 }), source: '/home/somebody/faces.csv' };
  const config = completeConfig({ model: 'tiny', epochs: 1 }, dataset.splitNames);
  printed = (await train({ config, dataset, directory: at('run'), threads: 1 })).hash;
});

test('a run becomes one folder with its configuration and log, the same bytes each time', async () => {
  const written = await exportModel(at('run'), at('half'), { half: true });
  await exportModel(at('run'), at('again'), { half: true });
  const names = ['config.json', 'log.jsonl', 'model.json', 'weights.safetensors'];
  assert.deepEqual(readdirSync(at('half')).sort(), names);
  for (const name of names) assert.deepEqual(readFileSync(at('again', name)), readFileSync(at('half', name)));
  assert.equal(written.trainedHash, printed);
  assert.notEqual(written.hash, printed);
  const loaded = await loadModelDirectory(at('half'));
  assert.deepEqual([loaded.hash, loaded.trainedHash], [written.hash, printed]);
  assert.deepEqual(loaded.metrics, (await loadModelDirectory(at('run', 'model'))).metrics);
  const bytes = written.files.map((file) => file.bytes);
  assert.deepEqual(
    bytes,
    names.map((name) => readFileSync(at('half', name)).length),
  );
});

test('it is read back as a run, without the folders of the machine that trained', async () => {
  const [shipped, run] = [await readRun(at('half')), await readRun(at('run'))];
  assert.deepEqual([shipped.roles, shipped.epochs, shipped.config], [run.roles, run.epochs, run.config]);
  assert.equal(shipped.data.source, 'faces.csv');
  assert.equal(shipped.data.fingerprint, run.data.fingerprint);
});

test('the command that started it goes along, the places it read from do not', async () => {
  const resolved = { data: '/home/somebody/faces.csv' };
  const command = 'vultus train --data faces.csv';
  const input = { command, data: '../faces.csv', votes: '../v.csv', votesAs: 'soft', resolved };
  writeFileSync(at('run', 'input.json'), JSON.stringify(input));
  const { files } = await exportModel(at('run'), at('told'));
  assert.ok(files.some(({ path }) => path === at('told', 'input.json')));
  assert.deepEqual(JSON.parse(readFileSync(at('told', 'input.json'), 'utf8')), { command, votesAs: 'soft' });
  rmSync(at('run', 'input.json'));
});

test('without rounding the weights file is the one that training wrote', async () => {
  const { hash, trainedHash } = await exportModel(at('run'), at('full'));
  assert.deepEqual([hash, trainedHash], [printed, printed]);
  const file = 'weights.safetensors';
  assert.deepEqual(readFileSync(at('full', file)), readFileSync(at('run', 'model', file)));
  assert.equal((await loadModelDirectory(at('full'))).trainedHash, undefined);
});

test('a copy of a copy, and of a model alone', async () => {
  const { trainedHash, hash } = await exportModel(at('half'), at('copy'), { half: true });
  assert.deepEqual([hash, trainedHash], [(await loadModelDirectory(at('half'))).hash, printed]);
  await exportModel(at('run', 'model'), at('alone'));
  assert.deepEqual(readdirSync(at('alone')).sort(), ['model.json', 'weights.safetensors']);
});

test('a folder that holds anything is left alone, and a damaged run gives nothing', async () => {
  await assert.rejects(exportModel(at('run'), at('half')), (error) => {
    assert.ok(error instanceof OutputError);
    assert.match(error.message, /half holds other files \(.+, …\); give another --out\.$/);
    return true;
  });
  writeFileSync(at('full', 'config.json'), '{');
  await assert.rejects(exportModel(at('full'), at('none')), ModelError);
  await assert.rejects(exportModel(at('nowhere'), at('none')), ModelError);
  assert.ok(!readdirSync(folder).includes('none'));
});
