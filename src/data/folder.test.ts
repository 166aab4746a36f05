import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { DataError } from '../util/errors.js';
import { readError } from './file-errors.js';
import { inFolder, png, put, randomPixels, tarOf, zipOf } from './fixtures.test.helper.js';
import { decodeGray } from './image-node.js';
import { readDataset } from './read.js';

type Files = Record<string, Uint8Array | string>;

function place(folder: string, files: Files): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

const PLAIN = { cache: false };
const solid = (r: number, g: number, b: number, width = 60, height = 40) =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } });

async function sample(): Promise<Files> {
  return {
    'train/0_angry/b.png': await png(randomPixels(1)),
    'train/0_angry/a.PNG': await png(randomPixels(2)),
    'train/happiness/PublicTest_1.jpg': await solid(90, 90, 90).jpeg().toBuffer(),
    'test/Surprised/x.webp': await solid(255, 0, 0).webp({ lossless: true }).toBuffer(),
    'test/Surprised/notes.txt': 'no image',
    'test/.hidden/y.png': 'no image',
  };
}

test('images come in path order with class, split and 48×48 gray values, from a folder, a zip and a tar', () =>
  inFolder(async (folder) => {
    const files = await sample();
    const dataset = await readDataset(place(join(folder, 'set'), files), PLAIN);
    assert.equal(dataset.count, 4);
    // Sorted: test/Surprised/x, train/0_angry/a, train/0_angry/b, train/happiness/PublicTest_1.
    assert.deepEqual([...dataset.labels], [5, 0, 0, 3]);
    assert.deepEqual(
      [...dataset.splits].map((s) => dataset.splitNames[s]),
      ['Test', 'Training', 'Training', 'PublicTest'],
    );
    assert.equal(dataset.pixels[0], 76, 'pure red is 0.299 × 255');
    assert.deepEqual(
      [...dataset.pixels.subarray(2304, 4608)],
      randomPixels(2),
      'a gray PNG keeps its values',
    );
    const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
    for (const archive of [put(folder, 'a.zip', zipOf(sorted)), put(folder, 'a.tar', await tarOf(sorted))]) {
      assert.equal((await readDataset(archive, PLAIN)).fingerprint, dataset.fingerprint, archive);
    }
    const flat = await readDataset(join(folder, 'set', 'train'), PLAIN);
    assert.deepEqual([...flat.labels], [0, 0, 3], '<class>/… directly');
  }));

test('any size, depth and colour becomes 48×48 gray', async () => {
  const limit = 1e6;
  const images = {
    'gray alpha': sharp({
      create: { width: 9, height: 9, channels: 4, background: { r: 80, g: 80, b: 80, alpha: 1 } },
    }).png(),
    wide: solid(80, 80, 80, 300, 20).png(),
    tall: solid(80, 80, 80, 1, 500).png(),
    '16 bit': solid(80, 80, 80).toColourspace('rgb16').png(),
    'palette png': solid(80, 80, 80).png({ palette: true }),
    cmyk: solid(80, 80, 80).toColourspace('cmyk').jpeg({ quality: 100 }),
  };
  for (const [name, image] of Object.entries(images)) {
    const gray = await decodeGray(await image.toBuffer(), limit);
    assert.equal(gray.length, 2304, name);
    // Colour conversions of libvips round: two levels are allowed. A print profile cannot hold every gray: 16.
    const allowed = name === 'cmyk' ? 16 : 2;
    assert.ok(
      gray.every((v) => Math.abs(v - 80) <= allowed),
      `${name}: ${gray[0]}`,
    );
  }
});

test('bad images are named, and skipped with skipBad', () =>
  inFolder(async (folder) => {
    const good = await png(randomPixels(1));
    const cases: [name: string, files: Files, message: RegExp][] = [
      ['text', { 'happy/x.png': 'hello world, I am text' }, /x\.png: is no JPEG.*begins with "hello world,"/],
      ['empty', { 'happy/x.png': '' }, /x\.png: is empty/],
      [
        'cut',
        { 'happy/x.png': good.subarray(0, good.length - 200) },
        /x\.png: is cut short or damaged; correct it/,
      ],
      ['class', { 'happy/a.png': good, 'joyous/x.png': good }, /"joyous" names no class.*0 angry\/anger/],
      ['root', { 'x.png': good }, /x\.png: lies in no class folder/],
      [
        'large',
        { 'happy/x.png': await solid(1, 1, 1, 200, 200).png().toBuffer() },
        /x\.png: has more than the limit of 9999 pixels/,
      ],
    ];
    for (const [name, files, message] of cases) {
      const path = place(join(folder, name), files);
      const options = { ...PLAIN, limits: { imagePixels: 9999 } };
      await assert.rejects(readDataset(path, options), (error: unknown) => {
        assert.ok(error instanceof DataError);
        assert.match(error.message, message);
        return true;
      });
      place(path, { 'sad/good.png': good });
      const dataset = await readDataset(path, { ...options, skipBad: true });
      assert.equal(dataset.skipped.length, 1, name);
      assert.ok(dataset.count >= 1);
    }
  }));

test('folders without images, with too many, and files too large say so', () =>
  inFolder(async (folder) => {
    await assert.rejects(readDataset(folder, PLAIN), /holds no csv and no images \(\.jpg/);
    put(folder, 'fer2013.csv', 'x');
    await assert.rejects(
      readDataset(folder, PLAIN),
      /holds no images, but there is .*fer2013\.csv: give that file/,
    );
    place(folder, { 'sad/a.png': await png(randomPixels(1)), 'sad/b.png': await png(randomPixels(2)) });
    await assert.rejects(
      readDataset(folder, { ...PLAIN, limits: { images: 1 } }),
      /more than the limit of 1 images/,
    );
    await assert.rejects(
      readDataset(folder, { ...PLAIN, limits: { imageBytes: 50 } }),
      /larger than the limit of 50 bytes/,
    );
  }));

test('system errors become sentences', () => {
  const denied = Object.assign(new Error('EACCES'), { code: 'EACCES' });
  assert.match(String(readError('photos', denied)), /"photos" may not be read: change its permissions/);
  const odd = readError('photos', new Error('strange'));
  assert.ok(odd instanceof DataError && /"photos" cannot be read \(strange\)/.test(odd.message));
});
