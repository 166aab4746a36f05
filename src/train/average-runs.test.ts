import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { synthesise } from '../data/synth.js';
import { loadModelDirectory, weightsHash } from '../export/index.js';
import { averageNetworks } from '../model/index.js';
import { ModelError, OutputError } from '../util/errors.js';
import { averageRuns } from './average-runs.js';
import { completeConfig } from './config.js';
import { settingDifferences } from './differences.js';
import { exportModel } from './export-run.js';
import { train } from './loop.js';
import { readTraining } from './members.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-average-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: string[]): string => join(folder, ...names);
const TWO = [at('a'), at('b')];
const COMMAND = 'vultus average a b --out both';

before(async () => {
  const dataset = { ...synthesise({ count: 70, seed: 1 }), source: '/home/somebody/faces.csv' };
  const runs = [
    ['a', { learningRate: 0.01 }],
    ['b', {}],
    ['other-seed', { seed: 2 }],
    ['same-images', { seed: 2, splitSeed: 1 }],
    ['other-images', { validation: { ratio: 0.3 } }],
  ] as const;
  for (const [name, change] of runs) {
    const fixed = { model: 'tiny', epochs: 1, seed: 1, validation: { ratio: 0.2 } } as const;
    const config = completeConfig({ ...fixed, ...change }, dataset.splitNames);
    await train({ config, dataset, directory: at(name), threads: 1 });
  }
});

test('two runs become one folder, the same bytes each time, and a copy keeps all of it', async () => {
  const { hash, trainedHash, files } = await averageRuns(TWO, at('both'), { half: true, command: COMMAND });
  await averageRuns(TWO, at('again'), { half: true, command: COMMAND });
  await exportModel(at('both'), at('copy'));
  const names = ['input.json', 'members', 'model.json', 'weights.safetensors'];
  assert.deepEqual(readdirSync(at('both')).sort(), names);
  for (const { path, bytes } of files) {
    assert.equal(readFileSync(path).length, bytes);
    const other = path.replace(at('both'), at('again'));
    assert.deepEqual(readFileSync(other), readFileSync(path));
    // Rounded again, which changes nothing, they are stored as float32.
    if (!path.endsWith('.safetensors') && !path.endsWith('model.json')) {
      assert.deepEqual(readFileSync(path.replace(at('both'), at('copy'))), readFileSync(path));
    }
  }
  const whole = averageNetworks(await Promise.all(TWO.map((run) => loadModelDirectory(join(run, 'model')))));
  assert.equal(trainedHash, weightsHash(whole.weights));
  const loaded = await loadModelDirectory(at('both'));
  assert.deepEqual([loaded.hash, loaded.trainedHash], [hash, trainedHash]);
  assert.equal(loaded.temperature, undefined);
});

test('of its training it says what its networks have in common, and keeps the rest of each', async () => {
  const [a, both] = [await readTraining(at('a')), await readTraining(at('both'))];
  assert.ok(a && both?.members);
  assert.deepEqual([both.roles, both.rows, both.epochs], [a.roles, a.rows, []]);
  assert.equal(both.data.source, 'faces.csv');
  assert.deepEqual(
    both.members.map(({ config }) => config.learningRate),
    [0.01, completeConfig({ model: 'tiny' }).learningRate],
  );
  const settings = settingDifferences([a, both]).map(({ setting }) => setting);
  assert.ok(settings.includes('members.1-a.learningRate'), settings.join());
  assert.equal(await readTraining(at('both', 'members')), undefined);
});

test('runs that learned from different images are refused, and so are averages and full folders', async () => {
  const refuses = (
    from: string[],
    out: string,
    why: RegExp,
    kind: new (text: string) => Error = ModelError,
  ) => assert.rejects(averageRuns(from, out), (error) => error instanceof kind && why.test(error.message));
  await refuses(
    [at('a'), at('other-seed')],
    at('none'),
    /a and .+other-seed cannot be averaged: they learned/,
  );
  await refuses([at('a'), at('other-images')], at('none'), /learned from different images/);
  await refuses([at('a'), at('both')], at('none'), /both is an average already/);
  await refuses([at('a')], at('none'), /two to eight networks and not of 1/);
  await refuses(TWO, at('both'), /holds other files/, OutputError);
  assert.ok(!readdirSync(folder).includes('none'));
});

test('runs of several seeds that set the same images aside are averaged', async () => {
  await averageRuns([at('a'), at('same-images')], at('seeds'));
  const members = (await readTraining(at('seeds')))?.members ?? [];
  assert.deepEqual(
    members.map(({ config }) => [config.seed, config.splitSeed]),
    [
      [1, undefined],
      [2, 1],
    ],
  );
  assert.equal(members[0].roles[1].split, members[1].roles[1].split);
});

test('with a model whose run is not at hand nothing is said of the training', async () => {
  await averageRuns([at('a'), at('b', 'model')], at('unknown'), { command: COMMAND });
  assert.deepEqual(readdirSync(at('unknown')).sort(), ['model.json', 'weights.safetensors']);
  assert.equal(await readTraining(at('unknown')), undefined);
});
