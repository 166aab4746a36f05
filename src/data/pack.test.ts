import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { chmod } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { csvOf, inFolder, png, put, randomPixels } from './fixtures.test.helper.js';
import { packPaths } from './pack.js';
import { readDataset } from './read.js';

/** Reads, and tells whether the source itself was parsed (a packed copy gives no progress). */
async function read(path: string, cacheFolder: string, skipBad = false) {
  let parsed = false;
  const onProgress = () => {
    parsed = true;
  };
  return { dataset: await readDataset(path, { cacheFolder, skipBad, onProgress }), parsed: () => parsed };
}

test('the packed copy beside the data gives the same data set, and no temporary file stays', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', csvOf(11));
    const cache = join(folder, 'cache');
    const first = await read(path, cache);
    const second = await read(path, cache);
    assert.deepEqual([first.parsed(), second.parsed()], [true, false]);
    assert.deepEqual(second.dataset, first.dataset);
    assert.deepEqual(readdirSync(folder).sort(), ['a.csv', 'a.csv.vultus-pack']);
    await readDataset(path, { cache: false });
  }));

test('a changed source is read again: other size, or same size and restored time', () =>
  inFolder(async (folder) => {
    const text = csvOf(5);
    const path = put(folder, 'a.csv', text);
    await read(path, folder);
    writeFileSync(path, csvOf(6));
    const larger = await read(path, folder);
    assert.equal(larger.dataset.count, 6);
    writeFileSync(path, text);
    const before = await read(path, folder);
    const { atime, mtime } = statSync(path);
    writeFileSync(path, text.replace('\n0,', '\n6,'));
    utimesSync(path, atime, mtime);
    const after = await read(path, folder);
    assert.ok(after.parsed());
    assert.deepEqual([before.dataset.labels[0], after.dataset.labels[0]], [0, 6]);
  }));

test('a pack that is cut short, changed anywhere, of another version or empty is rebuilt silently', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', csvOf(7));
    const { dataset } = await read(path, folder);
    const place = packPaths(path, folder).beside;
    const sound = readFileSync(place);
    const damaged: [string, Uint8Array][] = [
      ['empty', new Uint8Array(0)],
      ['one byte short', sound.subarray(0, -1)],
      ['one byte long', Buffer.concat([sound, Buffer.from('x')])],
      ['half', sound.subarray(0, sound.length >> 1)],
      ['prologue only', sound.subarray(0, 24)],
    ];
    // Magic, version, header length, checksum, JSON, first and middle pixels, last label, last split.
    const spots = [
      0,
      8,
      12,
      13,
      15,
      16,
      20,
      30,
      200,
      sound.length - 7 * 2306,
      sound.length >> 1,
      sound.length - 8,
      sound.length - 1,
    ];
    for (const at of spots) {
      const copy = Buffer.from(sound);
      copy[at] ^= 0x41;
      damaged.push([`byte ${at}`, copy]);
    }
    for (const [name, bytes] of damaged) {
      writeFileSync(place, bytes);
      const again = await read(path, folder);
      assert.ok(again.parsed(), name);
      assert.deepEqual(again.dataset, dataset, name);
      assert.deepEqual(readFileSync(place), sound, `${name}: rebuilt`);
    }
  }));

test('a pack that left bad rows out serves only who skips them', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', `${csvOf(3)}9,1,Training\n`);
    const first = await read(path, folder, true);
    const second = await read(path, folder, true);
    assert.ok(!second.parsed());
    assert.deepEqual(second.dataset, first.dataset);
    await assert.rejects(read(path, folder, false), /line 5, column emotion/);
  }));

test(
  'data in a folder without write permission is packed in the cache folder',
  { skip: process.platform === 'win32' },
  () =>
    inFolder(async (folder) => {
      const closed = join(folder, 'closed');
      mkdirSync(closed);
      const path = put(closed, 'a.csv', csvOf(3));
      await chmod(closed, 0o555);
      const cache = join(folder, 'deep', 'cache');
      await read(path, cache);
      const second = await read(path, cache);
      await chmod(closed, 0o755);
      assert.ok(!second.parsed());
      assert.deepEqual(readdirSync(closed), ['a.csv']);
      assert.ok(existsSync(packPaths(path, cache).cached));
    }),
);

test('a source has one pack, by whatever link it is named', { skip: process.platform === 'win32' }, () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'real'));
    mkdirSync(join(folder, 'links'));
    const path = put(join(folder, 'real'), 'a.csv', csvOf(3));
    const link = join(folder, 'links', 'b.csv');
    symlinkSync(path, link);
    assert.ok((await read(link, folder)).parsed());
    assert.ok(!(await read(path, folder)).parsed());
    assert.deepEqual(readdirSync(join(folder, 'links')), ['b.csv']);
    assert.equal(packPaths(link, folder).cached, packPaths(path, folder).cached);
  }),
);

test(
  'a new pack in the cache folder drops those whose source is gone, and nothing else',
  { skip: process.platform === 'win32' },
  () =>
    inFolder(async (folder) => {
      const cache = join(folder, 'cache');
      const closed = join(folder, 'closed');
      mkdirSync(closed);
      const [gone, kept, fresh] = ['gone', 'kept', 'new'].map((name) => put(closed, `${name}.csv`, csvOf(3)));
      await chmod(closed, 0o555);
      await read(gone, cache);
      await read(kept, cache);
      writeFileSync(join(cache, 'mine.txt'), 'x');
      await chmod(closed, 0o755);
      rmSync(gone);
      await chmod(closed, 0o555);
      await read(fresh, cache);
      await chmod(closed, 0o755);
      const names = [kept, fresh].map((path) => basename(packPaths(path, cache).cached));
      assert.deepEqual(readdirSync(cache).sort(), [...names, 'mine.txt'].sort());
    }),
);

test('no pack can be written anywhere: the read goes on', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', csvOf(3));
    mkdirSync(packPaths(path, folder).beside);
    const cache = put(folder, 'cache-is-a-file', '');
    assert.equal((await read(path, cache)).dataset.count, 3);
    assert.equal(readdirSync(folder).filter((name) => name.endsWith('.tmp')).length, 0);
  }));

test('an image folder is packed too, and read again when an image is added', () =>
  inFolder(async (folder) => {
    const set = join(folder, 'set');
    mkdirSync(join(set, 'happy'), { recursive: true });
    writeFileSync(join(set, 'happy', 'a.png'), await png(randomPixels(1)));
    await read(set, folder);
    assert.ok(!(await read(set, folder)).parsed());
    assert.ok(existsSync(`${set}.vultus-pack`));
    writeFileSync(join(set, 'happy', 'b.png'), await png(randomPixels(2)));
    const third = await read(set, folder);
    assert.ok(third.parsed());
    assert.equal(third.dataset.count, 2);
  }));
