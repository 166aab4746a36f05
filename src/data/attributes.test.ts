/** Attributes from a csv: by row or in order, and every way in which a file can be wrong. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DataError } from '../util/errors.js';
import { parseAttributes, readAttributes } from './attributes.js';
import { inFolder, put } from './fixtures.test.helper.js';

describe('attributes', () => {
  test('one line a row of the data, in order; quotes, blanks, CRLF and a byte order mark', () => {
    const columns = parseAttributes('\ufeffglasses, site\r\nyes,"A, B"\r\n no ,\r\n', 'x.csv', 2);
    assert.deepEqual(columns, [
      { name: 'glasses', values: ['yes', 'no'] },
      { name: 'site', values: ['A, B', ''] },
    ]);
  });
  test('by a column of row numbers, in any order and any place; rows that are not named have no value', () => {
    const columns = parseAttributes('age,Row\n31,2\n5,0\n', 'x.csv', 4);
    assert.deepEqual(columns, [{ name: 'age', values: ['5', '', '31', ''] }]);
  });
  const wrong: readonly (readonly [text: string, ...parts: string[]])[] = [
    ['', 'empty', 'row,glasses'],
    ['row\n1\n', 'line 1', 'no column but row'],
    ['glasses\nyes\n', '1 line of', '3 rows', 'column named row'],
    ['row,a\n3,x\n', 'line 2', 'column row', '"3"', '0 to 2'],
    ['row,a\n-1,x\n', 'line 2', '"-1"'],
    ['row,a\n1.5,x\n', 'line 2', '"1.5"'],
    ['row,a\n1,x\n0,y\n1,z\n', 'line 4', 'row 1', 'line 2'],
    ['row,a,A\n1,x,y\n', 'line 1', 'two columns', 'A'],
    ['row,,a\n1,x,y\n', 'line 1', 'column 2 has no name'],
    ['row,a\n1,x,y\n', 'x.csv', 'line 2'],
    ['row,a\n1,"x\n', 'x.csv'],
  ];
  for (const [text, ...parts] of wrong) {
    test(`refused: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseAttributes(text, 'x.csv', 3),
        (error) => error instanceof DataError && parts.every((part) => error.message.includes(part)),
        parts.join(', '),
      );
    });
  }
  test('a file that is missing, a folder or too large', () =>
    inFolder(async (folder) => {
      const path = put(folder, 'a.csv', 'a\nx\n');
      assert.deepEqual(await readAttributes(path, 1), [{ name: 'a', values: ['x'] }]);
      await assert.rejects(readAttributes(path, 1, 3), /larger than the limit of 3 bytes/);
      await assert.rejects(readAttributes(join(folder, 'none.csv'), 1), /does not exist/);
      await assert.rejects(readAttributes(folder, 1), DataError);
    }));
});
