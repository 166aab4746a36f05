/** `vultus labels` and `vultus train --drop-labels` as a user runs them, on a few synthetic faces. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { VOTE_NAMES } from '../src/data/index.js';
import { outputOf, startVultus, temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);

const SMALL = ['--model', 'tiny', '--epochs', '2', '--folds', '2'];
const TRAIN = ['train', '--data', 'faces.csv', '--model', 'tiny', '--epochs', '1', '--batch', '16'];
const LABELS = ['labels', '--data', 'faces.csv', ...SMALL];
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

/** Ten votes for the label of each row, but for every third row, where they are for the class after it. */
function writeVotes(): void {
  const columns = [4, 5, 6, 1, 3, 2, 0];
  const lines = read('faces.csv').trimEnd().split('\n').slice(1);
  const votes = lines.map((line, i) => {
    const [label, , usage] = line.split(',');
    const most = columns[(Number(label) + (i % 3 === 0 ? 1 : 0)) % 7];
    return [usage, `${i}.png`, ...VOTE_NAMES.map((_, column) => (column === most ? 10 : 0))].join(',');
  });
  writeFileSync(join(folder, 'votes.csv'), `Usage,Image name,${VOTE_NAMES.join(',')}\n${votes.join('\n')}\n`);
}

before(async () => {
  for (const [name, seed] of [
    ['faces.csv', '1'],
    ['others.csv', '2'],
  ]) {
    const { code, stderr } = await vultus(['synth', '--count', '105', '--seed', seed, '--out', name], folder);
    assert.equal(code, 0, stderr);
  }
  writeVotes();
  const { code, stderr } = await vultus([...LABELS, '--threads', '1', '--out', 'one'], folder);
  assert.equal(code, 0, stderr);
});

describe('labels', () => {
  test('writes issues, what they are about, probabilities and a page', () => {
    const [head, ...lines] = read('one/issues.csv').trimEnd().split('\n');
    assert.equal(head, 'rank,row,split,label,suggested,label_probability,suggested_probability,score');
    assert.ok(lines.length > 5);
    for (const line of lines) {
      const [, , split, label, suggested, p, q] = line.split(',');
      assert.equal(split, 'Training');
      assert.ok(label !== suggested && Number(p) < Number(q), line);
    }
    assert.equal(JSON.parse(read('one/issues.json')).issues, lines.length);
    for (const name of ['probabilities.csv', 'targets.csv']) {
      const [columns, ...rows] = read(`one/${name}`).trimEnd().split('\n');
      assert.match(columns, /^row,fold,label,p_angry,.*,p_neutral$/);
      assert.equal(rows.length, 84);
      for (const row of rows) {
        const sum = row
          .split(',')
          .slice(3)
          .map(Number)
          .reduce((a, b) => a + b);
        // Seven numbers of seven decimals.
        assert.ok(Math.abs(sum - 1) < 1e-6, row);
      }
    }
    assert.match(read('one/labels.html'), /chart-pairs/);
  });
  test('other threads, and a stop and the same command again, give the same files', async () => {
    const args = [...LABELS, '--threads', '2', '--out', 'two'];
    const { child, outcome } = startVultus(args, folder);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    const stopped = await outcome;
    if (stopped.code !== 0) {
      assert.equal(stopped.code, 130, stopped.stderr);
      assert.match(stopped.stderr, /the same command goes on with it: npx vultus labels/);
    }
    const { code, stderr } = await vultus(args, folder);
    assert.equal(code, 0, stderr);
    for (const name of ['issues.csv', 'probabilities.csv', 'targets.csv']) {
      assert.equal(read(`two/${name}`), read(`one/${name}`), name);
    }
  });
  test('votes added later judge the same suggestions, without another training', async () => {
    const { code, stdout, stderr } = await vultus(
      [...LABELS, '--votes', 'votes.csv', '--out', 'one', '--json'],
      folder,
    );
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /epoch/);
    const { referee, images, issues, files, targets } = JSON.parse(stdout);
    // Of two labels in three the votes tell the class; of 84 labels of seven kinds one in seven would be met by chance.
    assert.ok(targets.loss < Math.log(7) && targets.accuracy.low > 1 / 7);
    assert.notEqual(read('one/targets.csv'), read('two/targets.csv'));
    assert.deepEqual([images, files.issues], [84, join('one', 'issues.csv')]);
    assert.equal(read('one/issues.csv'), read('two/issues.csv'));
    assert.equal(referee.first.at(-1).count, issues);
    const rows = read('faces.csv').trimEnd().split('\n').slice(1);
    const wrong = rows.filter((line, i) => line.endsWith('Training') && i % 3 === 0).length;
    assert.equal(referee.random.wrong.value, wrong / 84);
  });
  test('what does not fit is one sentence, and harms nothing', async () => {
    const refused = async (args: readonly string[], wanted: number, message: RegExp) => {
      const { code, stderr, stdout } = await vultus(['labels', ...args], folder);
      assert.equal(code, wanted, stderr);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      assert.equal(stdout, '');
    };
    const issues = read('one/issues.csv');
    await refused(['--data', 'faces.csv', '--folds', '1'], 2, /--folds 1/);
    await refused(['--data', 'faces.csv', '--keep-duplicates'], 2, /--keep-duplicates needs --validation/);
    await refused(
      ['--data', 'faces.csv', '--validation', 'Training'],
      2,
      /its images are in --split Training/,
    );
    await refused(
      ['--data', 'faces.csv', ...SMALL, '--tta', 'ten', '--out', 'one'],
      4,
      /begun without --tta, not with --tta ten/,
    );
    await refused(['--data', 'none.csv', '--out', 'new'], 3, /none\.csv/);
    await refused(['--data', 'faces.csv', '--split', 'None', '--out', 'new'], 3, /Training/);
    await refused(['--data', 'faces.csv', '--out', 'faces.csv'], 2, /is the input/);
    await refused(['--data', 'faces.csv', '--votes', 'faces.csv', '--out', 'new'], 3, /no column is named/);
    await refused(
      ['--data', 'faces.csv', ...SMALL, '--seed', '2', '--out', 'one'],
      4,
      /with --seed 1, not with --seed 2/,
    );
    await refused(['--data', 'others.csv', ...SMALL, '--out', 'one'], 4, /begun with other data/);
    await refused(['--data', 'faces.csv', ...SMALL, '--out', '.'], 6, /holds other files/);
    const faces = read('faces.csv').trimEnd().split('\n');
    writeFileSync(
      join(folder, 'few.csv'),
      `${[faces[0], ...faces.slice(1).filter((line) => /^[0-5]/.test(line))].join('\n')}\n`,
    );
    await refused(['--data', 'few.csv', '--out', 'new'], 3, /class neutral has no image/);
    assert.ok(!existsSync(join(folder, 'new')));
    assert.equal(read('one/issues.csv'), issues);
  });
});

