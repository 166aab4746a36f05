/** Runs compared, learning rates looked for and TensorBoard served from the command line, on a few synthetic faces. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);

const train = (out: string, ...more: string[]) =>
  vultus(
    [
      'train',
      '--data',
      'faces.csv',
      '--model',
      'tiny',
      '--epochs',
      '2',
      '--batch',
      '16',
      '--threads',
      '1',
    ].concat(['--out', out], more),
    folder,
  );
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await vultus([...args, '--json'], folder);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
};
const fails = async (args: string[], code: number, message: RegExp) => {
  const outcome = await vultus(args, folder);
  assert.equal(outcome.code, code, outcome.stderr);
  assert.match(outcome.stderr, message);
  assert.equal(outcome.stderr.trim().split('\n').length, 1, outcome.stderr);
};

before(async () => {
  for (const seed of ['1', '2']) {
    const name = seed === '1' ? 'faces.csv' : 'others.csv';
    await vultus(['synth', '--count', '70', '--seed', seed, '--out', name], folder);
  }
  const trained = await Promise.all([
    train('a', '--tensorboard'),
    train('b', '--seed', '2'),
    train('other', '--data', 'others.csv'),
  ]);
  for (const { code, stderr } of trained) assert.equal(code, 0, stderr);
});

describe('compare', () => {
  test('tells what differs, scores with intervals and the test, in 80 columns', async () => {
    const { code, stdout, stderr } = await vultus(['compare', 'a', 'b', '--report', 'cmp.html'], folder);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^seed +1 +2$/m);
    assert.match(stdout, /^A, B +\d+ +\d+ +\S+ \(.+ to .+\) +\S+$/m);
    assert.match(stdout, /PublicTest of faces\.csv, the same 14 images/);
    assert.ok(
      stdout.split('\n').every((line) => line.length <= 80),
      stdout,
    );
    assert.match(readFileSync(join(folder, 'cmp.html'), 'utf8'), /<h1>a and b<\/h1>/);
  });

  test('--json holds curves, settings and pairs; the counts add up', async () => {
    const { runs, settings, paired } = await json('compare', 'a', 'b', '--split', 'PublicTest');
    assert.deepEqual(
      runs.map(({ epochs }: { epochs: unknown[] }) => epochs.length),
      [2, 2],
    );
    assert.deepEqual(settings, [{ setting: 'seed', values: ['1', '2'] }]);
    const [{ counts, p, adjusted }] = paired.comparison.pairs;
    assert.equal(counts.both + counts.onlyFirst + counts.onlySecond + counts.neither, 14);
    assert.ok(p > 0 && p <= 1 && adjusted === p);
  });

  test('data that has moved leaves curves and settings', async () => {
    renameSync(join(folder, 'faces.csv'), join(folder, 'moved.csv'));
    const { paired, missing } = await json('compare', 'a', 'b');
    renameSync(join(folder, 'moved.csv'), join(folder, 'faces.csv'));
    assert.equal(paired, null);
    assert.match(missing, /no longer there; give it with --data/);
  });

  test('runs of other data need --data, and are then told apart', async () => {
    await fails(['compare', 'a', 'other'], 2, /trained on different data sets .* give --data/);
    const { paired, settings } = await json('compare', 'a', 'other', '--data', 'faces.csv');
    assert.equal(paired.comparison.count, 14);
    assert.notEqual(paired.honesty[0], paired.honesty[1]);
    assert.deepEqual(
      settings.map(({ setting }: { setting: string }) => setting),
      ['data'],
    );
  });

  test('what cannot be compared is one sentence', async () => {
    cpSync(join(folder, 'b'), join(folder, 'renamed'), { recursive: true });
    for (const name of ['config.json', 'model/model.json']) {
      const path = join(folder, 'renamed', name);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"angry"', '"cross"'));
    }
    await fails(['compare', 'a', 'renamed'], 4, /a tells angry, .* apart, but renamed cross, .*same classes/);
    cpSync(join(folder, 'renamed'), join(folder, 'renamed-2'), { recursive: true });
    await fails(
      ['compare', 'renamed', 'renamed-2'],
      4,
      /classes \(cross, .*\) are not those of faces\.csv \(angry/,
    );
    await fails(['compare', 'a'], 2, /needs two runs or more/);
    await fails(['compare', 'a', 'b', 'a/../a'], 2, /given twice/);
    await fails(['compare', 'a', 'b/model'], 4, /a model without its run/);
    await fails(['compare', 'a', 'nowhere'], 4, /nowhere does not exist/);
    await fails(['compare', 'a', 'b', '--split', 'Nothing'], 3, /no rows in the split Nothing/);
    await fails(['compare', 'a', 'b', '--report', 'a/x.html'], 2, /lies in the input a/);
    assert.ok(!existsSync(join(folder, 'a', 'x.html')));
  });
});

describe('lr-find', () => {
  const find = ['lr-find', '--data', 'faces.csv', '--model', 'tiny', '--batch', '16', '--steps', '40'];
  test('gives the same points with any number of threads, and writes nothing but its page', async () => {
    const before = readdirSync(folder);
    const one = await json(...find, '--threads', '1');
    const { report, ...two } = await json(...find, '--threads', '2', '--report', 'lr.html');
    assert.deepEqual(two, one);
    assert.equal(report, 'lr.html');
    assert.ok(one.points.length > 10 && one.suggestion.steepest > 0);
    assert.deepEqual(readdirSync(folder), [...before, 'lr.html'].sort());
    rmSync(join(folder, 'lr.html'));
  });
  test('refuses what makes no range before it reads anything', async () => {
    await fails(
      [...find, '--from', '1', '--to', '0.1'],
      2,
      /--to 0\.1 cannot be used: give a rate above --from 1/,
    );
    await fails([...find, '--epochs', '3'], 2, /unknown option '--epochs'/);
    await fails(['lr-find', '--data', 'nowhere.csv'], 3, /nowhere\.csv/);
    await fails([...find, '--report', 'faces.csv'], 2, /ends in \.html/);
  });
});

describe('tensorboard', () => {
  const events = (run: string, curve: string) => {
    const place = join(folder, run, 'tensorboard', curve);
    return readdirSync(place).map((name) => readFileSync(join(place, name)));
  };
  test('files made after the training hold what those made meanwhile do', async () => {
    const live = [...events('a', 'training'), ...events('a', 'validation')];
    assert.equal(live.length, 2);
    const { epochs, steps } = await json('tensorboard', 'a');
    assert.deepEqual([epochs, steps], [2, 8]);
    assert.deepEqual([...events('a', 'training'), ...events('a', 'validation')], live);
    assert.ok(!existsSync(join(folder, 'b', 'tensorboard')));
  });
  test('a directory without a run gets no files', async () => {
    await fails(['tensorboard', '.'], 4, /holds no run/);
    assert.ok(!existsSync(join(folder, 'tensorboard')));
  });
});
