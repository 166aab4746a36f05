/** `vultus explain` as a user runs it: on a small network that has learned nothing, and on bad input. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { synthesise } from '../src/data/synth.js';
import { writeCsv } from '../src/data/write-csv.js';
import { saveModelDirectory } from '../src/export/index.js';
import { initialise, zooModel } from '../src/model/index.js';
import { temporaryFolder, vultus } from './run-cli.js';

const folder = temporaryFolder();
after(folder.remove);
const run = (...args: string[]) => vultus(['explain', ...args, '--threads', '2'], folder.path);

before(async () => {
  await writeCsv(synthesise({ count: 70, seed: 2 }), join(folder.path, 'faces.csv'));
  for (const [name, classes] of [
    ['tiny', undefined],
    ['other', ['yes', 'no']],
  ] as const) {
    const model = zooModel('tiny', { classes });
    await saveModelDirectory(join(folder.path, name), { model, weights: initialise(model, 1) });
  }
});

test('maps of some faces as a page, a table and JSON', async () => {
  const text = await run('tiny', '--data', 'faces.csv', '--images', '7', '--report', 'out.html');
  assert.equal(text.code, 0, text.stderr);
  assert.match(text.stdout, /^PublicTest: Grad-CAM of layer 14 \(ReLU, 6×6×64\), 7 images\n/);
  assert.match(text.stdout, /Sanity check /);
  assert.match(text.stdout, /^report: out\.html$/m);
  assert.match(readFileSync(join(folder.path, 'out.html'), 'utf8'), /What tiny looks at/);
  const rows = ['--rows', '3,10', '--method', 'occlusion', '--patch', '16', '--stride', '16'];
  const json = await run('tiny', '--data', 'faces.csv', ...rows, '--json');
  assert.equal(json.code, 0, json.stderr);
  const { images, classes, sanity, method } = JSON.parse(json.stdout);
  assert.deepEqual(
    images.map(({ row, truth }: { row: number; truth: number }) => [row, truth]),
    [
      [3, 3],
      [10, 3],
    ],
  );
  assert.equal(classes.length, 7);
  assert.equal(sanity, undefined);
  assert.equal(method, 'occlusion');
});

test('bad input: one sentence, the right exit code, nothing written', async () => {
  const cases: [string[], number, RegExp][] = [
    [
      ['other', '--data', 'faces.csv'],
      4,
      /classes \(yes, no\) are not those of faces\.csv \(angry.* of its classes\.$/m,
    ],
    [['vgg-m-ferplus', '--data', 'faces.csv'], 4, /learned from, .*--votes-as ferplus\.$/m],
    [['tiny', '--data', 'faces.csv', '--rows', '70'], 2, /rows 0 to 69/],
    [['tiny', '--data', 'faces.csv', '--rows', '1,,2'], 2, /--rows 1,,2 cannot be used/],
    [['tiny', '--data', 'faces.csv', '--layer', '18'], 4, /Layer 18 \(dense\) gives no square map/],
    [['tiny', '--data', 'faces.csv', '--layer', '2', '--method', 'saliency'], 2, /--layer 2 belongs to/],
    [['tiny', '--data', 'faces.csv', '--patch', '4'], 2, /belong to --method occlusion/],
    [
      ['tiny', '--data', 'faces.csv', '--method', 'occlusion', '--patch', '7'],
      2,
      /Patches of 7 pixels every 4/,
    ],
    [['tiny', '--data', 'faces.csv', '--split', 'PrivateTest'], 3, /PrivateTest/],
    [['none', '--data', 'faces.csv'], 4, /none does not exist/],
    [['tiny', '--data', 'faces.csv', '--report', 'tiny/page.html'], 2, /lies in the input tiny/],
  ];
  const check = async ([args, code, sentence]: (typeof cases)[number]) => {
    const outcome = await run(...args, ...(args.includes('--report') ? [] : ['--report', 'bad.html']));
    assert.equal(outcome.code, code, `${args.join(' ')}: ${outcome.stderr}`);
    assert.match(outcome.stderr, sentence);
    assert.equal(outcome.stderr.trim().split('\n').length, 1, outcome.stderr);
    assert.equal(outcome.stdout, '');
  };
  await Promise.all(cases.map(check));
  assert.ok(!existsSync(join(folder.path, 'bad.html')));
});
