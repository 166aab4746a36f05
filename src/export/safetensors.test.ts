import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { decodeSafetensors, encodeSafetensors, type Tensor } from './safetensors.js';

const tensors: [string, Tensor][] = [
  ['10', { shape: [2, 3], data: new Float32Array([1, -2, 3.5, -0, Infinity, 1e-45]) }],
  ['2.weight', { shape: [], data: new Float32Array([0.1]) }],
  ['é "quoted" \\', { shape: [0, 4], data: new Float32Array(0) }],
  ['last', { shape: [1], data: new Float32Array([7]) }],
];

/** A file with the given header text and so many bytes of data, 0, 1, 2, … */
function file(header: string, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  for (let i = 0; i < dataBytes; i++) bytes[8 + text.length + i] = i;
  return bytes;
}

test('the documented example', () => {
  const bytes = encodeSafetensors([['0.bias', { shape: [2], data: new Float32Array([1, 2]) }]]);
  assert.deepEqual(decodeSafetensors(bytes, 'memory').tensors.get('0.bias')?.data, new Float32Array([1, 2]));
});

test('what is written comes back, in the same order, bit for bit', () => {
  const back = decodeSafetensors(encodeSafetensors(tensors, { made: 'here' }), 'memory');
  assert.deepEqual([...back.tensors], tensors);
  assert.deepEqual(back.metadata, { made: 'here' });
});

test('the same tensors give the same bytes, and the values start at a multiple of 8', () => {
  const bytes = encodeSafetensors(tensors);
  assert.deepEqual(encodeSafetensors(new Map(tensors)), bytes);
  const headerLength = new DataView(bytes.buffer).getUint32(0, true);
  assert.equal(headerLength % 8, 0);
  assert.equal(bytes.length, 8 + headerLength + 8 * 4);
});

test('the bytes follow the published format exactly', () => {
  const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const expected = [header.length + 2, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from(`${header}  `), 0, 0, 128, 63];
  assert.deepEqual([...encodeSafetensors([['a', { shape: [1], data: new Float32Array([1]) }]])], expected);
});

test('a view into a larger buffer reads and writes its own values only', () => {
  const data = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
  const bytes = encodeSafetensors([['a', { shape: [2], data }]]);
  const pool = Buffer.alloc(bytes.length + 3);
  pool.set(bytes, 3);
  const back = decodeSafetensors(pool.subarray(3), 'memory').tensors.get('a')!.data;
  pool.fill(0);
  assert.deepEqual(back, new Float32Array([1, 2]));
});

test('F16 widens exactly: zero, subnormal, one, largest, infinity, NaN', () => {
  const bits = [0x0000, 0x8000, 0x0001, 0x83ff, 0x3c00, 0xc500, 0x7bff, 0x7c00, 0xfc00, 0x7e00];
  const values = [0, -0, 2 ** -24, -1023 * 2 ** -24, 1, -5, 65504, Infinity, -Infinity, Number.NaN];
  const bytes = file(`{"h":{"dtype":"F16","shape":[10],"data_offsets":[0,20]}}`, 20);
  bytes.set(new Uint8Array(new Uint16Array(bits).buffer), bytes.length - 20);
  assert.deepEqual(decodeSafetensors(bytes, 'memory').tensors.get('h')!.data, new Float32Array(values));
});

test('F16 is written where it is asked for, beside F32, with offsets of its own width', () => {
  const values = Float32Array.of(0.5, -2, 65504);
  const mixed = [
    ['full', { shape: [3], data: values }],
    ['half', { shape: [3], data: values }],
  ] as const;
  const bytes = encodeSafetensors(mixed, {}, (name) => name === 'half');
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  assert.deepEqual(header.half, { dtype: 'F16', shape: [3], data_offsets: [12, 18] });
  assert.equal(bytes.length, 8 + length + 18);
  const { tensors } = decodeSafetensors(bytes, 'memory');
  assert.deepEqual(tensors.get('half')!.data, values);
  assert.deepEqual(tensors.get('full')!.data, values);
  assert.throws(
    () => encodeSafetensors([['w', { shape: [1], data: Float32Array.of(1e5) }]], {}, () => true),
    /tensor "w" holds 100000/,
  );
});

test('tensors may be named in another order than they lie in the file', () => {
  const f32 = (begin: number, end: number): string =>
    `{"dtype":"F32","shape":[1],"data_offsets":[${begin},${end}]}`;
  const back = decodeSafetensors(file(`{"b":${f32(4, 8)},"a":${f32(0, 4)}}`, 8), 'memory');
  assert.deepEqual([...back.tensors.keys()], ['a', 'b']);
});

