import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { OutputError } from '../util/errors.js';
import { type FileCalls, makeFolder, outputError, writeFileAtomic, writeFilesAtomic } from './atomic.js';

let folder = '';
before(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'vultus-atomic-'));
});
after(() => fs.rm(folder, { recursive: true, force: true }));

const calls = { open: fs.open, rename: fs.rename, rm: fs.rm };
const coded = (code: string): Error => Object.assign(new Error(`${code}: made to fail`), { code });

/** Asserts that the promise is rejected with an OutputError of one line that matches. */
async function fails(promise: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof OutputError, String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

/** A fresh folder of its own for one test. */
async function fresh(name: string): Promise<string> {
  const path = join(folder, name);
  await fs.mkdir(path);
  return path;
}

test('writes text and bytes, replaces what was there and leaves no temporary file', async () => {
  const place = await fresh('plain');
  await writeFileAtomic(join(place, 'a'), 'old');
  await writeFileAtomic(join(place, 'a'), 'né');
  await writeFileAtomic(join(place, 'b'), new Uint8Array([0, 255]));
  assert.equal(await fs.readFile(join(place, 'a'), 'utf8'), 'né');
  assert.deepEqual([...(await fs.readFile(join(place, 'b')))], [0, 255]);
  assert.deepEqual((await fs.readdir(place)).sort(), ['a', 'b']);
});

test('a full disk during the write leaves the old file and no temporary one', async () => {
  const place = await fresh('full');
  await writeFileAtomic(join(place, 'a'), 'old');
  const full: FileCalls = {
    ...calls,
    open: async (...args) => {
      const handle = await fs.open(...args);
      handle.writeFile = async () => {
        await handle.write('half');
        throw coded('ENOSPC');
      };
      return handle;
    },
  };
  await fails(
    writeFileAtomic(join(place, 'a'), 'new', full),
    /cannot write .*a: the disk is full; free some space/,
  );
  assert.deepEqual(await fs.readdir(place), ['a']);
  assert.equal(await fs.readFile(join(place, 'a'), 'utf8'), 'old');
});

test('of several files none is replaced when the last cannot be written', async () => {
  const place = await fresh('several');
  const files = ['a', 'b'].map((name) => ({ path: join(place, name), data: 'new' }));
  for (const { path } of files) await writeFileAtomic(path, 'old');
  files.push({ path: join(place, 'missing', 'c'), data: 'new' });
  await fails(writeFilesAtomic(files), /missing.c: its folder does not exist/);
  for (const name of ['a', 'b']) assert.equal(await fs.readFile(join(place, name), 'utf8'), 'old');
  assert.deepEqual((await fs.readdir(place)).sort(), ['a', 'b']);
});

test('a rename that fails removes the temporary file', async () => {
  const place = await fresh('rename');
  const stuck: FileCalls = { ...calls, rename: () => Promise.reject(coded('EROFS')) };
  await fails(writeFileAtomic(join(place, 'a'), 'new', stuck), /the disk is read-only/);
  assert.deepEqual(await fs.readdir(place), []);
});

test('a folder in the way, and a file where a folder should be', async () => {
  const place = await fresh('way');
  await fs.mkdir(join(place, 'a', 'b'), { recursive: true });
  await fails(writeFileAtomic(join(place, 'a'), 'new'), /cannot write .*a: /);
  assert.deepEqual(await fs.readdir(place), ['a']);
  await writeFileAtomic(join(place, 'file'), 'old');
  await fails(writeFileAtomic(join(place, 'file', 'a'), 'new'), /cannot write .*a: /);
  await fails(makeFolder(join(place, 'file')), /a part of the path is a file, not a folder/);
  await fails(makeFolder(join(place, 'file', 'sub')), /cannot write .*sub: /);
  assert.equal(await fs.readFile(join(place, 'file'), 'utf8'), 'old');
});

test('makeFolder makes parents and does not mind what is there', async () => {
  const path = join(folder, 'made', 'deep');
  await makeFolder(path);
  await makeFolder(path);
  assert.ok((await fs.stat(path)).isDirectory());
});

test('an unwritable folder', { skip: process.platform === 'win32' || process.getuid?.() === 0 }, async () => {
  const place = await fresh('locked');
  await fs.chmod(place, 0o500);
  await fails(writeFileAtomic(join(place, 'a'), 'new'), /there is no right to write there/);
});

test('every known cause is one sentence with advice; others keep the system’s words', () => {
  for (const code of [
    'EACCES',
    'EPERM',
    'EROFS',
    'ENOSPC',
    'EDQUOT',
    'ENOTDIR',
    'ENOENT',
    'EISDIR',
    'EBUSY',
  ]) {
    assert.match(outputError('x', coded(code)).message, /^cannot write x: [^;]+; [^;]+$/);
    assert.doesNotMatch(outputError('x', coded(code)).message, /made to fail/);
  }
  assert.match(outputError('x', coded('EODD')).message, /EODD: made to fail/);
  const already = new OutputError('as it is');
  assert.equal(outputError('x', already), already);
});
