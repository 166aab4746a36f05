import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { findImages } from './find-images.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-find-images-'));
const earlier = process.cwd();
before(() => {
  for (const name of ['faces/b.png', 'faces/a.JPG', 'faces/deep/c.webp', 'faces/notes.txt', 'faces/.d.png']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  for (const name of ['x[1].png', 'odd.name', 'empty/readme.txt']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  process.chdir(folder);
});
after(() => {
  process.chdir(earlier);
  rmSync(folder, { recursive: true, force: true });
});

const paths = (...names: string[]): string[] => names.map((name) => join(...name.split('/')));

test('files as named, folders with all below, patterns by name; each image once', async () => {
  const { files, missing } = await findImages(['odd.name', 'faces', 'faces/*.png', 'faces/b.png']);
  assert.deepEqual(missing, []);
  assert.deepEqual(files, paths('odd.name', 'faces/a.JPG', 'faces/b.png', 'faces/deep/c.webp'));
});

test('patterns match files of any depth, and folders stand for what is below', async () => {
  const found = async (...words: string[]) =>
    (await findImages(words)).files.map((path) => path.replaceAll('\\', '/'));
  assert.deepEqual(await found('faces/**/*.webp'), ['faces/deep/c.webp']);
  assert.deepEqual(await found('faces/d*'), ['faces/deep/c.webp']);
  assert.deepEqual(await found('{faces,empty}/*.{png,txt}'), ['faces/b.png']);
  assert.deepEqual(await found(join(folder, 'faces', '*.png')), [
    join(folder, 'faces/b.png').replaceAll('\\', '/'),
  ]);
});

test('a file whose name reads like a pattern is that file', async () => {
  assert.deepEqual((await findImages(['x[1].png'])).files, ['x[1].png']);
});

test('what names nothing is told in one sentence, and the others are found', async () => {
  const { files, missing } = await findImages(['empty', 'faces/b.png', 'none.png', '*.gif', 'odd.name/x']);
  assert.deepEqual(files, ['faces/b.png']);
  assert.deepEqual(
    missing.map(({ error }) => error.message),
    [
      '"empty" holds no images (.jpg, .jpeg, .png, .webp): name files, folders or patterns.',
      '"none.png" does not exist: check the path.',
      '"*.gif" matches no images (.jpg, .jpeg, .png, .webp): name files, folders or patterns.',
      '"odd.name/x" lies under a file, not a folder: check the path.',
    ],
  );
  assert.deepEqual(
    missing.map(({ word }) => word),
    ['empty', 'none.png', '*.gif', 'odd.name/x'],
  );
});
