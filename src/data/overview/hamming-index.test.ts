import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Purpose, RandomStream } from '../../util/random.js';
import { bitCount, HammingIndex, RADIUS } from './hamming-index.js';

test('bits are counted', () => {
  assert.deepEqual(
    [0, 1, 0x80000000, 0xffffffff, 0xf0f0f0f0, 0x12345678].map(bitCount),
    [0, 1, 1, 32, 16, 13],
  );
});

test('finds exactly what comparing all with all finds, each once', () => {
  const random = new RandomStream(5, Purpose.bootstrap);
  const count = 600;
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    // Every second one is an earlier one with 0 to 16 bits turned over, so that distances cross the radius.
    const from = i % 2 === 1 ? random.integer(i) : undefined;
    low[i] = from === undefined ? random.next() : low[from];
    high[i] = from === undefined ? random.next() : high[from];
    for (let turns = i % 17; from !== undefined && turns > 0; turns--) {
      const bit = random.integer(64);
      if (bit < 32) low[i] ^= 1 << bit;
      else high[i] ^= 1 << (bit - 32);
    }
  }
  const index = new HammingIndex({ low, high });
  let pairs = 0;
  for (let i = 0; i < count; i++) {
    const found: number[] = [];
    index.after(i, low[i], high[i], (other) => found.push(other));
    const expected = Array.from({ length: count - i - 1 }, (_, k) => i + 1 + k).filter(
      (other) => bitCount(low[i] ^ low[other]) + bitCount(high[i] ^ high[other]) <= RADIUS,
    );
    assert.deepEqual(
      found.sort((a, b) => a - b),
      expected,
    );
    pairs += found.length;
  }
  assert.ok(pairs > 100, `${pairs} pairs`);
  assert.ok(index.visited < (count * (count - 1)) / 4, `${index.visited} looked at`);
});
