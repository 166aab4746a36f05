import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapAhead } from './ahead.js';

test('results keep the order of the items, and no more than the number given are worked on', async () => {
  let [running, most] = [0, 0];
  const work = async (n: number): Promise<number> => {
    most = Math.max(most, ++running);
    // Later items are done sooner.
    await new Promise((resolve) => setTimeout(resolve, 12 - n));
    running--;
    return n * n;
  };
  const found: number[] = [];
  for await (const square of mapAhead([...Array(10).keys()], 3, work)) found.push(square);
  assert.deepEqual(found, [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
  assert.equal(most, 3);
});

test('nothing is worked on that nobody asks for, and no items give no results', async () => {
  const seen: number[] = [];
  const work = async (n: number): Promise<number> => seen.push(n);
  for await (const _ of mapAhead([1, 2, 3, 4, 5, 6], 2, work)) break;
  assert.deepEqual(seen, [1, 2]);
  for await (const _ of mapAhead([], 2, work)) assert.fail();
});
