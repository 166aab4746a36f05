/** Bad input: each kind gets one sentence that says what, where and what to do, its exit code, and harms no file. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);

/** 2,304 pixels that differ from row to row. */
const pixels = (row: number): string[] =>
  Array.from({ length: 2304 }, (_, i) => String((i * 7 + row * 31) % 256));
const line = (emotion: number | string, values: readonly string[], usage = 'Training'): string =>
  `${emotion},${values.join(' ')},${usage}`;
const HEADER = 'emotion,pixels,Usage';
/** Two rows of each class in Training, one in PublicTest. */
const GOOD = Array.from({ length: 21 }, (_, row) =>
  line(row % 7, pixels(row), row < 14 ? 'Training' : 'PublicTest'),
);

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}
const csv = (name: string, ...lines: string[]): string => file(name, `${[HEADER, ...lines].join('\n')}\n`);
const replaced = (values: string[], at: number, value: string): string[] => values.with(at, value);

const good = csv('good.csv', ...GOOD);

describe('bad input', { concurrency: 2 }, () => {
  const bad: readonly (readonly [what: string, path: string, ...parts: string[]])[] = [
    ['a missing file', 'none.csv', 'none.csv', 'does not exist'],
    ['an empty file', file('empty.csv', ''), 'empty.csv', 'empty'],
    ['a header alone', file('header.csv', `${HEADER}\n`), 'header.csv'],
    ['2,303 pixels', csv('short.csv', GOOD[0], line(1, pixels(1).slice(1))), 'short.csv', 'line 3', '2303'],
    [
      'a pixel of 256',
      csv('bright.csv', line(0, replaced(pixels(0), 9, '256'))),
      'bright.csv',
      'line 2',
      '256',
    ],
    ['a pixel NaN', csv('nan.csv', line(0, replaced(pixels(0), 9, 'NaN'))), 'nan.csv', 'line 2', 'NaN'],
    ['emotion 7', csv('seven.csv', GOOD[0], line(7, pixels(1))), 'seven.csv', 'line 3', '7'],
    ['an unknown Usage', csv('usage.csv', line(0, pixels(0), 'Holiday')), 'usage.csv', 'line 2', 'Holiday'],
    [
      'a truncated gzip',
      file('cut.csv.gz', gzipSync([HEADER, ...GOOD].join('\n')).subarray(0, -500)),
      'cut.csv.gz',
      'cut short',
    ],
  ];
  for (const [what, path, ...parts] of bad) {
    test(what, async () => {
      const { code, stdout, stderr } = await vultus(['data', path], folder);
      assert.equal(code, 3, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, /^vultus: [^\n]+\n$/);
      for (const part of parts) assert.ok(stderr.includes(part), `${part} is missing in: ${stderr}`);
    });
  }

  test('a text file named .png', async () => {
    mkdirSync(join(folder, 'images', 'happy'), { recursive: true });
    writeFileSync(join(folder, 'images', 'happy', 'face.png'), 'no picture at all');
    const { code, stderr } = await vultus(['data', 'images'], folder);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /face\.png/);
  });
  test('a class folder no spelling matches', async () => {
    mkdirSync(join(folder, 'classes', 'hungry'), { recursive: true });
    writeFileSync(join(folder, 'classes', 'hungry', 'face.png'), 'x');
    const { code, stderr } = await vultus(['data', 'classes'], folder);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /hungry/);
  });
  test('a split with no rows', async () => {
    const only = csv('only.csv', ...GOOD.slice(0, 14));
    const { code, stderr } = await vultus(
      ['train', '--data', only, '--model', 'tiny', '--validation', 'PrivateTest'],
      folder,
    );
    assert.equal(code, 3, stderr);
    assert.match(stderr, /PrivateTest/);
    assert.ok(!existsSync(join(folder, 'runs')));
  });
  test('a split that lacks a class', async () => {
    const lacking = csv('lacking.csv', ...GOOD.filter((row) => !row.startsWith('3,')));
    const { code, stderr } = await vultus(['train', '--data', lacking, '--model', 'tiny'], folder);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /happy/);
    assert.ok(!existsSync(join(folder, 'runs')));
  });
  test('a votes file that is missing', async () => {
    const { code, stderr } = await vultus(['data', good, '--votes', 'votes.csv'], folder);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /votes\.csv/);
  });
});

