/** Help, JSON, and flags that cannot be used: exit code 2, one sentence, nothing read or written. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { MAIN, startVultus, temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);

const COMMANDS = [
  'start',
  'data',
  'synth',
  'model',
  'plan',
  'lr-find',
  'train',
  'evaluate',
  'explain',
  'robustness',
  'card',
  'compare',
  'models',
  'predict',
  'export',
  'tensorboard',
  'labels',
  'info',
];

test('the built program can be run by its name', () => {
  // Windows runs it by its ending.
  accessSync(MAIN, constants.X_OK);
});

describe('help', { concurrency: 2 }, () => {
  for (const command of COMMANDS) {
    test(`${command} --help has an example and ends with 0`, async () => {
      const { code, stdout, stderr } = await vultus([command, '--help'], folder);
      assert.equal(code, 0);
      assert.equal(stderr, '');
      assert.match(stdout, new RegExp(`Examples?:\n {2}npx vultus ${command}`));
      assert.ok(!stdout.includes('--debug'));
      for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
    });
  }
  test('without a command the help names every command and the exit codes', async () => {
    const { code, stdout } = await vultus([], folder);
    assert.equal(code, 0);
    for (const command of COMMANDS) assert.match(stdout, new RegExp(`^ {2}${command} `, 'm'));
    for (const exit of [0, 1, 2, 3, 4, 5, 6, 130]) assert.match(stdout, new RegExp(`^ {2}${exit} `, 'm'));
  });
  test('--version prints the version of package.json', async () => {
    const { code, stdout } = await vultus(['--version'], folder);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

/** Command lines that must be refused, and what the sentence must name. */
const REFUSED: readonly (readonly [args: string, ...parts: string[]])[] = [
  ['fly', 'fly'],
  ['train --data x.csv --batch 0', '--batch 0', '1 to 4096'],
  ['train --data x.csv --batch 5000', '--batch 5000', '1 to 4096'],
  ['train --data x.csv --batch 1.5', '--batch 1.5', 'whole number'],
  ['train --data x.csv --lr nan', '--lr nan', 'above 0'],
  ['train --data x.csv --lr 0', '--lr 0', 'above 0'],
  ['train --data x.csv --lr -0.1', '--lr -0.1', 'above 0'],
  ['train --data x.csv --lr Infinity', '--lr Infinity', 'at most 1000'],
  ['train --data x.csv --threads 99', '--threads 99', '1 to 64'],
  ['train --data x.csv --threads 0', '--threads 0', '1 to 64'],
  ['train --data x.csv --epochs 0', '--epochs 0', '1 to'],
  ['train --data x.csv --seed -1', '--seed -1', '0 to'],
  ['train --data x.csv --model giant', 'giant', 'classic'],
  ['train --data x.csv --optimizer lion', '--optimizer lion', 'adamw'],
  ['train --data x.csv --model classic --momentum 0.9', '--momentum 0.9', '--optimizer sgd'],
  ['train --data x.csv --schedule one-cycle --warmup 1', '--warmup 1', 'one-cycle'],
  ['train --data x.csv --augment wild', '--augment wild', 'none'],
  ['train --data x.csv --augment {"spin":1}', 'spin', 'shiftX'],
  ['train --data x.csv --rotate 200', '--rotate 200', '0 to 180'],
  ['train --data x.csv --validation 0.9', '--validation 0.9', '0.01 to 0.5'],
  ['train --data x.csv --validation none --choose best', 'best', 'validation'],
  ['train --data x.csv --votes-as soft', '--votes-as soft', '--votes'],
  ['train --data x.csv --batchsize 8', '--batchsize'],
  ['train --data x.csv extra', 'argument'],
  ['train --resume runs/x --batch 8', '--batch', '--resume'],
  ['train', '--data', '--resume'],
  ['evaluate runs/x', '--data'],
  ['evaluate runs/x --data x.csv --threads 65', '--threads 65', '1 to 64'],
  ['evaluate --data x.csv', 'run'],
  ['robustness runs/x', '--data'],
  ['robustness runs/x --data x.csv --out x.html', '--out "x.html"', '.json'],
  ['robustness runs/x --data x.json --out x.json', '--out x.json', 'input x.json'],
  ['robustness runs/x --data x.csv --seed -1', '--seed -1', '0 to'],
  ['card runs/x --split PublicTest', '--split PublicTest', '--data'],
  ['card runs/x --out card.txt', '--out "card.txt"', '.md or .json'],
  ['card runs/x --robustness r.json --out r.json', '--out r.json', 'input r.json'],
  ['robustness runs/x --data x.csv --out runs/x/config.json', '--out', 'input runs/x/config.json'],
  ['evaluate runs/x --data x.csv --slices', '--slices'],
  ['evaluate runs/x --data x.csv --slices a.csv --errors ./a.csv', '--errors ./a.csv', 'input a.csv'],
  ['data', 'path'],
  ['data x.csv --rows 5', '--rows'],
  ['synth --count 0 --out faces.csv', '--count 0', '1 to 1000000'],
  ['synth --count 7', '--out'],
  ['synth --count 7 --out faces.png', '--out "faces.png"', '.csv or .csv.gz'],
  ['data x.csv --augmented x.csv', '--augmented "x.csv"', '.png'],
  ['data x.png --augmented ./x.png', '--augmented ./x.png', 'input x.png'],
  ['data x --augmented x/happy/a.png', '--augmented x/happy/a.png', 'lies in the input x'],
  ['data x.csv --votes v.png --augmented v.png', '--augmented v.png', 'input v.png'],
  ['model m.json --svg m.json', '--svg "m.json"', '.svg'],
  ['model giant', 'giant', 'classic'],
  ['plan classic --batch 0', '--batch 0', '1 to 4096'],
  ['plan classic --mode fly', '--mode fly', 'train, infer'],
  ['start --threads 99', '--threads 99', '1 to 64'],
];

