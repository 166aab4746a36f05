import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mixBatch, sampleMix } from './mix.js';
import { WARP_FLOATS } from './types.js';

const shares = (alpha: number) => Array.from({ length: 4000 }, (_, row) => sampleMix(alpha, 7, 1, row));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('a share is a pure function of seed, epoch and row', () => {
  const first = sampleMix(0.4, 1, 1, 5);
  assert.equal(sampleMix(0.4, 1, 1, 5), first);
  for (const other of [sampleMix(0.4, 2, 1, 5), sampleMix(0.4, 1, 2, 5), sampleMix(0.4, 1, 1, 6)]) {
    assert.notEqual(other, first);
  }
  assert.equal(sampleMix(0, 1, 1, 5), 0);
});

test('shares have the moments of min(λ, 1 − λ), λ ~ Beta(alpha, alpha)', () => {
  for (const alpha of [0.1, 0.4, 1]) {
    const drawn = shares(alpha);
    assert.ok(drawn.every((share) => share >= 0 && share <= 0.5));
    // E[λ(1 − λ)] = alpha / (2 (2 alpha + 1)); λ(1 − λ) lies in [0, 1/4], so its deviation is at most 1/8: 5 of them over √4000.
    const product = mean(drawn.map((share) => share * (1 - share)));
    assert.ok(Math.abs(product - alpha / (2 * (2 * alpha + 1))) < (5 * 0.125) / Math.sqrt(4000));
  }
});

test('a uniform λ gives uniform shares', () => {
  const drawn = shares(1).sort((a, b) => a - b);
  // Kolmogorov–Smirnov: √4000 · D passes 2.2 with probability 2·exp(−2·2.2²) < 2e-4; the draw is fixed.
  const distance = Math.max(...drawn.map((share, i) => Math.abs(share / 0.5 - i / 4000)));
  assert.ok(distance * Math.sqrt(4000) < 2.2);
});

test('targets are mixed with the share that stands in the record, and the last of an odd number is left', () => {
  const records = new Float32Array(3 * WARP_FLOATS);
  const targets = Float32Array.of(1, 0, 0, 1, 1, 0);
  mixBatch(1, 3, 2, Uint32Array.of(8, 9, 10), records, targets);
  const share = records[14];
  assert.equal(share, Math.fround(sampleMix(1, 3, 2, 8)));
  // Of ones and zeros each product is exact; 1 − share rounds once.
  assert.deepEqual(targets, Float32Array.of(1 - share, share, share, 1 - share, 1, 0));
  assert.deepEqual(
    [...records.subarray(15)].filter((value) => value !== 0),
    [],
  );
});
