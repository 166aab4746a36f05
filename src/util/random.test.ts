import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashWords, Purpose, philox, RandomStream } from './random.js';

test('philox gives the known answers published with Random123 (kat_vectors, philox2x32 10)', () => {
  assert.deepEqual(philox(0, 0, 0), [0xff1dae59, 0x6cd10df2]);
  assert.deepEqual(philox(0xffffffff, 0xffffffff, 0xffffffff), [0x2c3f628b, 0xab4fd7ad]);
  assert.deepEqual(philox(0x243f6a88, 0x85a308d3, 0x13198a2e), [0xdd7ce038, 0xf62a4c12]);
});

test('hashWords depends on every word, on their order and on their number', () => {
  const keys = [
    hashWords(),
    hashWords(0),
    hashWords(0, 0),
    hashWords(1, 2),
    hashWords(2, 1),
    hashWords(1, 3),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

test('a stream is the same whenever it is asked, and every part of its name matters', () => {
  const first = (...name: ConstructorParameters<typeof RandomStream>): number =>
    new RandomStream(...name).next();
  assert.equal(first(42, Purpose.augment, 3, 7), first(42, Purpose.augment, 3, 7));
  const others = [
    first(42, Purpose.augment, 3, 7),
    first(43, Purpose.augment, 3, 7),
    first(42 + 2 ** 32, Purpose.augment, 3, 7),
    first(42, Purpose.dropout, 3, 7),
    first(42, Purpose.augment, 7, 3),
    first(42, Purpose.augment, 3),
  ];
  assert.equal(new Set(others).size, others.length);
});

test('purposes have numbers of their own', () => {
  const numbers = Object.values(Purpose);
  assert.equal(new Set(numbers).size, numbers.length);
});

const n = 100_000;

test('uniform stays in [low, high) and its mean and variance are within 5 standard errors', () => {
  const random = new RandomStream(1, Purpose.bootstrap);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const value = random.uniform(-1, 1);
    assert.ok(value >= -1 && value < 1);
    sum += value;
    squares += value * value;
  }
  // Uniform on ±1: variance 1/3, variance of the square 4/45.
  assert.ok(Math.abs(sum / n) < 5 * Math.sqrt(1 / 3 / n));
  assert.ok(Math.abs(squares / n - 1 / 3) < 5 * Math.sqrt(4 / 45 / n));
});

test('integer(7) is even: χ² with 6 degrees of freedom under 22.5 (99.9 %)', () => {
  const random = new RandomStream(2, Purpose.bootstrap);
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < n; i++) counts[random.integer(7)]++;
  const expected = n / 7;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert.ok(chiSquare < 22.5, `${chiSquare}`);
});

test('integer reaches both ends and takes bounds of 1 and 2^32', () => {
  const random = new RandomStream(3, Purpose.bootstrap);
  const seen = new Set<number>();
  for (let i = 0; i < 100; i++) seen.add(random.integer(3));
  assert.deepEqual([...seen].sort(), [0, 1, 2]);
  assert.equal(random.integer(1), 0);
  assert.ok(random.integer(2 ** 32) >= 0);
});

test('chance: never at 0, always at 1, within 5 standard errors at 0.3', () => {
  const random = new RandomStream(4, Purpose.bootstrap);
  let hits = 0;
  for (let i = 0; i < n; i++) {
    assert.equal(random.chance(0), false);
    assert.equal(random.chance(1), true);
    if (random.chance(0.3)) hits++;
  }
  assert.ok(Math.abs(hits / n - 0.3) < 5 * Math.sqrt(0.21 / n));
});

test('shuffle keeps every element and puts each of three in each place equally often (5 standard errors)', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = new RandomStream(5, Purpose.shuffle).shuffle([...items]);
  assert.notDeepEqual(shuffled, items);
  assert.deepEqual(
    shuffled.sort((a, b) => a - b),
    items,
  );
  const rounds = 9000;
  const places = [0, 0, 0];
  for (let i = 0; i < rounds; i++) {
    places[new RandomStream(6, Purpose.shuffle, i).shuffle(new Uint32Array([1, 2, 3])).indexOf(1)]++;
  }
  const error = 5 * Math.sqrt((2 / 9) * rounds);
  for (const count of places) assert.ok(Math.abs(count - rounds / 3) < error, `${places}`);
});