describe('train --drop-labels', () => {
  const drop = ['--drop-labels', 'one/issues.csv', '--drop-count', '5'];
  test('leaves the rows out of training and keeps them in the configuration', async () => {
    const { code, stderr, stdout } = await vultus([...TRAIN, ...drop, '--out', 'less', '--json'], folder);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /leaving 5 training images out that one\/issues\.csv names/);
    const { rows, hash } = JSON.parse(stdout);
    assert.deepEqual([rows.train, rows.dropped], [79, 5]);
    const { config, data } = JSON.parse(read('less/config.json'));
    const listed = read('one/issues.csv').split('\n').slice(1, 6);
    const first = listed.map((line) => Number(line.split(',')[1])).sort((a, b) => a - b);
    assert.deepEqual(expanded(config.dropRows), first);
    assert.equal(data.fingerprint, JSON.parse(read('one/issues.json')).data.fingerprint);
    const again = await vultus([...TRAIN, ...drop, '--threads', '1', '--out', 'again', '--json'], folder);
    assert.equal(JSON.parse(again.stdout).hash, hash);
    const all = await vultus([...TRAIN, '--out', 'more', '--json'], folder);
    assert.notEqual(JSON.parse(all.stdout).hash, hash);
    // The rows are kept with the run: nothing else is needed to go on with it.
    const resumed = await vultus(['train', '--resume', 'less', '--json'], folder);
    assert.equal(JSON.parse(resumed.stdout).hash, hash);
  });
  test('issues of other data, or without their other half, are refused', async () => {
    const other = [...TRAIN.map((word) => (word === 'faces.csv' ? 'others.csv' : word)), ...drop];
    const misfit = await vultus([...other, '--out', 'none'], folder);
    assert.equal(misfit.code, 3, misfit.stderr);
    assert.match(misfit.stderr, /was made for other data than others\.csv/);
    const alone = await vultus([...TRAIN, '--drop-count', '5', '--out', 'none'], folder);
    assert.equal(alone.code, 2);
    assert.match(alone.stderr, /--drop-count 5 needs the rows themselves/);
    assert.ok(!existsSync(join(folder, 'none')));
  });
});

