import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ModelError, OutputError } from '../util/errors.js';
import { completeConfig } from './config.js';
import { fakeModel } from './fake-engine.test.helper.js';
import {
  appendLog,
  createRun,
  openRun,
  type RunRecord,
  readRun,
  requireFreeDirectory,
  rewriteLogs,
  runFiles,
} from './run-directory.js';

const root = await mkdtemp(join(tmpdir(), 'vultus-run-'));
after(() => rm(root, { recursive: true }));
const config = completeConfig({ model: fakeModel });
const record: RunRecord = {
  config,
  data: { source: 'fake', fingerprint: 'f', count: 3 },
  rows: { train: 2, validation: 1, straddlersRemoved: 0 },
  roles: [{ split: 'Training', role: 'train' }],
};
const epoch = (number: number) => ({
  epoch: number,
  train: { loss: 1 / 3, accuracy: 0.5, count: 2 },
  learningRate: 0.1,
  gradientNorm: 1,
  imagesPerSecond: 10,
  seconds: 1,
});

test('a run is read back as it was written', async () => {
  const directory = join(root, 'deep', 'run');
  await createRun(directory, record);
  await appendLog(directory, epoch(1));
  await appendLog(directory, epoch(2));
  const run = await readRun(directory);
  assert.deepEqual(
    { config: run.config, data: run.data, rows: run.rows, roles: run.roles, epochs: run.epochs },
    { ...record, epochs: [epoch(1), epoch(2)] },
  );
  assert.match(run.versions.vultus, /^\d+\.\d+\.\d+/);
  assert.equal(run.state, undefined);
  await rewriteLogs(directory, [epoch(1)], 1);
  assert.deepEqual((await readRun(directory)).epochs, [epoch(1)]);
});

test('a last line cut off by a kill is left out, a broken one before it is named', async () => {
  const directory = join(root, 'cut');
  await createRun(directory, record);
  const line = JSON.stringify(epoch(1));
  await writeFile(runFiles(directory).log, `${line}\n${line.slice(0, 20)}`);
  assert.deepEqual((await readRun(directory)).epochs, [epoch(1)]);
  await writeFile(runFiles(directory).log, `${line}\n{"epoch":2}\n`);
  await assert.rejects(readRun(directory), /log\.jsonl, line 2 is no epoch's record/);
});

test('a new run takes an absent or empty directory and no other', async () => {
  const directory = join(root, 'taken');
  await requireFreeDirectory(directory);
  await mkdir(directory);
  await writeFile(join(directory, '.DS_Store'), '');
  await requireFreeDirectory(directory);
  await writeFile(join(directory, 'thesis.doc'), 'years of work');
  await assert.rejects(
    requireFreeDirectory(directory),
    (error) => error instanceof OutputError && /thesis\.doc/.test(error.message),
  );
  await writeFile(runFiles(directory).config, '{}');
  await assert.rejects(requireFreeDirectory(directory), /already holds a run; go on with it by --resume/);
  assert.equal(await readFile(join(directory, 'thesis.doc'), 'utf8'), 'years of work');
});

test('a place that cannot be a directory is an OutputError', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  await assert.rejects(requireFreeDirectory(file), OutputError);
  await assert.rejects(createRun(join(file, 'run'), record), OutputError);
});

test('a full disk is said to be full', { skip: !existsSync('/dev/full') }, async () => {
  const directory = join(root, 'full');
  await mkdir(directory);
  await symlink('/dev/full', runFiles(directory).log);
  await assert.rejects(
    appendLog(directory, epoch(1)),
    (error) => error instanceof OutputError && /the disk is full/.test(error.message),
  );
});

test('a directory without a run, and one with a damaged configuration, are named', async () => {
  const directory = join(root, 'none');
  await assert.rejects(readRun(directory), /none holds no run/);
  await mkdir(directory);
  for (const text of ['', '{', '{}', '{"format":"vultus-run","version":2}']) {
    await writeFile(runFiles(directory).config, text);
    await assert.rejects(
      readRun(directory),
      (error) => error instanceof ModelError && /anew|give/.test(error.message),
    );
  }
});

test('a run is opened as itself only', async () => {
  const directory = join(root, 'own');
  await createRun(directory, record);
  assert.equal(await openRun(directory, { config, fingerprint: 'f' }), undefined);
  await assert.rejects(
    openRun(directory, { config, fingerprint: 'g' }),
    /^ModelError: the run .*own was trained on another data set/,
  );
  const other = { ...config, seed: 9 };
  await assert.rejects(
    openRun(directory, { config: other, fingerprint: 'f' }),
    /with seed 1, this run with 9/,
  );
});

test('a run with finished epochs and no checkpoint is not started over', async () => {
  const directory = join(root, 'lost');
  const { model, log } = runFiles(directory);
  await createRun(directory, record);
  await mkdir(model);
  const open = () => openRun(directory, { config, fingerprint: 'f' });
  await assert.rejects(open, /checkpoint\.safetensors is missing though a model was saved; bring it back/);
  await appendLog(directory, epoch(1));
  await appendLog(directory, epoch(2));
  await assert.rejects(
    open,
    (error) => error instanceof ModelError && /2 epochs were logged; bring it back or/.test(error.message),
  );
  await rm(model, { recursive: true });
  await assert.rejects(open, /2 epochs were logged/);
  assert.equal((await readFile(log, 'utf8')).trim().split('\n').length, 2);
});
