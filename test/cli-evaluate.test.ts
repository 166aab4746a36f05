/** What `vultus evaluate` writes: the page, the list of errors, and the temperature in the model. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);

const EVALUATE = ['evaluate', 'run', '--data', 'faces.csv'];
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const model = () => JSON.parse(read('run/model/model.json'));
const weightsHash = (): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'run/model/weights.safetensors')))
    .digest('hex');

before(async () => {
  const train = ['train', '--data', 'faces.csv', '--model', 'tiny', '--epochs', '2', '--batch', '16'];
  for (const args of [
    ['synth', '--count', '140', '--out', 'faces.csv'],
    [...train, '--validation', 'none', '--out', 'run'],
    [...train, '--epochs', '8', '--validation', '0.2', '--out', 'watched'],
  ]) {
    const { code, stderr } = await vultus(args, folder);
    assert.equal(code, 0, stderr);
  }
});

describe('evaluate', () => {
  test('--report and --errors hold every image; the list is by falling loss', async () => {
    const files = ['--report', 'out.html', '--errors', 'out.csv'];
    const { code, stdout, stderr } = await vultus([...EVALUATE, ...files, '--json'], folder);
    assert.equal(code, 0, stderr);
    const { accuracy, count, scaled, temperature, report, errors } = JSON.parse(stdout);
    assert.deepEqual([scaled, temperature, report, errors], [undefined, null, 'out.html', 'out.csv']);
    const rows = parse(read('out.csv'), { columns: true }) as Record<string, string>[];
    assert.equal(rows.length, count);
    assert.equal(
      rows.filter(({ label, answer }) => label === answer).length,
      Math.round(accuracy.value * count),
    );
    const losses = rows.map(({ loss }) => Number(loss));
    assert.deepEqual(
      losses,
      [...losses].sort((a, b) => b - a),
    );
    assert.equal(new Set(rows.map(({ row }) => row)).size, count);
    const html = read('out.html');
    assert.ok(html.includes('data:image/webp;base64,'));
    assert.ok(html.includes('2 epochs on faces.csv'));
    assert.ok(html.includes('holds no temperature'));
  });

  test('a model alone has a page too, without a training', async () => {
    const args = ['evaluate', 'run/model', '--data', 'faces.csv', '--report', 'model.html'];
    const { code, stderr } = await vultus(args, folder);
    assert.equal(code, 0, stderr);
    assert.ok(read('model.html').includes('Nothing was trained for this report'));
  });

  test('files that would harm an input are refused', async () => {
    const earlier = read('faces.csv');
    const { code, stderr } = await vultus([...EVALUATE, '--errors', './faces.csv'], folder);
    assert.equal(code, 2);
    assert.match(stderr, /--errors \.\/faces\.csv cannot be used/);
    assert.equal(read('faces.csv'), earlier);
  });
});

describe('the temperature', () => {
  test('is fitted at the end of a training that validates, and never touches the weights', async () => {
    const { temperature, weightsSha256 } = JSON.parse(read('watched/model/model.json'));
    assert.ok(temperature.value > 0.05 && temperature.value < 20);
    assert.deepEqual([temperature.split, temperature.images], ['20 % of Training', 21]);
    const bytes = readFileSync(join(folder, 'watched/model/weights.safetensors'));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), weightsSha256);
    assert.ok(read('watched/report.html').includes('was fitted on 21 images of 20 % of Training'));
  });

  test('is not fitted without validation images, and the report says so', () => {
    assert.equal(model().temperature, undefined);
    assert.ok(read('run/report.html').includes('the run kept no validation images to choose it'));
  });

  test('--calibrate keeps one in the model, which later evaluations use', async () => {
    const hash = weightsHash();
    const fitted = await vultus([...EVALUATE, '--calibrate', 'PublicTest'], folder);
    assert.equal(fitted.code, 0, fitted.stderr);
    assert.match(fitted.stdout, /^The temperature of \d+\.\d\d was fitted on 28 images of PublicTest\.$/m);
    assert.match(fitted.stdout, /^score +as trained +at temperature/m);
    assert.ok(Math.max(...fitted.stdout.split('\n').map((line) => line.length)) <= 80, fitted.stdout);
    const later = JSON.parse((await vultus([...EVALUATE, '--json'], folder)).stdout);
    assert.deepEqual(later.temperature, model().temperature);
    assert.equal(later.scaled.temperature, later.temperature.value);
    assert.ok(later.scaled.loss <= later.loss, 'on the images it was fitted on');
    assert.deepEqual([weightsHash(), model().weightsSha256], [hash, hash]);
  });

  test('the training split cannot choose it', async () => {
    const earlier = read('run/model/model.json');
    const { code, stderr } = await vultus([...EVALUATE, '--calibrate', 'Training'], folder);
    assert.equal(code, 2);
    assert.match(stderr, /--calibrate Training cannot be used: the network learned from it/);
    assert.equal(read('run/model/model.json'), earlier);
  });
});
