/** `vultus models`, `vultus export`, and shipped models by name, in a copy of the package that has some. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { packageWith } from './packaged.js';
import { outputOf, temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);

let main = '';
let models = '';
const inCopy = (...args: string[]) => vultus(args, folder, main);
const at = (...names: string[]): string => join(folder, ...names);
const readJson = (...names: string[]) => JSON.parse(readFileSync(at(...names), 'utf8'));

const run = (...args: string[]) => outputOf(args, folder);

before(async () => {
  await run('synth', '--count', '140', '--out', 'faces.csv');
  const train = ['train', '--data', 'faces.csv', '--model', 'tiny', '--epochs', '2', '--threads', '1'];
  await run(...train, '--validation', '0.2', '--out', 'run');
  await run(...train, '--validation', 'none', '--seed', '2', '--out', 'other');
  await run('export', 'run', '--half', '--out', 'half');
  await run('export', 'other', '--out', 'full');
  const record = {
    weightsSha256: readJson('half', 'model.json').weightsSha256,
    accuracy: { split: 'PrivateTest', correct: 20, count: 28, tta: 21 },
    speed: { batch1: 0.4, batch64: 0.2, hardware: 'two cores', command: 'npm run bench:infer' },
  };
  mkdirSync(at('package'));
  ({ main, models } = packageWith(at('package'), [
    { name: 'small', description: 'the one that is tried', record, directory: at('half') },
    { name: 'other', description: 'the one beside it', directory: at('full') },
  ]));
});

describe('export', () => {
  test('writes one folder, says both hashes, and the same bytes again', async () => {
    const { code, stdout } = await vultus(['export', 'run', '--half', '--out', 'again', '--json'], folder);
    assert.equal(code, 0);
    const { hash, trainedHash, files } = JSON.parse(stdout);
    assert.equal(trainedHash, readJson('run', 'model', 'model.json').weightsSha256);
    assert.equal(hash, readJson('again', 'model.json').weightsSha256);
    assert.equal(files.length, 5);
    for (const name of readdirSync(at('half'))) {
      assert.deepEqual(readFileSync(at('again', name)), readFileSync(at('half', name)));
    }
    assert.match(await run('export', 'run', '--out', 'plain'), /^SHA-256 {2}[0-9a-f]{64}$/m);
  });
  test('refuses a folder that holds anything, the input itself, and what is no run', async () => {
    const before = readFileSync(at('run', 'model', 'model.json'));
    for (const [args, code, part] of [
      [['run', '--out', 'half'], 6, 'holds other files'],
      [['run', '--out', 'run'], 2, '--out run cannot be used'],
      [['run', '--out', 'run/shipped'], 2, 'lies in the input'],
      [['nothing', '--out', 'new'], 4, 'nothing does not exist'],
      [['run'], 2, '--out'],
    ] as const) {
      const refused = await vultus(['export', ...args], folder);
      assert.equal(refused.code, code, refused.stderr);
      assert.ok(refused.stderr.includes(part), refused.stderr);
    }
    assert.deepEqual(readFileSync(at('run', 'model', 'model.json')), before);
    assert.ok(!existsSync(at('new')) && !existsSync(at('run', 'shipped')));
  });
});

describe('models', () => {
  test('is a table of 80 columns, and JSON', async () => {
    const { code, stdout } = await inCopy('models');
    assert.equal(code, 0);
    assert.match(stdout, /^small \* +7 +71\.4 % \(52\.9–84\.7\) .+ 0\.2$/m);
    assert.match(stdout, /^other +7 +– /m);
    assert.match(
      stdout,
      /^small \(\* the default\): the one that is tried\n {2}accuracy on the 28 faces of PrivateTest, from ten views 75\.0 %/m,
    );
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
    const listed = JSON.parse((await inCopy('models', '--json')).stdout).models;
    assert.deepEqual(
      listed.map((one: { name: string; default: boolean }) => [one.name, one.default]),
      [
        ['small', true],
        ['other', false],
      ],
    );
    const [small, other] = listed;
    assert.deepEqual([small.path, small.accuracy.correct, other.accuracy], [join(models, 'small'), 20, null]);
    assert.ok(small.bytes > 0 && small.parameters > 0 && small.macs > 0);
    assert.equal(small.milliseconds.batch64, 0.2);
  });
  test('without models it says so, and so does whoever needs one', async () => {
    mkdirSync(at('bare'));
    const bare = packageWith(at('bare'), []);
    const { code, stdout } = await vultus(['models'], folder, bare.main);
    assert.equal(code, 0);
    assert.match(stdout, /^No trained model comes with this copy of Vultus: train one/);
    assert.deepEqual(JSON.parse((await vultus(['models', '--json'], folder, bare.main)).stdout), {
      models: [],
    });
    await run('synth', '--count', '14', '--out', 'few.csv');
    const predicted = await vultus(['predict', 'few.csv'], folder, bare.main);
    assert.equal(predicted.code, 4);
    assert.match(predicted.stderr, /^vultus: no trained model comes with this copy[^\n]+\n$/);
  });
});

describe('a name in place of a run', () => {
  test('evaluate knows what each split was used for, and scores with and without the mirror', async () => {
    const { code, stdout, stderr } = await inCopy(
      'evaluate',
      'small',
      '--data',
      'faces.csv',
      '--tta',
      'mirror',
    );
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /Test-time augmentation[^\n]+\n {2}without {2}accuracy [^\n]+\n {2}with {5}accuracy /,
    );
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
    const json = await inCopy('evaluate', 'small', '--data', 'faces.csv', '--tta', 'ten', '--json');
    const { role, tta, accuracy } = JSON.parse(json.stdout);
    assert.equal(role, 'unseen');
    assert.equal(tta.accuracies[0].value, accuracy.value);
    for (const split of ['Training', '20 % of Training']) {
      const args = ['--data', 'faces.csv', '--split', split, '--json'];
      const own = JSON.parse(await run('evaluate', 'run', ...args));
      const { role, note, count } = JSON.parse((await inCopy('evaluate', 'small', ...args)).stdout);
      assert.deepEqual([role, note, count], [own.role, own.note, own.count]);
    }
  });
  test('explain, robustness, card, compare and a teacher take it, and it stays as it is', async () => {
    const files = () =>
      readdirSync(join(models, 'small')).map((name) => [
        name,
        readFileSync(join(models, 'small', name), 'base64'),
      ]);
    const before = files();
    for (const args of [
      ['explain', 'small', '--data', 'faces.csv', '--images', '2'],
      ['robustness', 'small', '--data', 'faces.csv'],
      ['card', 'small', '--out', 'card.md'],
      ['compare', 'small', 'other', '--data', 'faces.csv', '--report', 'compare.html'],
      [
        'train',
        '--data',
        'faces.csv',
        '--model',
        'tiny',
        '--epochs',
        '1',
        '--teacher',
        'small',
        '--out',
        'pupil',
      ],
    ]) {
      const { code, stderr } = await inCopy(...args);
      assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    }
    const calibrate = await inCopy('evaluate', 'small', '--data', 'faces.csv', '--calibrate', 'PublicTest');
    assert.equal(calibrate.code, 2);
    assert.match(
      calibrate.stderr,
      /would change small, which is shipped: make a copy with npx vultus export/,
    );
    const over = await inCopy('card', 'small', '--out', join(models, 'small', 'config.json'));
    assert.equal(over.code, 2, over.stderr);
    assert.deepEqual(files(), before);
    assert.equal(readJson('pupil', 'config.json').config.teacher.share, 0.5);
  });
  test('what exists as a path wins; an unknown name lists the names', async () => {
    await run('export', 'other', '--out', 'small');
    const { stdout } = await inCopy('evaluate', 'small', '--data', 'faces.csv', '--json');
    const own = await inCopy('evaluate', 'other', '--data', 'faces.csv', '--json');
    assert.equal(JSON.parse(stdout).loss, JSON.parse(own.stdout).loss);
    const { code, stderr } = await inCopy('evaluate', 'huge', '--data', 'faces.csv');
    assert.equal(code, 4);
    assert.match(stderr, /^vultus: huge does not exist: .*\(small, other\)\.\n$/);
  });
});
