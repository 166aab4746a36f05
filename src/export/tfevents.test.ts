/** Event files read back: framing and checksums by hand, messages by the library's reader. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvents } from './read-events.test.helper.js';
import { encodeEventsHead, encodeScalars, maskedCrc } from './tfevents.js';

test('CRC-32C is that of RFC 3720, appendix B.4, masked as TensorFlow masks it', () => {
  const unmask = (masked: number): number => {
    const rotated = (masked - 0xa282ead8) >>> 0;
    return ((rotated >>> 17) | (rotated << 15)) >>> 0;
  };
  assert.equal(unmask(maskedCrc(new Uint8Array(32))), 0x8a9136aa);
  assert.equal(unmask(maskedCrc(new Uint8Array(32).fill(0xff))), 0x62a8ab43);
  assert.equal(unmask(maskedCrc(Uint8Array.from({ length: 32 }, (_, i) => i))), 0x46dd794e);
});

test('what was written comes back, after the version and the start of the session', () => {
  const events = [
    { tag: 'epoch/loss', step: 1, value: 1.5, time: 1.7e9 + 0.25 },
    { tag: 'step/learning rate', step: 300_000, value: -0.001, time: 1.8e9 },
  ];
  const bytes = Buffer.concat([encodeEventsHead(1.6e9), encodeScalars(events)]);
  const [version, start, ...scalars] = readEvents(bytes);
  assert.deepEqual(version, { time: 1.6e9, fileVersion: 'brain.Event:2' });
  assert.deepEqual(start, { time: 1.6e9, session: 1 });
  assert.deepEqual(
    scalars,
    events.map((event) => ({ ...event, value: Math.fround(event.value) })),
  );
});

test('no values are no bytes', () => {
  assert.equal(encodeScalars([]).length, 0);
});

test('a flipped bit is found', () => {
  const bytes = encodeScalars([{ tag: 'a', step: 1, value: 2, time: 3 }]);
  for (const at of [0, 9, 14, bytes.length - 1]) {
    const broken = bytes.slice();
    broken[at] ^= 1;
    assert.throws(() => readEvents(broken), /record/, `byte ${at}`);
  }
});