describe('flags that cannot be used end with 2 before anything is touched', { concurrency: 2 }, () => {
  for (const [args, ...parts] of REFUSED) {
    test(args, async () => {
      const { code, stdout, stderr } = await vultus(args.split(' '), folder);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, /^vultus: [^\n]+\n$/, 'one line on stderr');
      for (const part of parts) assert.ok(stderr.includes(part), `${part} is missing in: ${stderr}`);
    });
  }
  test('nothing was written', () => assert.deepEqual(readdirSync(folder), []));
});

describe('commands that need no data', { concurrency: 2 }, () => {
  test('--debug adds the stack, and only then', async () => {
    const plain = await vultus(['plan', 'classic', '--batch', '0'], folder);
    const debug = await vultus(['plan', 'classic', '--batch', '0', '--debug'], folder);
    assert.ok(!plain.stderr.includes('    at '));
    assert.match(debug.stderr, /\n {4}at /);
    assert.equal(debug.code, 2);
  });
  test('info --json names what a bug report needs', async () => {
    const { code, stdout } = await vultus(['info', '--json'], folder);
    assert.equal(code, 0);
    const info = JSON.parse(stdout);
    assert.equal(info.node, process.versions.node);
    assert.equal(info.v8, process.versions.v8);
    assert.equal(info.simd, true);
    assert.equal(info.sharedMemory, true);
    assert.ok(info.threads >= 1);
    assert.ok(info.memoryBytes > 0);
    assert.match(info.sharp, /^\d+\./);
    assert.ok(info.cache.length > 0);
  });
  test('model classic prints the published parameter count', async () => {
    const { code, stdout } = await vultus(['model', 'classic'], folder);
    assert.equal(code, 0);
    assert.match(stdout, /2,345,607 parameters/);
    const table = stdout.split('\n\n')[0].split('\n');
    assert.equal(table.length, 20, 'a head and 19 layers');
    assert.ok(Math.max(...table.map((line) => line.length)) <= 80, 'fits 80 columns');
  });
  test('model --json is a network that model reads again, and --svg draws it', async () => {
    const file = join(folder, 'net.svg');
    const { code, stdout } = await vultus(['model', 'tiny', '--json', '--svg', file], folder);
    assert.equal(code, 0);
    const { model, layers, totals } = JSON.parse(stdout);
    assert.equal(model.name, 'tiny');
    assert.equal(layers.length, model.layers.length);
    assert.ok(totals.trainable > 0);
    assert.ok(existsSync(file));
  });
  for (const name of ['classic', 'mini-xception', 'resnet-s', 'tiny']) {
    test(`the tables of ${name} fit 80 columns`, async () => {
      for (const args of [['model'], ['plan'], ['plan', '--mode', 'infer']]) {
        const { code, stdout } = await vultus([...args, name], folder);
        assert.equal(code, 0);
        for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
      }
    });
  }
  test('a network with a layer no one knows is refused in a whole sentence', async () => {
    const { stdout } = await vultus(['model', 'tiny', '--json'], folder);
    const { model } = JSON.parse(stdout);
    writeFileSync(join(folder, 'odd.json'), JSON.stringify({ ...model, layers: [{ type: 'gelu' }] }));
    const { code, stderr } = await vultus(['model', 'odd.json'], folder);
    assert.equal(code, 4);
    assert.match(stderr, /^vultus: odd\.json [^\n]+ layers\[0\]\.type: there is no such layer[^\n]+\.\n$/);
  });
  test('plan lists every op of a training step and of inference', async () => {
    const train = await vultus(['plan', 'tiny', '--json'], folder);
    assert.equal(train.code, 0);
    const plan = JSON.parse(train.stdout);
    assert.ok(plan.rows.length > 10);
    assert.ok(plan.rows.some((row: { macs: number }) => row.macs > 0));
    assert.ok(plan.memoryBytes > 0);
    const infer = await vultus(['plan', 'tiny', '--mode', 'infer'], folder);
    assert.equal(infer.code, 0);
    assert.match(infer.stdout, /batch 64, infer: [\d.]+ MB of memory, \d+ barriers/);
  });
});

