import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeSafetensors, encodeSafetensors } from '../export/safetensors.js';
import { ModelError } from '../util/errors.js';
import { decodeCheckpoint, encodeCheckpoint, readState } from './checkpoint.js';
import { completeConfig } from './config.js';
import { fakeModel } from './fake-engine.test.helper.js';
import { freshState } from './state.js';

const identity = {
  config: completeConfig({ model: fakeModel, ema: 0.5, choose: 'best' }),
  fingerprint: 'ab'.repeat(32),
};
const tensor = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });
const checkpoint = {
  // Doubles with all 53 bits in use, and one under the normal range.
  state: {
    ...freshState(),
    epoch: 3,
    step: 2,
    seconds: 1 / 3,
    kept: { epoch: 1, hash: 'h' },
    plateau: { share: 0.1 + 0.2, best: 5e-324, waited: 1 },
  },
  weights: new Map([['0.weight', tensor(1, -0, 1e-45)]]),
  optimizer: new Map([['m/0.weight', tensor(0.1, 0.2, 0.3)]]),
  ema: new Map([['0.weight', tensor(4, 5, 6)]]),
  best: new Map([['0.weight', tensor(7, 8, 9)]]),
};
const bytes = encodeCheckpoint(checkpoint, identity);

test('a checkpoint comes back bit by bit', () => {
  assert.deepStrictEqual(decodeCheckpoint(bytes, 'c', identity), checkpoint);
  assert.deepStrictEqual(readState(bytes, 'c'), checkpoint.state);
});

test('a checkpoint need not hold what the run has not, but must hold what it has', () => {
  const { ema: _ema, best: _best, ...lean } = checkpoint;
  const plain = { ...identity, config: completeConfig({ model: fakeModel, choose: 'last' }) };
  assert.deepStrictEqual(decodeCheckpoint(encodeCheckpoint(lean, plain), 'c', plain), lean);
  for (const [group, what] of [
    ['ema', /lacks the averaged weights/],
    ['best', /lacks the weights of the best epoch/],
  ] as const) {
    const file = encodeCheckpoint({ ...checkpoint, [group]: undefined }, identity);
    assert.throws(() => decodeCheckpoint(file, 'c', identity), what);
  }
});

test('a checkpoint cut short at any length is refused', () => {
  for (let length = 0; length < bytes.length; length += 37) {
    assert.throws(() => decodeCheckpoint(bytes.subarray(0, length), 'c', identity), ModelError, `${length}`);
  }
});

test('a checkpoint of another network, data set or setting is refused by name', () => {
  const other = (fields: object) => ({ ...identity, config: { ...identity.config, ...fields } });
  assert.throws(
    () => decodeCheckpoint(bytes, 'c', other({ model: { ...fakeModel, name: 'wide' } })),
    /^ModelError: c is of another network \(block-means, this run trains wide\)/,
  );
  assert.throws(
    () => decodeCheckpoint(bytes, 'c', { ...identity, fingerprint: 'cd'.repeat(32) }),
    /c was trained on another data set \(fingerprint abababababab, now cdcdcdcdcdcd\)/,
  );
  assert.throws(
    () => decodeCheckpoint(bytes, 'c', other({ batchSize: 1 })),
    /c was trained with batchSize 64, this run with 1/,
  );
  assert.doesNotThrow(() => decodeCheckpoint(bytes, 'c', other({ threads: 3 })));
});

test('metadata that is missing, malformed or of another format is refused', () => {
  const { tensors, metadata } = decodeSafetensors(bytes, 'c');
  const broken = [
    {},
    { ...metadata, format: 'weights' },
    { ...metadata, version: '2' },
    { ...metadata, config: '{' },
    { ...metadata, state: '{"epoch":0}' },
    { ...metadata, state: JSON.stringify({ ...checkpoint.state, step: -1 }) },
  ];
  for (const each of broken) {
    const file = encodeSafetensors(tensors, each as Record<string, string>);
    assert.throws(() => decodeCheckpoint(file, 'c', identity), ModelError, JSON.stringify(each).slice(0, 60));
  }
  const stray = encodeSafetensors([...tensors, ['what', tensor(1)]], metadata);
  assert.throws(() => decodeCheckpoint(stray, 'c', identity), /tensor what belongs to no part/);
});
