import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeDataset } from '../data/describe.js';
import { synthesise } from '../data/synth.js';
import { classTable, dataFacts } from './facts.js';

const faces = synthesise({ count: 35, seed: 1 });

test('every class has a row, and each split a column of its counts', () => {
  const { head, rows } = classTable(describeDataset(faces));
  assert.deepEqual(head, ['class', 'Training', 'PublicTest', 'all']);
  assert.equal(rows.length, 8);
  assert.deepEqual(rows[0], ['angry', '4  14.3 %', '1  14.3 %', '5  14.3 %']);
  assert.deepEqual(
    rows[7].map((cell) => cell.trim()),
    ['all', '28', '7', '35'],
  );
});

test('duplicates, constant images and bad rows are counted in words', () => {
  const pixels = faces.pixels.slice();
  pixels.copyWithin(2304, 0, 2304); // image 1 (disgust) becomes image 0 (angry)
  pixels.fill(9, 2 * 2304, 3 * 2304);
  const skipped = [{ where: 'a.csv, line 2', why: 'emotion 7' }];
  const facts = new Map(dataFacts(describeDataset({ ...faces, pixels, skipped })));
  assert.equal(facts.get('constant images'), '1');
  assert.equal(facts.get('exact duplicates'), '1 row too many, in 1 group');
  assert.equal(facts.get('duplicates with different labels'), '1 group, 2 rows');
  assert.equal(facts.get('duplicates across splits'), 'none');
  assert.equal(facts.get('bad rows left out'), '1');
});
