import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PIXELS } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { csvOf, inFolder, png, put, randomPixels, tarOf, zipOf } from './fixtures.test.helper.js';
import { type ReadOptions, readDataset } from './read.js';

const CSV = csvOf(9);
const PLAIN: ReadOptions = { cache: false };

/** Expects a DataError of one sentence that names the file and matches. */
async function refuses(path: string, message: RegExp, options: ReadOptions = PLAIN): Promise<void> {
  await assert.rejects(readDataset(path, options), (error: unknown) => {
    assert.ok(error instanceof DataError, `${error}`);
    assert.match(error.message, message);
    assert.ok(error.message.includes(path), `names the path: ${error.message}`);
    assert.ok(!error.message.includes('\n') && error.message.endsWith('.'), error.message);
    return true;
  });
}

test('the same csv reads the same plain, in gzip, zip, tar and tar.gz, whatever the name says', () =>
  inFolder(async (folder) => {
    const tar = await tarOf({ 'fer2013/README': 'hello', 'fer2013/fer2013.csv': CSV, 'fer2013/x.bib': '' });
    const paths = [
      put(folder, 'a.csv', CSV),
      put(folder, 'a.csv.gz', gzipSync(CSV)),
      put(folder, 'a.zip', zipOf({ 'fer2013/readme.txt': 'x', 'fer2013/fer2013.csv': CSV })),
      put(
        folder,
        'several.zip',
        zipOf({ 'train.csv': 'x', 'icml_face_data.csv': CSV, 'example_submission.csv': 'y' }),
      ),
      put(folder, 'a.tar', tar),
      put(folder, 'a.tar.gz', gzipSync(tar)),
      put(folder, 'gzip-by-content.csv', gzipSync(CSV)),
      put(folder, 'zip-by-content.gz', zipOf({ 'a.csv': CSV })),
      put(folder, 'two-members.gz', Buffer.concat([gzipSync(CSV.slice(0, 5000)), gzipSync(CSV.slice(5000))])),
    ];
    const first = await readDataset(paths[0], PLAIN);
    assert.equal(first.count, 9);
    assert.deepEqual([...first.pixels.subarray(0, PIXELS)], randomPixels(0));
    for (const path of paths) {
      const dataset = await readDataset(path, PLAIN);
      assert.deepEqual(dataset, { ...first, source: path }, path);
    }
  }));

test('progress goes up to the size of the file, and an abort ends the read with its reason', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv', CSV);
    const seen: number[][] = [];
    await readDataset(path, { ...PLAIN, onProgress: (...at) => seen.push(at) });
    assert.deepEqual(seen.at(-1), [CSV.length, CSV.length]);
    const reason = new Error('enough');
    await assert.rejects(readDataset(path, { ...PLAIN, signal: AbortSignal.abort(reason) }), reason);
    const later = new AbortController();
    const onProgress = () => later.abort(reason);
    const long = put(folder, 'long.csv', csvOf(200));
    await assert.rejects(readDataset(long, { ...PLAIN, signal: later.signal, onProgress }), reason);
  }));

test('skipBad leaves bad rows out and lists them', () =>
  inFolder(async (folder) => {
    const path = put(folder, 'a.csv.gz', gzipSync(`${CSV}7,1 2 3,Training\n`));
    await refuses(path, /line 11, column emotion: emotion is "7".* \(or the archive is damaged\), or leave/);
    const dataset = await readDataset(path, { ...PLAIN, skipBad: true });
    assert.equal(dataset.count, 9);
    assert.equal(dataset.skipped.length, 1);
    assert.equal(dataset.skipped[0].where, `${path}, line 11, column emotion`);
  }));