describe('evaluate --calibrate --like', () => {
  const about = '--validation 0.5 --out half'.split(' ');
  const calibrate = ['evaluate', 'held', '--data', 'many.csv', '--calibrate', '50 % of Training'];
  before(async () => {
    await outputOf(['synth', '--count', '420', '--seed', '4', '--out', 'many.csv'], folder);
    const many = ['--data', 'many.csv', ...SMALL.slice(0, 4)];
    await outputOf(['labels', ...many, ...SMALL.slice(4), ...about], folder);
    await outputOf(['train', ...many, '--validation', '0.5', '--seed', '1', '--out', 'held'], folder);
  });
  test('keeps in the model what its images were weighed by, and says it', async () => {
    const text = await outputOf([...calibrate, '--like', 'half'], folder);
    assert.match(text, /weighed to\s+be as hard as 168 others \(networks\s+that had not learned from them: /);
    const { weighed } = JSON.parse(read('held/model/model.json')).temperature;
    assert.equal(weighed.images, 168);
    const again = JSON.parse(await outputOf(['evaluate', 'held', '--data', 'many.csv', '--json'], folder));
    assert.deepEqual(again.temperature.weighed, weighed);
    await outputOf(calibrate, folder);
    assert.equal(JSON.parse(read('held/model/model.json')).temperature.weighed, undefined);
  });
  test('what cannot be is one sentence', async () => {
    for (const [args, wanted, message] of [
      [
        ['evaluate', 'held', '--data', 'many.csv', '--like', 'half'],
        2,
        /--like half needs --calibrate SPLIT/,
      ],
      [[...calibrate, '--like', 'held'], 2, /--like held is no folder of vultus labels/],
      [[...calibrate, '--like', 'one'], 4, /one was made of other data than many\.csv/],
    ] as const) {
      const { code, stderr } = await vultus([...args], folder);
      assert.equal(code, wanted, stderr);
      assert.match(stderr.trim().split('\n').at(-1) ?? '', message);
    }
  });
});

describe('train --teacher with a folder of labels', () => {
  const taught = ['--teacher', 'part', '--teacher-share', '0.75', '--validation', '0.2', '--seed', '1'];
  const trained = async (out: string, ...more: readonly string[]): Promise<string> => {
    return JSON.parse(await outputOf([...TRAIN, '--json', ...more, '--out', out], folder)).hash;
  };
  before(async () => {
    const about = '--validation 0.2 --tta mirror --votes votes.csv --out part';
    await outputOf([...LABELS, ...about.split(' ')], folder);
  });
  test('learns what the estimates say of the images they are about, and of no others', async () => {
    const hash = await trained('pupil', ...taught);
    assert.equal(await trained('pupil-2', ...taught, '--threads', '1'), hash);
    assert.notEqual(await trained('alone', ...taught.slice(4)), hash);
    // Another seed trains another network on the same images; soft votes change the targets and not the rows.
    const seeds = ['--seed', '2', '--split-seed', '1', '--votes', 'votes.csv', '--votes-share', '0.5'];
    assert.notEqual(await trained('pupil-3', ...taught.slice(0, -2), ...seeds), hash);
    assert.match(JSON.parse(read('pupil/input.json')).teacherCommand, /^vultus labels .* --votes votes\.csv/);
    const { config, rows } = JSON.parse(read('pupil/config.json'));
    assert.equal(config.teacher.share, 0.75);
    assert.equal(read('part/targets.csv').trimEnd().split('\n').length, 1 + rows.train);
    const resumed = await vultus(['train', '--resume', 'pupil', '--json'], folder);
    assert.equal(JSON.parse(resumed.stdout).hash, hash);
  });
  test('what does not fit is one sentence, and nothing is trained', async () => {
    const refused = async (args: readonly string[], wanted: number, message: RegExp) => {
      const { code, stderr } = await vultus([...TRAIN, '--json', ...args, '--out', 'none'], folder);
      assert.equal(code, wanted, stderr);
      assert.match(stderr.trim().split('\n').at(-1) ?? '', message);
    };
    const other = ['--teacher', 'part', '--validation', '0.2', '--seed', '2'];
    await refused(other, 2, /made with \d+ images that .* vultus labels with --validation 0\.2 --seed 2, or/);
    await refused(
      ['--teacher', 'two', '--validation', '0.2'],
      2,
      /made with 14 images that .* 0\.2 --seed 1, or/,
    );
    await refused(
      ['--teacher', 'part', '--votes', 'votes.csv', '--votes-as', 'majority'],
      2,
      /leave --votes-as out/,
    );
    await refused(
      ['--split-seed', '1'],
      2,
      /splitSeed \(--split-seed\) cannot be used: only a share is drawn/,
    );
    await refused(['--teacher', 'part', '--teacher', 'pupil'], 2, /is a folder of vultus labels/);
    await refused(['--teacher', 'part', '--teacher-tta', 'ten'], 2, /leave out other teachers/);
    await refused(['--teacher', 'part', '--data', 'others.csv'], 4, /made of other data than others\.csv/);
    const [head, ...lines] = read('part/targets.csv').split('\n');
    writeFileSync(join(folder, 'part/targets.csv'), `${head}\n`);
    await refused(taught, 3, /targets\.csv names none of the images that train/);
    writeFileSync(join(folder, 'part/targets.csv'), [head, ...lines].join('\n').replace(/\d\.\d+$/m, '7'));
    await refused(taught, 3, /targets\.csv, line 2: .* are no probabilities that sum to 1/);
    rmSync(join(folder, 'part/targets.csv'));
    await refused(taught, 4, /part is not finished/);
    writeFileSync(join(folder, 'part/labels.json'), '{');
    await refused(taught, 4, /labels\.json is damaged: bring it back, or make the folder anew/);
    assert.ok(!existsSync(join(folder, 'none')));
  });
});

/** `3,5-7` → 3, 5, 6, 7 */
function expanded(text: string): number[] {
  return text.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
