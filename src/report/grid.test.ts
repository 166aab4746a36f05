import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { applyWarp, defaultAugment, noAugment, sampleWarp, WARP_FLOATS } from '../augment/index.js';
import { synthesise } from '../data/synth.js';
import { PIXELS } from '../util/classes.js';
import { OutputError, UsageError } from '../util/errors.js';
import { augmentedGrid, gridImage, gridPng, writeGridPng } from './grid.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-grid-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Three images whose pixels tell which image and where. */
const images = Uint8Array.from({ length: 3 * PIXELS }, (_, i) => (Math.floor(i / PIXELS) * 50 + i) % 251);

describe('gridImage', () => {
  it('puts every pixel of every image at its place, magnified, on white', () => {
    const { width, height, pixels } = gridImage(images, { columns: 2, scale: 2, gap: 3 });
    assert.deepEqual([width, height], [2 * 99 + 3, 2 * 99 + 3]);
    let white = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [column, row] = [Math.floor((x - 3) / 99), Math.floor((y - 3) / 99)];
        const [inX, inY] = [x - 3 - column * 99, y - 3 - row * 99];
        const image = row * 2 + column;
        const inside = x >= 3 && y >= 3 && inX < 96 && inY < 96 && image < 3;
        const want = inside ? images[image * PIXELS + (inY >> 1) * 48 + (inX >> 1)] : 255;
        if (pixels[y * width + x] !== want) assert.fail(`pixel ${x}, ${y}`);
        if (!inside) white++;
      }
    }
    assert.equal(white, width * height - 3 * 96 * 96);
  });

  it('keeps room for captions only when there are some, and never writes them outside their column', () => {
    const plain = gridImage(images, { columns: 3, scale: 1, gap: 0, labels: ['', '', ''] });
    assert.deepEqual(plain, gridImage(images, { columns: 3, scale: 1, gap: 0 }));
    const long = 'a label far too long for one image';
    const labelled = gridImage(images, { columns: 3, scale: 1, gap: 0, labels: ['', long] });
    assert.equal(labelled.height, plain.height + 7);
    const below = labelled.pixels.subarray(48 * labelled.width);
    const inked = Array.from(below.keys()).filter((i) => below[i] !== 255);
    assert.ok(inked.length > 50);
    assert.ok(inked.every((i) => i % labelled.width >= 48 && i % labelled.width < 96));
  });

  it('refuses settings and sizes that make no picture, naming them', () => {
    assert.throws(() => gridImage(images, { columns: 0 }), /columns is 0 .* 1 to 10000/);
    assert.throws(() => gridImage(images, { columns: 1, scale: 0.5 }), /scale is 0\.5/);
    assert.throws(() => gridImage(images, { columns: 1, gap: -1 }), UsageError);
    assert.throws(() => gridImage(new Uint8Array(0), { columns: 1 }), /0 bytes/);
    assert.throws(() => gridImage(images.subarray(1), { columns: 1 }), UsageError);
    assert.throws(() => gridImage(images, { columns: 10000, scale: 16 }), /fewer images/);
  });
});

describe('writeGridPng', () => {
  it('writes a PNG that decodes to the very pixels', async () => {
    const path = join(folder, 'grid.png');
    const options = { columns: 2, labels: ['one', 'two', 'three'] };
    await writeGridPng(path, images, options);
    const { default: sharp } = await import('sharp');
    const { data, info } = await sharp(path).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const want = gridImage(images, options);
    assert.deepEqual([info.width, info.height, info.channels], [want.width, want.height, 1]);
    assert.deepEqual(new Uint8Array(data), want.pixels);
    // Byte 25 of a PNG is its colour type: 0 = gray.
    assert.equal(readFileSync(path)[25], 0);
    assert.deepEqual(readFileSync(path), await gridPng(images, options));
  });

  it('leaves an earlier file and no other when it cannot write', async () => {
    const path = join(folder, 'kept.png');
    writeFileSync(path, 'earlier');
    await assert.rejects(writeGridPng(path, images, { columns: 0 }), UsageError);
    await assert.rejects(writeGridPng(join(folder, 'none', 'x.png'), images, { columns: 1 }), OutputError);
    assert.equal(readFileSync(path, 'utf8'), 'earlier');
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('tmp')),
      [],
    );
  });
});

describe('augmentedGrid', () => {
  const faces = synthesise({ count: 16, seed: 3 });

  it('shows each class in turn: the original, then the warps of epochs 0, 1, … of that seed', () => {
    const grid = augmentedGrid(faces, defaultAugment, 42, { rows: 9, variants: 2 });
    assert.equal(grid.columns, 3);
    assert.equal(grid.images.length, 9 * 3 * PIXELS);
    const names = grid.labels.filter((text) => text !== '');
    assert.deepEqual(names, [...faces.classes, 'angry', 'disgust']);
    const tile = (i: number) => grid.images.subarray(i * PIXELS, (i + 1) * PIXELS);
    const record = new Float32Array(WARP_FLOATS);
    for (const [line, row] of [0, 1, 2, 3, 4, 5, 6, 7, 8].entries()) {
      assert.deepEqual(tile(line * 3), faces.pixels.subarray(row * PIXELS, (row + 1) * PIXELS));
      sampleWarp(defaultAugment, 42, 1, row, record, 0);
      assert.deepEqual(tile(line * 3 + 2), applyWarp(faces.pixels, row, record));
    }
  });

  it('repeats the original when augmentation is off, and stops at the end of a small data set', () => {
    const grid = augmentedGrid(faces, noAugment, 1, { rows: 50, variants: 1 });
    assert.equal(grid.images.length, 16 * 2 * PIXELS);
    assert.deepEqual(grid.images.subarray(0, PIXELS), grid.images.subarray(PIXELS, 2 * PIXELS));
    assert.throws(() => augmentedGrid(faces, noAugment, 1, { rows: 0, variants: 1 }), /rows is 0/);
  });
});
