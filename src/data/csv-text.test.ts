/** Small CSV files: read under a limit, and told apart from other texts. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { parseCsv, readText } from './csv-text.js';
import { inFolder } from './fixtures.test.helper.js';

test('a file of as many bytes as the limit is read, a larger or missing one is told of', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a.csv');
    await writeFile(path, 'a,é\n');
    assert.equal(await readText(path, 5, 'cut it'), 'a,é\n');
    await assert.rejects(
      readText(path, 4, 'cut it'),
      /a\.csv is larger than the limit of 4 bytes: cut it\.$/,
    );
    await assert.rejects(readText(join(folder, 'b.csv'), 5, 'cut it'), /does not exist/);
  }));

test('fields as they are, empty lines left out', () => {
  const parse = (text: string) => parseCsv(text, 'x.csv', 'csv of things', 'mend it');
  assert.deepEqual(parse('\ufeffa,b\r\n\r\n"1, 2",\r\n'), [
    ['a', 'b'],
    ['1, 2', ''],
  ]);
  assert.deepEqual(parse(''), []);
  assert.throws(() => parse('a,b\n1\n'), DataError);
  assert.throws(() => parse('a\n"b\n'), /x\.csv is no csv of things \(.*\): mend it\.$/s);
});
