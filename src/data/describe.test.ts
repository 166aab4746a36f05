import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { OutputError } from '../util/errors.js';
import { describeDataset } from './describe.js';
import { fingerprint } from './fingerprint.js';
import { csvOf, flatDataset, inFolder, put } from './fixtures.test.helper.js';
import { readDataset } from './read.js';
import { writeCsv } from './write-csv.js';

test('counts, duplicates and brightness of a small set worked out by hand', () => {
  // Rows: gray 0 (angry), 0 (angry, test), 100 (happy), 100 (sad), and 200 with one pixel of 201 (neutral).
  const dataset = flatDataset([0, 0, 100, 100, 200], [0, 0, 3, 4, 6], [0, 1, 0, 0, 1]);
  dataset.pixels[4 * 2304 + 77] = 201;
  const d = describeDataset({ ...dataset, skipped: [{ where: 'x, line 3', why: 'bad' }] });
  assert.equal(d.rows, 5);
  assert.deepEqual(
    d.splits.map(({ name, rows }) => [name, rows]),
    [
      ['Training', 3],
      ['PublicTest', 2],
    ],
  );
  assert.deepEqual(d.splits[0].classes[3], { name: 'happy', count: 1, share: 1 / 3 });
  assert.deepEqual(d.classes[0], { name: 'angry', count: 2, share: 0.4 });
  assert.deepEqual(d.classes[1], { name: 'disgust', count: 0, share: 0 });
  assert.deepEqual(d.constantImages, { count: 4, rows: [0, 1, 2, 3] });
  assert.deepEqual(d.duplicates, {
    groups: 2,
    extraRows: 2,
    differentLabels: { groups: 1, rows: 2 },
    acrossSplits: { groups: 1, rows: 2 },
  });
  const bright = 200 + 1 / 2304;
  const mean = (200 + bright) / 5;
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} against ${b}`);
  close(d.brightness.mean, mean);
  close(d.brightness.brightest, bright);
  assert.equal(d.brightness.darkest, 0);
  const squares = (2 * 100 ** 2 + (2303 * 200 ** 2 + 201 ** 2) / 2304) / 5;
  close(d.brightness.standardDeviation, Math.sqrt(squares - mean ** 2));
  close(d.brightness.betweenImages, Math.sqrt((2 * 100 ** 2 + bright ** 2) / 5 - mean ** 2));
  assert.deepEqual(d.skipped, { count: 1, first: [{ where: 'x, line 3', why: 'bad' }] });
  assert.equal(d.votes, undefined);
  assert.deepEqual(JSON.parse(JSON.stringify(d)), d, 'plain JSON');
});

test('soft targets are described', () => {
  const dataset = flatDataset([1, 2], [0, 3]);
  const targets = Float32Array.of(0.5, 0, 0, 0.25, 0.25, 0, 0, 0, 1, 0, 0, 0, 0, 0);
  assert.deepEqual(describeDataset({ ...dataset, targets }).votes, {
    agree: { count: 1, share: 0.5 },
    unanimous: { count: 1, share: 0.5 },
    topShare: 0.75,
  });
});

test('the fingerprint changes with every part and with nothing else', () => {
  const dataset = flatDataset([1, 2], [0, 3]);
  const base = dataset.fingerprint;
  assert.match(base, /^[0-9a-f]{64}$/);
  assert.equal(fingerprint({ ...dataset, pixels: dataset.pixels.slice() }), base);
  const pixels = dataset.pixels.slice();
  pixels[4607]++;
  const others = [
    { ...dataset, pixels },
    { ...dataset, labels: Uint8Array.of(0, 4) },
    { ...dataset, splits: Uint8Array.of(0, 1) },
    { ...dataset, splitNames: ['Training', 'Test'] },
    { ...dataset, targets: new Float32Array(14) },
    flatDataset([1], [0]),
  ];
  const all = [base, ...others.map((other) => fingerprint(other))];
  assert.equal(new Set(all).size, all.length);
});

test('what is written reads back the same, plain and gzipped', () =>
  inFolder(async (folder) => {
    const text = csvOf(150);
    const dataset = await readDataset(put(folder, 'a.csv', text), { cache: false });
    await writeCsv(dataset, join(folder, 'b.csv'));
    assert.equal(readFileSync(join(folder, 'b.csv'), 'utf8'), text);
    await writeCsv(dataset, join(folder, 'b.csv.gz'));
    assert.equal(gunzipSync(readFileSync(join(folder, 'b.csv.gz'))).toString(), text);
  }));

test('a write that fails names the path and leaves what was there', () =>
  inFolder(async (folder) => {
    const dataset = flatDataset([1], [0]);
    const missing = join(folder, 'none', 'a.csv');
    await assert.rejects(writeCsv(dataset, missing), (error: unknown) => {
      assert.ok(error instanceof OutputError);
      assert.ok(error.message.startsWith(`cannot write ${missing}: its folder does not exist`));
      return true;
    });
    const old = put(folder, 'a.csv.gz', 'old');
    // A label without a split name fails half-way through the text.
    const torn = {
      ...dataset,
      count: 2,
      get splitNames(): string[] {
        throw new Error('torn');
      },
    };
    await assert.rejects(writeCsv(torn, old), /cannot write .*a\.csv\.gz: torn/);
    assert.equal(readFileSync(old, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder), ['a.csv.gz']);
    assert.ok(!existsSync(missing));
  }));
