/** Rows left out of training by name: as text and back, out of training alone, the same bits when resumed. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeIssues } from '../data/index.js';
import type { EngineOptions } from '../engine/api.js';
import { DataError, ModelError, UsageError } from '../util/errors.js';
import { completeConfig } from './config.js';
import { dropRowsFrom } from './drop-labels.js';
import { rowsToText, textToRows } from './drop-rows.js';
import type { TrainEvent } from './events.js';
import { FakeEngine, fakeDataset, fakeModel } from './fake-engine.test.helper.js';
import { type RunOptions, train } from './loop.js';
import { chooseRows } from './rows.js';
import { readRun } from './run-directory.js';

const root = await mkdtemp(join(tmpdir(), 'vultus-drop-'));
after(() => rm(root, { recursive: true }));
const dataset = fakeDataset();
const configWith = (dropRows?: string, validation: 'none' | { ratio: number } = 'none') =>
  completeConfig({ model: fakeModel, epochs: 2, batchSize: 16, choose: 'last', validation, dropRows });

test('rows as text and back', () => {
  const place = { count: 100, source: 'x' };
  for (const rows of [[7], [0, 1], [5, 3, 4, 9, 99], [1, 3, 5]]) {
    const text = rowsToText(rows);
    assert.deepEqual(
      [...textToRows(text, place)],
      [...rows].sort((a, b) => a - b),
    );
  }
  assert.equal(rowsToText([9, 3, 4, 5, 3]), '3-5,9');
  assert.throws(() => textToRows('3,100', place), DataError);
  assert.throws(() => textToRows('0-999999999999999', place), DataError);
  assert.throws(() => textToRows('9-3', place), DataError);
});

test('a configuration takes no other text', () => {
  for (const text of ['', 'all', '3,', '-3', '3--4', '3, 4', '1e3']) {
    assert.throws(() => configWith(text), UsageError, text);
  }
});

test('only training images are dropped, and the validation images are those of a run without', () => {
  const plain = chooseRows(dataset, configWith(undefined, { ratio: 0.3 }));
  const validation = plain.validation ?? assert.fail();
  const named = [plain.train[2], plain.train[5], validation[1]];
  const less = chooseRows(dataset, configWith(rowsToText(named), { ratio: 0.3 }));
  assert.deepEqual(less.validation, validation);
  assert.deepEqual(
    less.train,
    plain.train.filter((row) => !named.includes(row)),
  );
  assert.deepEqual([plain.dropped, less.dropped], [0, 2]);
  const ofClass = [...chooseRows(dataset, configWith()).train].filter((row) => dataset.labels[row] === 3);
  assert.throws(() => chooseRows(dataset, configWith(rowsToText(ofClass))), /happy/);
});

let runs = 0;
function optionsFor(dropRows?: string): RunOptions {
  return {
    config: configWith(dropRows),
    dataset,
    directory: join(root, `run${runs++}`),
    createEngine: async (options: EngineOptions) => new FakeEngine(options),
  };
}

test('the run says so, ends with other weights, and with the same when it is stopped and resumed', async () => {
  const all = await train(optionsFor());
  const options = optionsFor('0-3,14');
  const unbroken = await train(options);
  assert.notEqual(unbroken.hash, all.hash);
  assert.equal(unbroken.rows.dropped, 5);
  assert.equal(unbroken.rows.train, all.rows.train - 5);
  const { config, rows, data } = await readRun(options.directory);
  assert.deepEqual([config.dropRows, rows.dropped, data.fingerprint], ['0-3,14', 5, dataset.fingerprint]);

  const stopped = optionsFor('0-3,14');
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => event.type === 'step' && controller.abort();
  assert.equal((await train({ ...stopped, onEvent, signal: controller.signal })).finished, false);
  const other = { ...stopped, config: configWith('0-3'), resume: true };
  await assert.rejects(train(other), ModelError);
  assert.equal((await train({ ...stopped, resume: true })).hash, unbroken.hash);
});

test('rows come from a file of the split that trains', async () => {
  const path = join(root, 'issues.csv');
  const rows = [9, 3, 27].map((row) => ({
    ...{ row, label: dataset.labels[row], suggested: 0 },
    ...{ labelProbability: 0, suggestedProbability: 1, score: 0 },
  }));
  await writeIssues(path, dataset, 'Training', rows);
  assert.equal(await dropRowsFrom(path, dataset, 'Training'), '3,9,27');
  assert.equal(await dropRowsFrom(path, dataset, 'Training', 2), '3,9');
  await assert.rejects(dropRowsFrom(path, dataset, 'Training', 4), /names 3 rows, not 4/);
  await assert.rejects(dropRowsFrom(path, dataset, 'all'), /made of split Training/);
  const empty = join(root, 'none.csv');
  await writeIssues(empty, dataset, 'Training', []);
  await assert.rejects(dropRowsFrom(empty, dataset, 'Training'), /names no row/);
});
