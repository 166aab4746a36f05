import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { createServer } from 'node:net';
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
    assert.match(error.message, /^[^\n]+\.$/);
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

test('a link stays, and what it leads to is written, there or not yet', {
  skip: process.platform === 'win32',
}, async () => {
  const place = await fresh('links');
  await fs.mkdir(join(place, 'far'));
  await fs.writeFile(join(place, 'far', 'a'), 'old');
  await fs.symlink(join('far', 'a'), join(place, 'a'));
  await fs.symlink(join('far', 'b'), join(place, 'b'));
  await fs.symlink('a', join(place, 'c'));
  for (const name of ['a', 'b', 'c']) {
    await writeFileAtomic(join(place, name), `new ${name}`);
    assert.equal(await fs.readFile(join(place, name), 'utf8'), `new ${name}`);
    assert.ok((await fs.lstat(join(place, name))).isSymbolicLink());
  }
  assert.deepEqual(await fs.readdir(place), ['a', 'b', 'c', 'far']);
  assert.deepEqual(await fs.readdir(join(place, 'far')), ['a', 'b']);
  await fs.symlink('loop', join(place, 'loop'));
  await fails(writeFileAtomic(join(place, 'loop'), 'x'), /a link that leads to itself/);
});

test('what is no file is not replaced', { skip: process.platform === 'win32' }, async () => {
  const place = await fresh('socket');
  const path = join(place, 'a');
  const server = createServer().listen(path);
  await once(server, 'listening');
  await fails(writeFileAtomic(path, 'new'), /cannot write .*a: it is a device or a pipe, not a file; choose/);
  assert.ok((await fs.lstat(path)).isSocket());
  assert.deepEqual(await fs.readdir(place), ['a']);
  server.close();
});

test('content written piece by piece, and not at all when a piece fails', async () => {
  const place = await fresh('pieces');
  const path = join(place, 'a');
  await writeFileAtomic(path, async (file) => {
    for (const piece of ['one ', 'two']) await file.writeFile(piece);
  });
  assert.equal(await fs.readFile(path, 'utf8'), 'one two');
  const broken = writeFilesAtomic([{ path, data: () => Promise.reject(coded('ENOSPC')), sync: false }]);
  await fails(broken, /the disk is full/);
  assert.equal(await fs.readFile(path, 'utf8'), 'one two');
  assert.deepEqual(await fs.readdir(place), ['a']);
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

test('a folder that cannot be made anywhere is told, not tried for ever', {
  skip: !existsSync('/proc/self'),
}, async () => {
  await fails(makeFolder('/proc/none/sub'), /cannot write \/proc\/none\/sub: /);
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
    assert.match(outputError('x', coded(code)).message, /^cannot write x: [^;]+; [^;]+\.$/);
    assert.doesNotMatch(outputError('x', coded(code)).message, /made to fail/);
  }
  assert.match(outputError('x', coded('EODD')).message, /EODD: made to fail/);
  const already = new OutputError('as it is');
  assert.equal(outputError('x', already), already);
});