describe('data', { concurrency: 2 }, () => {
  test('describes a file, and again from its packed copy', async () => {
    const first = await vultus(['data', good, '--json'], folder);
    assert.equal(first.code, 0, first.stderr);
    const again = await vultus(['data', good, '--json'], folder);
    assert.equal(again.stdout, first.stdout);
    const { rows, fingerprint } = JSON.parse(first.stdout);
    assert.equal(rows, 21);
    assert.match(fingerprint, /^[0-9a-f]{64}$/);
    const table = await vultus(['data', good], folder);
    assert.equal(table.code, 0);
    assert.match(table.stdout, /Training/);
    assert.ok(Math.max(...table.stdout.split('\n').map((text) => text.length)) <= 80, 'fits 80 columns');
  });
  test('--skip-bad counts and lists the bad rows', async () => {
    const mixed = csv('mixed.csv', GOOD[0], line(9, pixels(1)), GOOD[1], line(2, ['1', '2']), GOOD[2]);
    const { code, stdout, stderr } = await vultus(['data', mixed, '--skip-bad', '--json'], folder);
    assert.equal(code, 0, stderr);
    const result = JSON.parse(stdout);
    assert.equal(result.rows, 3);
    assert.equal(result.skipped.count, 2);
    assert.equal(result.skipped.rows.length, 2);
    assert.match(stderr, /left out 2 bad rows/);
    assert.match(stderr, /mixed\.csv, line 3/);
    // Without the flag the packed copy must not hide them.
    const strict = await vultus(['data', mixed], folder);
    assert.equal(strict.code, 3);
  });
  test('--augmented draws a PNG', async () => {
    const { code, stderr } = await vultus(['data', good, '--augmented', 'grid.png', '--seed', '3'], folder);
    assert.equal(code, 0, stderr);
    // The PNG signature (RFC 2083, section 3.1).
    assert.equal(readFileSync(join(folder, 'grid.png')).subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
  });
  test('bad data leave an earlier picture as it was', async () => {
    const kept = file('kept.png', 'earlier');
    const seven = csv('seven-again.csv', line(7, pixels(1)));
    const { code } = await vultus(['data', seven, '--augmented', kept], folder);
    assert.equal(code, 3);
    assert.equal(readFileSync(join(folder, kept), 'utf8'), 'earlier');
  });
});

describe('synth', { concurrency: 2 }, () => {
  test('the same seed gives the same file, another seed another', async () => {
    const make = (name: string, seed: string) =>
      vultus(['synth', '--count', '35', '--seed', seed, '--out', name, '--json'], folder);
    const [a, b, c] = [await make('a.csv', '5'), await make('b.csv', '5'), await make('c.csv', '6')];
    for (const { code, stderr } of [a, b, c]) assert.equal(code, 0, stderr);
    const bytes = (name: string) => readFileSync(join(folder, name), 'utf8');
    assert.equal(bytes('a.csv'), bytes('b.csv'));
    assert.notEqual(bytes('a.csv'), bytes('c.csv'));
    // What was written reads back as the data set that was drawn.
    const read = await vultus(['data', 'a.csv', '--json'], folder);
    assert.equal(JSON.parse(read.stdout).fingerprint, JSON.parse(a.stdout).fingerprint);
  });
  test('a folder that is none cannot be written to', async () => {
    file('plain', 'a file');
    const { code, stderr } = await vultus(['synth', '--count', '7', '--out', 'plain/faces.csv'], folder);
    assert.equal(code, 6, stderr);
    assert.match(stderr, /^vultus: [^\n]+\n$/);
    assert.equal(readFileSync(join(folder, 'plain'), 'utf8'), 'a file');
  });
});