describe('outputs that lead elsewhere', { concurrency: 2 }, () => {
  const unix = { skip: process.platform === 'win32' };

  test('a link to the input is refused, and the input stays as it was', unix, async () => {
    await vultus(['synth', '--count', '14', '--out', 'faces.csv'], folder);
    const before = readFileSync(join(folder, 'faces.csv'));
    symlinkSync('faces.csv', join(folder, 'grid.png'));
    const grid = await vultus(['data', 'faces.csv', '--augmented', 'grid.png'], folder);
    assert.equal(grid.code, 2, grid.stderr);
    assert.deepEqual(readFileSync(join(folder, 'faces.csv')), before);
    writeFileSync(join(folder, 'own.json'), '{}');
    symlinkSync('own.json', join(folder, 'own.svg'));
    const picture = await vultus(['model', 'own.json', '--svg', 'own.svg'], folder);
    assert.equal(picture.code, 2, picture.stderr);
  });
  test('a reader that hangs up does not end the training', async () => {
    await vultus(['synth', '--count', '70', '--out', 'few.csv'], folder);
    const flags = ['--model', 'tiny', '--epochs', '3', '--batch', '8', '--threads', '1', '--out', 'hung-up'];
    const { child, outcome } = startVultus(['train', '--data', 'few.csv', ...flags], folder);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { code, stderr } = await outcome;
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.ok(existsSync(join(folder, 'hung-up', 'model', 'model.json')));
  });
  test('a full disk under stdout is one sentence and exit code 6', {
    skip: !existsSync('/dev/full'),
  }, async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [MAIN, 'plan', 'tiny'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = await once(child, 'close');
    assert.equal(code, 6, stderr);
    assert.match(stderr, /^vultus: [^\n]+ the disk is full; [^\n]+\.\n$/);
  });
});
