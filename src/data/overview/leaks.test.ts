import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datasetOf } from './fixtures.test.helper.js';
import { countLeaks } from './leaks.js';

const blank = new Uint8Array(2304);

test('rows that are in another split too, exactly or nearly, counted by hand', () => {
  // Rows 0, 1 and 5 are one picture; 2 is nearly 3; 4 stands alone; 6 and 7 are of one gray.
  const splits = [0, 0, 0, 1, 1, 1, 0, 1];
  const dataset = datasetOf(
    splits.map(() => blank),
    undefined,
    splits,
  );
  const first = Uint32Array.of(0, 0, 2, 3, 4, 0, 6, 6);
  const leaks = countLeaks(dataset, first, (row) => row >= 6, [{ a: 2, b: 3, correlation: 0.95 }]);
  assert.deepEqual(leaks, [
    { split: 'Training', other: 'PublicTest', of: 4, exact: 2, copies: 3 },
    { split: 'PublicTest', other: 'Training', of: 4, exact: 1, copies: 2 },
  ]);
});

test('one split leaks nowhere', () => {
  const dataset = { ...datasetOf([blank, blank]), splitNames: ['all'] };
  assert.deepEqual(
    countLeaks(dataset, Uint32Array.of(0, 0), () => false, []),
    [],
  );
});
