import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIXELS } from '../util/classes.js';
import { DataError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { CsvParser } from './csv-parser.js';
import { csvOf, randomPixels } from './fixtures.test.helper.js';
import { LIMITS } from './limits.js';
import { RowStore, type SourceRows } from './rows.js';

function parse(text: string | Uint8Array, cuts: number[] = [], skipBad = false): SourceRows {
  const bytes = Buffer.from(text);
  const store = new RowStore(skipBad, LIMITS);
  const parser = new CsvParser(store, 'f.csv');
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    parser.push(bytes.subarray(start, cut));
    start = cut;
  }
  parser.end();
  return store.finish('f.csv', true);
}

const one = randomPixels(1);
const two = randomPixels(2);
const HEADER = 'emotion,pixels,Usage\n';
const row = (pixels: readonly (number | string)[], emotion: number | string = 3, usage = 'Training') =>
  `${emotion},${pixels.join(' ')},${usage}\n`;
const withPixel = (at: number, value: number | string) => one.map((p, i) => (i === at ? value : p));

test('labels, pixels and splits come out as written', () => {
  const rows = parse(HEADER + row(one, 3) + row(two, 6, 'PrivateTest'));
  assert.equal(rows.count, 2);
  assert.deepEqual([...rows.pixels], [...one, ...two]);
  assert.deepEqual([...rows.labels], [3, 6]);
  assert.deepEqual([...rows.splits], [0, 1]);
  assert.deepEqual(rows.splitNames, ['Training', 'PrivateTest']);
});

test('every dialect of the same rows gives the same rows', () => {
  const plain = HEADER + row(one, 3) + row(two, 6, 'PublicTest');
  const dialects: Record<string, string> = {
    crlf: plain.replaceAll('\n', '\r\n'),
    cr: plain.replaceAll('\n', '\r'),
    'byte order mark': `\ufeff${plain}`,
    'byte order mark and CRLF': `\ufeff${plain.replaceAll('\n', '\r\n')}`,
    'no last line end': plain.trimEnd(),
    'blank lines': `\n${plain.replaceAll('\n', '\n\n')}`,
    'icml_face_data header': `emotion, Usage, pixels\n3,Training,${one.join(' ')}\n6,PublicTest,${two.join(' ')}\n`,
    'pixels first': `pixels,Usage,emotion\n${one.join(' ')},Training,3\n${two.join(' ')},PublicTest,6\n`,
    'pixels first, CRLF': `pixels,Usage,emotion\r\n${one.join(' ')},Training,3\r\n${two.join(' ')},PublicTest,6\r\n`,
    'quoted fields': `"emotion","pixels","Usage"\n"3","${one.join(' ')}","Training"\n"6","${two.join(' ')}","PublicTest"\n`,
    'quoted newline inside pixels': `emotion,pixels,Usage\n3,"${one.slice(0, 9).join(' ')}\n${one.slice(9).join(' ')}",Training\n${row(two, 6, 'PublicTest')}`,
    'a column more': `id,emotion,pixels,Usage\na,3,${one.join(' ')},Training\n"b ""x"", c",6,${two.join(' ')},PublicTest\n`,
    'extra blanks and leading zeros': `emotion,pixels,Usage\n 3 , ${one.map((p) => `0${p}`).join('  ')} , Training \n${row(two, 6, 'PublicTest')}`,
    'class and split by other spellings': `EMOTION,Pixels,usage\nhappy,${one.join(' ')},train\nNeutral,${two.join(' ')},public_test\n`,
  };
  const expected = parse(plain);
  for (const [name, text] of Object.entries(dialects)) assert.deepEqual(parse(text), expected, name);
});

test('without a Usage column every row is Training', () => {
  const rows = parse(`emotion,pixels\n3,${one.join(' ')}\n`);
  assert.deepEqual(rows.splitNames, ['Training']);
});

test('where the chunks are cut never matters (60 seeded random cuttings, and every byte alone)', () => {
  const text = `\ufeff${csvOf(6)}`.replaceAll('\n', '\r\n') + row(withPixel(2000, 'NaN')) + row(two);
  const expected = parse(text, [], true);
  assert.equal(expected.count, 7);
  const length = Buffer.byteLength(text);
  const bytewise = Array.from({ length: length - 1 }, (_, i) => i + 1);
  assert.deepEqual(parse(text, bytewise, true), expected);
  for (let seed = 0; seed < 60; seed++) {
    const random = new RandomStream(seed, Purpose.bootstrap);
    const cuts = Array.from({ length: random.integer(200) }, () => random.integer(length)).sort(
      (a, b) => a - b,
    );
    assert.deepEqual(parse(text, cuts, true), expected, `seed ${seed}`);
  }
});