test('files that are missing, empty, cut short, damaged or of another kind', () =>
  inFolder(async (folder) => {
    const packed = gzipSync(csvOf(40));
    const broken = Buffer.from(packed);
    broken.fill(0x55, packed.length >> 1, (packed.length >> 1) + 64);
    const zip = zipOf({ 'a.csv': csvOf(40) });
    const tar = await tarOf({ 'a.csv': csvOf(40) });
    await refuses(join(folder, 'none.csv'), /does not exist: check the path/);
    await refuses(join(put(folder, 'file', 'x'), 'below.csv'), /lies under a file/);
    await refuses(put(folder, 'empty.csv', ''), /is empty \(0 bytes\)/);
    await refuses(put(folder, 'empty.csv.gz', gzipSync('')), /is empty/);
    const place = String.raw`\(after byte \d+ of \d+, \d+ rows read\)`;
    const cut = packed.subarray(0, packed.length - 3000);
    await refuses(put(folder, 'cut.csv.gz', cut), new RegExp(`is cut short.* ${place}: .*again`));
    const tail = packed.subarray(0, packed.length - 4);
    await refuses(put(folder, 'tail.csv.gz', tail), /is cut short.* of \d+, 40 rows read\)/);
    // Damage may decode to other bytes and show as a bad row first.
    const damage = new RegExp(`is damaged.* ${place}: .*again|line \\d+.* \\(or the archive is damaged\\)`);
    await refuses(put(folder, 'broken.csv.gz', broken), damage);
    const checksum = Buffer.from(packed);
    checksum[packed.length - 6] ^= 1;
    await refuses(put(folder, 'sum.csv.gz', checksum), new RegExp(`is damaged.* ${place}`));
    await refuses(put(folder, 'cut.zip', zip.subarray(0, zip.length - 30)), /damaged or cut-short zip/);
    await refuses(
      put(folder, 'cut.tar', tar.subarray(0, tar.length >> 1)),
      /Unexpected end of data|cut short/,
    );
    await refuses(put(folder, 'cut.tgz', gzipSync(tar).subarray(0, 9000)), /cut short/);
    await refuses(put(folder, 'nothing.zip', zipOf({ 'readme.txt': 'x' })), /no csv and no images/);
    await refuses(put(folder, 'nothing.tar', await tarOf({ 'readme.txt': 'x' })), /no csv and no images/);
    await refuses(
      put(folder, 'two.zip', zipOf({ 'a.csv': CSV, 'b.csv': CSV })),
      /holds both a\.csv and b\.csv/,
    );
    await refuses(
      put(folder, 'two.tar', await tarOf({ 'a.csv': CSV, 'b.csv': CSV })),
      /both a\.csv and b\.csv/,
    );
    await refuses(put(folder, 'a.csv', await png(randomPixels(1))), /is a single PNG image/);
    await refuses(put(folder, 'b.csv', Buffer.from('BZh91AY')), /is a bzip2 file/);
    await refuses(put(folder, 'u.csv', Buffer.from(`\ufeff${CSV}`, 'utf16le')), /is a UTF-16 file/);
    await refuses(put(folder, 'twice.gz', gzipSync(packed)), /holds a gzip file inside gzip/);
    await refuses(put(folder, 'noise.csv', Buffer.from(randomPixels(3))), /line 1/);
  }));

test('archive paths that point outside are refused', () =>
  inFolder(async (folder) => {
    await refuses(put(folder, 'a.zip', zipOf({ '../a.csv': CSV })), /points outside the archive/);
    await refuses(put(folder, 'b.zip', zipOf({ '/etc/a.csv': CSV })), /points outside the archive/);
    await refuses(put(folder, 'c.tar', await tarOf({ 'x/../../a.csv': CSV })), /points outside the archive/);
  }));

test('decompression bombs stop at the limit, counted while unpacking', () =>
  inFolder(async (folder) => {
    const limits = { unpackedBytes: 300_000 };
    const options = { ...PLAIN, limits };
    const big = csvOf(60);
    const over = /unpacks to more than the limit of 300000 bytes/;
    assert.ok(big.length > limits.unpackedBytes);
    await refuses(put(folder, 'a.gz', gzipSync(big)), over, options);
    await refuses(put(folder, 'a.zip', zipOf({ 'a.csv': big })), over, options);
    await refuses(put(folder, 'a.tgz', gzipSync(await tarOf({ 'a.csv': big }))), over, options);
    assert.equal((await readDataset(put(folder, 'ok.gz', gzipSync(CSV)), options)).count, 9);
    // Without any line end or with an endless row there is nothing to fill the memory with either.
    await refuses(put(folder, 'zeros.gz', gzipSync(Buffer.alloc(5_000_000))), /line 1/);
    const endless = `emotion,pixels\n0,${'1 '.repeat(2_000_000)}`;
    await refuses(
      put(folder, 'row.gz', gzipSync(endless)),
      /line 2, column pixels: 2000000 pixels instead of 2304/,
    );
  }));

test(
  'a folder that may not be opened is named',
  { skip: process.getuid?.() === 0 || process.platform === 'win32' },
  () =>
    inFolder(async (folder) => {
      const path = join(folder, 'closed');
      mkdirSync(path, { mode: 0 });
      await refuses(path, /may not be read/);
    }),
);
