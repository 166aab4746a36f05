/** `vultus data --report` and `--overview`: the page, the JSON, and that inputs and earlier files stay as they were. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);
before(async () => {
  const { code, stderr } = await vultus(['synth', '--count', '70', '--out', 'faces.csv'], folder);
  assert.equal(code, 0, stderr);
});

describe('a closer look', { concurrency: 2 }, () => {
  test('--report writes a page and prints the findings in 80 columns', async () => {
    const { code, stdout, stderr } = await vultus(['data', 'faces.csv', '--report', 'data.html'], folder);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /findings:\n/);
    assert.match(stdout, /report: data\.html/);
    assert.ok(Math.max(...stdout.split('\n').map((line) => line.length)) <= 80);
    assert.match(
      readFileSync(join(folder, 'data.html'), 'utf8'),
      /^<!doctype html>[\s\S]*<h1>faces\.csv<\/h1>/,
    );
  });

  test('--overview --json adds findings and facts to what is printed without it', async () => {
    const plain = JSON.parse((await vultus(['data', 'faces.csv', '--json'], folder)).stdout);
    const { findings, overview, ...same } = JSON.parse(
      (await vultus(['data', 'faces.csv', '--overview', '--json'], folder)).stdout,
    );
    assert.deepEqual(same, plain);
    assert.ok(findings.length >= 5);
    assert.equal(overview.copies.near.pairs, 0);
    assert.equal(overview.measures.brightness.splits.length, 2);
  });

  test('an output that is an input or has another ending is refused before anything is read', async () => {
    writeFileSync(join(folder, 'page.html'), 'earlier');
    const over = await vultus(['data', 'page.html', '--report', 'page.html'], folder);
    assert.equal(over.code, 2, over.stderr);
    assert.equal(readFileSync(join(folder, 'page.html'), 'utf8'), 'earlier');
    const ending = await vultus(['data', 'faces.csv', '--report', 'data.txt'], folder);
    assert.equal(ending.code, 2);
    assert.match(ending.stderr, /ends in \.html/);
  });

  test('data that cannot be read leave an earlier page as it was', async () => {
    writeFileSync(join(folder, 'kept.html'), 'earlier');
    const { code } = await vultus(['data', 'none.csv', '--report', 'kept.html'], folder);
    assert.equal(code, 3);
    assert.equal(readFileSync(join(folder, 'kept.html'), 'utf8'), 'earlier');
  });
});