const BAD: [name: string, line: string, message: RegExp][] = [
  [
    '2303 pixels',
    row(one.slice(1)),
    /f\.csv, line 3, column pixels: 2303 pixels instead of 2304; .*--skip-bad/,
  ],
  ['2305 pixels', row([...one, 1]), /line 3, column pixels: 2305 pixels instead of 2304/],
  ['no pixels', row([]), /line 3, column pixels: 0 pixels instead of 2304/],
  ['a pixel of 256', row(withPixel(16, 256)), /line 3, column pixels: pixel 17 of 2304 is 256, above 255/],
  ['a last pixel of 256', row(withPixel(PIXELS - 1, 256)), /pixel 2304 of 2304 is 256, above 255/],
  ['a huge pixel', row(withPixel(0, '1'.repeat(400))), /pixel 1 of 2304 is 999999999 or more, above 255/],
  ['NaN', row(withPixel(16, 'NaN')), /line 3, column pixels: pixel 17 of 2304 is NaN, not a whole number/],
  ['a negative pixel', row(withPixel(16, -1)), /pixel 17 of 2304 is -1, not/],
  ['a fraction', row(withPixel(16, '12.5')), /pixel 17 of 2304 is 12\.5, not/],
  ['emotion 7', row(one, 7), /line 3, column emotion: emotion is "7", known are 0 angry/],
  ['no emotion', row(one, ''), /line 3, column emotion: emotion is ""/],
  [
    'an unknown Usage',
    row(one, 3, 'Holdout'),
    /line 3, column Usage: unknown Usage "Holdout", known are Training/,
  ],
  ['a column too few', `3,${one.join(' ')}\n`, /line 3: 2 columns instead of 3/],
  ['a label alone', '3\n', /line 3: 1 column instead of 3/],
  ['a column too many', `3,${one.join(' ')},Training,x\n`, /line 3: 4 columns instead of 3/],
  ['an open quote', `3,"${one.join(' ')},Training\n`, /line 3/],
];

for (const [name, line, message] of BAD) {
  test(`${name}: refused with line and column, or skipped and listed`, () => {
    const isDataError = (error: unknown) =>
      error instanceof DataError && message.test(error.message) && !error.message.includes('\n');
    assert.throws(() => parse(HEADER + row(two) + line), isDataError);
    const rows = parse(HEADER + row(two) + line, [], true);
    assert.equal(rows.count, 1);
    assert.equal(rows.skipped.length, 1);
    assert.deepEqual(rows.skippedAt, [1]);
    assert.match(rows.skipped[0].where, /^f\.csv, line 3/);
    assert.throws(
      () => parse(HEADER + line, [], true),
      /no usable row, all 1 are bad \(first: f\.csv, line 2/,
    );
  });
}

test('line numbers count blank lines and lines inside quotes', () => {
  const text = `${HEADER}\n3,"${one.join('\n')}",Training\n\n${row(one, 9)}`;
  assert.throws(() => parse(text), new RegExp(`line ${2 + PIXELS + 2}, column emotion`));
});

test('headers: missing, doubled and unending ones are named', () => {
  assert.throws(() => parse(row(one)), /f\.csv, line 1: no column is named emotion/);
  assert.throws(() => parse('emotion,Usage\n'), /no column is named pixels \(found: emotion, Usage\)/);
  assert.throws(() => parse('emotion,pixels,pixels\n'), /2 columns are named pixels/);
  assert.throws(() => parse(new Uint8Array(100_000)), /no end of line in the first 65536 bytes/);
  assert.throws(() => parse(''), /f\.csv is empty/);
  assert.throws(() => parse('\n\n'), /f\.csv is empty/);
  assert.throws(() => parse(HEADER), /f\.csv holds no rows/);
});

test('a file of nothing but bad rows stops at the limit', () => {
  const store = new RowStore(true, { ...LIMITS, badRows: 10 });
  const parser = new CsvParser(store, 'f.csv');
  assert.throws(() => parser.push(Buffer.from(HEADER + 'x\n'.repeat(20))), /line 12.*at most 10 are skipped/);
});
