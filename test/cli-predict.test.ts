/** `vultus predict`: files, folders and patterns in, answers out, and what cannot be read does not stop the others. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { drawFaces, model, saveTiny, temperature, toPng } from '../src/classify/trained.test.helper.js';
import { packageWith } from './packaged.js';
import { startVultus, temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);
const at = (...names: string[]): string => join(folder, ...names);
const predict = (...args: string[]) => vultus(['predict', ...args, '--model', 'tiny'], folder);

before(async () => {
  await saveTiny(at('tiny'));
  await saveTiny(at('plain'), false);
  mkdirSync(at('faces', 'more'), { recursive: true });
  mkdirSync(at('bad'));
  mkdirSync(at('empty'));
  const faces = await Promise.all(drawFaces(6).map(toPng));
  for (const [i, png] of faces.entries())
    writeFileSync(at('faces', ...(i < 4 ? [] : ['more']), `${i}.png`), png);
  writeFileSync(at('bad', 'cut.png'), faces[0].subarray(0, 300));
  writeFileSync(at('bad', 'text.jpg'), 'no image');
  writeFileSync(at('bad', 'none.webp'), '');
  writeFileSync(at('notes.csv'), 'mine');
});

describe('predict', () => {
  test('a folder, a pattern and a file: one row each, in 80 columns', async () => {
    const { code, stdout, stderr } = await predict(
      'faces',
      'faces/*.png',
      'faces/0.png',
      '--threshold',
      '0.9',
    );
    assert.equal(code, 0, stderr);
    const lines = stdout.split('\n');
    assert.match(lines[0], /^file +answer +confidence +next best$/);
    for (let i = 0; i < 6; i++) {
      assert.match(
        lines[i + 1],
        /^faces[/\\](more[/\\])?\d\.png +not sure \(\w+\?\) +\d\d\.\d % {2}\w+ \d+ %, \w+ \d+ %$/,
      );
    }
    assert.match(stdout, /^6 faces, asked tiny: 6 not sure$/m);
    for (const line of lines) assert.ok(line.length <= 80, line);
  });

  test('--json and --csv hold every probability; a csv file takes the place of the table', async () => {
    const { code, stdout } = await predict('faces', '--json', '--csv', 'out.csv');
    assert.equal(code, 0);
    const { model: about, predictions, tta } = JSON.parse(stdout);
    assert.deepEqual(
      [about.path, about.shipped, about.temperature, about.accuracy, tta],
      ['tiny', null, 2, 0.8, null],
    );
    const rows = parse(readFileSync(at('out.csv')), { columns: true }) as Record<string, string>[];
    assert.deepEqual([predictions.length, rows.length], [6, 6]);
    for (const [i, { file, label, sure, confidence, probabilities, threshold }] of predictions.entries()) {
      assert.deepEqual([rows[i].file, rows[i].label, rows[i].sure], [file, label, String(sure)]);
      assert.deepEqual(Object.keys(probabilities), model.classes);
      assert.equal(Number(rows[i][label]).toFixed(6), confidence.toFixed(6));
      assert.equal(threshold, temperature.thresholds[1].confidence);
    }
    const quiet = await predict('faces', '--csv', 'out.csv');
    assert.match(quiet.stdout, /^6 faces, asked tiny: [^\n]+\ncsv: out\.csv\n$/);
    await predict('faces', '--csv', join('faces', 'list.csv'));
    assert.equal(
      (await predict('faces')).stdout.match(/\.png/g)?.length,
      6,
      'a list beside the images is none',
    );
    const piped = await predict('faces', '--csv', '-');
    assert.equal(piped.stdout, readFileSync(at('out.csv'), 'utf8'));
  });

  test('the answers do not depend on threads, batch or company, and --tta asks twice', async () => {
    const answers = async (...args: string[]) =>
      JSON.parse((await predict(...args, '--json')).stdout).predictions;
    const all = await answers('faces', '--threads', '1');
    assert.deepEqual(await answers('faces', '--threads', '2', '--batch', '4'), all);
    assert.deepEqual(await answers('faces/0.png'), all.slice(0, 1));
    assert.notDeepEqual(await answers('faces', '--tta', 'mirror'), all);
  });

  test('a model without a temperature is told, and marks nothing as sure or not', async () => {
    const { code, stdout, stderr } = await vultus(['predict', 'faces/0.png', '--model', 'plain'], folder);
    assert.equal(code, 0);
    assert.match(
      stderr.replaceAll('\n', ' '),
      /^The model holds no temperature.*No answer is marked as not sure\. $/,
    );
    assert.match(stdout, /^1 face, asked plain: 1 \w+$/m);
  });

  test('without --model it is the shipped default', async () => {
    mkdirSync(at('package'));
    const shipped = [{ name: 'mini', description: 'small', directory: at('tiny') }];
    const { main } = packageWith(at('package'), shipped);
    const { code, stdout, stderr } = await vultus(['predict', 'faces'], folder, main);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^6 faces, asked mini: /m);
  });
});

describe('what cannot be read', () => {
  test('is listed in one sentence each, the others are done, and the exit code is 3', async () => {
    const { code, stdout, stderr } = await predict(
      'missing.png',
      'bad',
      'empty',
      'none/*.png',
      'faces/0.png',
    );
    assert.equal(code, 3);
    assert.match(stdout, /^1 face, asked tiny: /m);
    const lines = stderr.trimEnd().split('\n');
    const bad = (name: string): string => `"${join('bad', name)}"`;
    assert.deepEqual(lines, [
      '"missing.png" does not exist: check the path.',
      '"empty" holds no images (.jpg, .jpeg, .png, .webp): name files, folders or patterns.',
      '"none/*.png" matches no images (.jpg, .jpeg, .png, .webp): name files, folders or patterns.',
      `${bad('cut.png')} is cut short or damaged: give a whole JPEG, PNG or WebP picture.`,
      `${bad('none.webp')} is empty: give a whole JPEG, PNG or WebP picture.`,
      `${bad('text.jpg')} is no JPEG, PNG or WebP image (it begins with "no image"): give a whole JPEG, PNG or WebP picture.`,
      'vultus: 6 of 7 could not be read, the others are done: see above.',
    ]);
    const json = await predict('bad/cut.png', 'faces/0.png', '--json');
    assert.equal(json.code, 3);
    const [first, second] = JSON.parse(json.stdout).predictions;
    assert.match(first.error, /is cut short or damaged/);
    assert.ok(second.label);
  });

  test('nothing to look at is one sentence', async () => {
    for (const [words, message] of [
      [['empty'], /^vultus: "empty" holds no images [^\n]+\n$/],
      [['none-*.png'], /^vultus: "none-\*\.png" matches no images [^\n]+\n$/],
      [['bad'], /vultus: nothing that was named could be read: [^\n]+\n$/],
    ] as const) {
      const { code, stdout, stderr } = await predict(...words);
      assert.equal(code, 3);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    }
  });

  test('a link that leads nowhere', { skip: process.platform === 'win32' }, async () => {
    symlinkSync('nowhere.png', at('lost.png'));
    const { code, stderr } = await predict('lost.png');
    assert.equal(code, 3);
    assert.match(stderr, /"lost\.png" does not exist/);
  });

  test('no model, and flags that cannot be used', async () => {
    for (const [args, code, part] of [
      [['faces', '--model', 'nowhere'], 4, 'nowhere does not exist'],
      [['faces', '--model', 'tiny', '--csv', 'x.txt'], 2, '.csv'],
      [['faces', '--model', 'tiny', '--csv', '-', '--json'], 2, 'both want stdout'],
      [['notes.csv', '--model', 'tiny', '--csv', './notes.csv'], 2, 'input notes.csv'],
      [['*.csv', '--model', 'tiny', '--csv', 'none/x.csv'], 6, 'folder does not exist'],
      [['faces', '--model', 'tiny', '--threshold', '2'], 2, '0 to 1'],
      [['faces', '--model', 'tiny', '--accuracy', '0.85'], 2, '0.7, 0.8'],
      [['faces', '--model', 'tiny', '--accuracy', '0.99'], 2, 'cannot be had'],
      [['faces', '--model', 'tiny', '--accuracy', '0.8', '--threshold', '0.3'], 2, 'exclude each other'],
      [['--model', 'tiny'], 2, 'files'],
    ] as const) {
      const refused = await vultus(['predict', ...args], folder);
      assert.equal(refused.code, code, `${args.join(' ')}: ${refused.stderr}`);
      assert.match(refused.stderr, /^vultus: [^\n]+\n$/);
      assert.ok(refused.stderr.includes(part), refused.stderr);
    }
    assert.equal(readFileSync(at('notes.csv'), 'utf8'), 'mine');
  });
});

describe('stopping', () => {
  test('a reader that hangs up is no error', async () => {
    const { child, outcome } = startVultus(['predict', 'faces', '--model', 'tiny'], folder);
    child.stdout?.destroy();
    const { code, stderr } = await outcome;
    assert.deepEqual([code, stderr], [0, '']);
  });

  test('Ctrl-C ends it with 130 and writes nothing', { skip: process.platform === 'win32' }, async () => {
    mkdirSync(at('many'));
    for (let i = 0; i < 1500; i++) symlinkSync(at('faces', `${i % 4}.png`), at('many', `${i}.png`));
    const args = ['predict', 'many', '--model', 'plain', '--batch', '1', '--csv', 'stopped.csv'];
    const { child, outcome } = startVultus(args, folder);
    // The word about the missing temperature comes just before the first image.
    child.stderr?.once('data', () => child.kill('SIGINT'));
    const { code, stderr } = await outcome;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /stopping….*\nvultus: stopped before it was done; nothing was changed\.\n$/);
    assert.throws(() => readFileSync(at('stopped.csv')), /ENOENT/);
  });
});
