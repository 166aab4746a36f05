import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readAhead } from './read-ahead.js';

const numbers = (n: number) => Array.from({ length: n }, (_, i) => Uint8Array.of(i));

test('chunks come in order, also to a reader slower than the stream', async () => {
  for (const delay of [0, 1]) {
    const seen: number[] = [];
    for await (const chunk of readAhead(Readable.from(numbers(40)))) {
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      seen.push(chunk[0]);
    }
    assert.deepEqual(
      seen,
      numbers(40).map((chunk) => chunk[0]),
    );
  }
  for await (const _ of readAhead(Readable.from([]))) assert.fail('no chunk');
});

test('a large chunk is handed on in slices that make it up again', async () => {
  const large = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
  const slices: Uint8Array[] = [];
  for await (const slice of readAhead(Readable.from([large, large]))) slices.push(slice);
  assert.ok(slices.every((slice) => slice.length <= 65_536));
  assert.deepEqual(Buffer.concat(slices), Buffer.concat([large, large]));
});

test('never more than the allowed number of chunks is taken ahead', async () => {
  let made = 0;
  async function* source() {
    for (const chunk of numbers(200)) {
      made++;
      yield chunk;
    }
  }
  let read = 0;
  for await (const _ of readAhead(Readable.from(source(), { highWaterMark: 1 }))) {
    read++;
    await new Promise((resolve) => setTimeout(resolve, 1));
    // Four waiting, one in the stream's own buffer, one being made, one handed over.
    assert.ok(made - read <= 7, `${made - read} ahead`);
  }
  assert.equal(read, 200);
});

test('errors reach the reader after the chunks before them, and stopping early destroys the stream', async () => {
  async function* failing() {
    yield* numbers(3);
    throw new Error('torn');
  }
  await assert.rejects(async () => {
    for await (const _ of readAhead(Readable.from(failing())));
  }, /torn/);
  const stream = Readable.from(numbers(100));
  for await (const _ of readAhead(stream)) break;
  assert.ok(stream.destroyed);
});