test('each kind of damage is named with its place', () => {
  const one = (text: string): string => `{"a":${text}}`;
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(7), /^w\.st: has 7 bytes, too few/],
    [file('{}', 0).subarray(0, 9), /byte 0 gives a header of 2 bytes but only 1 follow/],
    [new Uint8Array([0, 0, 0, 8, 0, 0, 0, 0, 1]), /over the limit of 100000000/],
    [new Uint8Array(16).fill(255), /over the limit/],
    [file('{"a"', 0), /byte 8 is not valid JSON/],
    [file('\ufeff{}', 0), /byte 8 is not valid JSON/],
    [new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 255]), /byte 8 is not valid JSON/],
    [file('[]', 0), /not a JSON object/],
    [file('null', 0), /not a JSON object/],
    [file(one('3'), 0), /tensor "a" is not described/],
    [file(one('{"dtype":"I64","shape":[1],"data_offsets":[0,8]}'), 8), /tensor "a" has values of type "I64"/],
    [file(one('{"dtype":"toString","shape":[],"data_offsets":[0,4]}'), 4), /type "toString"/],
    [file(one('{"shape":[1],"data_offsets":[0,4]}'), 4), /type undefined/],
    [file(one('{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}'), 4), /tensor "a" has a shape/],
    [file(one('{"dtype":"F32","shape":[0.5],"data_offsets":[0,4]}'), 4), /tensor "a" has a shape/],
    [file(one('{"dtype":"F32","shape":"1","data_offsets":[0,4]}'), 4), /tensor "a" has a shape/],
    [file(one('{"dtype":"F32","shape":[1],"data_offsets":[0]}'), 4), /data_offsets/],
    [file(one('{"dtype":"F32","shape":[1],"data_offsets":[0,1e99]}'), 4), /data_offsets/],
    [file(one('{"dtype":"F32","shape":[1],"data_offsets":[4,0]}'), 4), /ends at data byte 0, before/],
    [file(one('{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'), 4), /"a" ends at data byte 8 but only 4/],
    [file(one('{"dtype":"F32","shape":[2],"data_offsets":[0,4]}'), 4), /needs 8 bytes but has 4/],
    [
      file(one('{"dtype":"F32","shape":[9007199254740991,9007199254740991,0],"data_offsets":[0,0]}'), 0),
      /shape too large/,
    ],
    [file('{}', 4), /bytes 10 to 14 belong to no tensor/],
    [file(one('{"dtype":"F32","shape":[1],"data_offsets":[4,8]}'), 8), /bytes 62 to 66 belong to no tensor/],
    [
      file(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8,
      ),
      /tensor "b" overlaps another at byte 119/,
    ],
    [
      file(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8,
      ),
      /names "a" twice/,
    ],
    [file('{"__metadata__":{"a":1}}', 0), /__metadata__ has a value that is not text at "a"/],
    [file('{"__metadata__":[]}', 0), /__metadata__ is not an object/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(
      () => decodeSafetensors(bytes, 'w.st'),
      (error) => {
        assert.ok(error instanceof ModelError);
        assert.match(error.message, message);
        return true;
      },
    );
  }
});

test('every truncation and 5,000 random byte changes either decode or throw ModelError', () => {
  const whole = encodeSafetensors(tensors, { made: 'here' });
  const headerLength = new DataView(whole.buffer).getUint32(0, true);
  const attempt = (bytes: Uint8Array): boolean => {
    try {
      decodeSafetensors(bytes, 'memory');
      return true;
    } catch (error) {
      assert.ok(error instanceof ModelError, String(error));
      return false;
    }
  };
  for (let length = 0; length < whole.length; length++)
    assert.equal(attempt(whole.subarray(0, length)), false);
  const random = new RandomStream(1, Purpose.bootstrap);
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    const bytes = whole.slice();
    // One to three changes in the length and header, where they can hurt.
    for (let n = random.integer(3); n >= 0; n--)
      bytes[random.integer(8 + headerLength)] = random.integer(256);
    if (!attempt(bytes)) refused++;
  }
  assert.ok(refused > 2500 && refused < 5000, `${refused} refused`);
});

test('encoding refuses a name given twice, the reserved name and a shape that does not fit', () => {
  const good: Tensor = { shape: [1], data: new Float32Array(1) };
  assert.throws(
    () =>
      encodeSafetensors([
        ['a', good],
        ['a', good],
      ]),
    ModelError,
  );
  assert.throws(() => encodeSafetensors([['__metadata__', good]]), ModelError);
  assert.throws(
    () => encodeSafetensors([['a', { shape: [2], data: new Float32Array(1) }]]),
    /do not fill its shape/,
  );
});
