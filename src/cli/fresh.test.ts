import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freshRun, quoted } from './fresh.js';

test('a taken name gets the next free number', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vultus-fresh-'));
  const earlier = process.cwd();
  try {
    process.chdir(folder);
    assert.equal(freshRun('start'), join('runs', 'start'));
    mkdirSync(join('runs', 'start'), { recursive: true });
    assert.equal(freshRun('start'), join('runs', 'start-2'));
    mkdirSync(join('runs', 'start-2'));
    assert.equal(freshRun('start'), join('runs', 'start-3'));
  } finally {
    process.chdir(earlier);
    rmSync(folder, { recursive: true, force: true });
  }
});

test('words with spaces are quoted for the shell', () => {
  assert.equal(quoted('runs/classic-2'), 'runs/classic-2');
  assert.equal(quoted('C:\\runs\\a'), 'C:\\runs\\a');
  assert.equal(quoted('my runs/a'), '"my runs/a"');
});
