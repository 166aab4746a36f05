import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { ModelError } from '../util/errors.js';
import { findModel, modelPath } from './find-model.js';
import { MODELS_FOLDER, shippedModels } from './shipped-models.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-find-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A folder of shipped models with this index. */
function shipping(name: string, index: unknown): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'models.json'), typeof index === 'string' ? index : JSON.stringify(index));
  return path;
}

/** A directory with these empty files. */
function holding(name: string, ...files: string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), '');
  }
  return join(folder, name);
}

const hash = '0'.repeat(64);
const two = shipping('two', {
  default: 'large',
  models: [
    { name: 'small', description: 'the fast one' },
    {
      name: 'large',
      description: 'the good one',
      record: { weightsSha256: hash, accuracy: { split: 'PrivateTest', correct: 7, count: 9, tta: 8 } },
    },
  ],
});

test('the package keeps its models beside package.json', () => {
  assert.equal(basename(MODELS_FOLDER), 'models');
  assert.ok(shippedModels(join(MODELS_FOLDER, '..', 'src')).models.length === 0);
  assert.match(join(MODELS_FOLDER, '..', 'package.json'), /package\.json$/);
});

test('a name, the default, and a path that wins over a name', () => {
  const large = join(two, 'large');
  assert.deepEqual(findModel(undefined, two), { path: large, directory: large, shipped: 'large' });
  assert.equal(findModel('small', two).shipped, 'small');
  assert.equal(modelPath('small', two), join(two, 'small'));
  const path = holding('plain', 'model.json');
  assert.deepEqual(findModel(path, two), { path, directory: path });
  assert.equal(modelPath(path, two), path);
  assert.equal(modelPath('nowhere', two), 'nowhere');
  const before = process.cwd();
  process.chdir(holding('here', 'small/model.json'));
  try {
    process.chdir(join(folder, 'here'));
    assert.deepEqual(findModel('small', two), { path: 'small', directory: 'small' });
  } finally {
    process.chdir(before);
  }
});

test('a run keeps its model below, an exported one beside config.json, an unfinished run has none', () => {
  const run = holding('run', 'config.json', 'model/model.json');
  assert.equal(findModel(run, two).directory, join(run, 'model'));
  const flat = holding('flat', 'config.json', 'model.json');
  assert.equal(findModel(flat, two).directory, flat);
  const early = holding('early', 'config.json');
  assert.throws(() => findModel(early, two), /early has no finished epoch yet: .*--resume/);
});

test('an unknown name lists the names there are', () => {
  assert.throws(
    () => findModel('huge', two),
    (error) => {
      assert.ok(error instanceof ModelError);
      assert.match(error.message, /^huge does not exist: .* shipped one \(small, large\)\.$/);
      return true;
    },
  );
  assert.throws(
    () => findModel('huge', folder),
    /^ModelError: huge does not exist: give the directory of a run or a model\.$/,
  );
  assert.throws(() => findModel(undefined, folder), /no trained model comes with this copy/);
});

test('an index that cannot be used is named with its place', () => {
  const model = { name: 'a', description: 'one' };
  const record = { weightsSha256: hash, accuracy: { split: 'x', correct: 5, count: 4 } };
  const cases: [name: string, index: unknown, message: RegExp][] = [
    ['json', '{', /not valid JSON/],
    ['lost', { default: 'b', models: [model] }, /the default is not listed/],
    ['twice', { default: 'a', models: [model, model] }, /a name comes twice/],
    ['up', { default: '../a', models: [{ ...model, name: '../a' }] }, /"models\.0\.name"/],
    ['more', { default: 'a', models: [{ ...model, record }] }, /more faces are right than there are/],
    ['odd', { default: 'a', models: [{ ...model, size: 3 }] }, /size/],
  ];
  for (const [name, index, message] of cases) {
    assert.throws(
      () => shippedModels(shipping(name, index)),
      (error) => {
        assert.ok(error instanceof ModelError, String(error));
        assert.match(error.message, message);
        assert.match(error.message, /^[^\n]+install the package again\.$/);
        return true;
      },
    );
  }
});
