import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freshRun, quotedForPosix, quotedForWindows, withoutFlags } from './fresh.js';

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

test('words are quoted for the shell of the system', () => {
  assert.equal(quotedForPosix('runs/classic-2'), 'runs/classic-2');
  assert.equal(quotedForPosix('my runs/a'), "'my runs/a'");
  assert.equal(quotedForWindows('C:\\runs\\a'), 'C:\\runs\\a');
  assert.equal(quotedForWindows('my runs\\a'), '"my runs\\a"');
});

test('a POSIX shell reads every quoted word back as it was', { skip: process.platform === 'win32' }, () => {
  const words = ['a b', 'say "hi"', '$HOME', '`id`', "it's", 'a\\b', 'a;b&c|d', '*', '', '!x', 'né\nw'];
  const read = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(quotedForPosix).join(' ')}`]);
  assert.deepEqual(read.toString().split('\0').slice(0, -1), words);
});

test('flags are taken out of a command line with their values, however they are given', () => {
  const words = ['--data', 'a.csv', '--from', '1e-4', '--to=1', '--optimizer', 'sgd', '--json'];
  assert.deepEqual(withoutFlags(words, ['--from', '--to'], ['--json']), [
    ...['--data', 'a.csv', '--optimizer', 'sgd'],
  ]);
});
