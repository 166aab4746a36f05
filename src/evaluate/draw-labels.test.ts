import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Purpose, RandomStream } from '../util/random.js';
import { drawLabels } from './draw-labels.js';

test('certain rows give their class, others each class as often as it is likely', () => {
  const random = new RandomStream(1, Purpose.bootstrap);
  assert.deepEqual(drawLabels(Float32Array.of(0, 1, 1, 0), 2, random), Uint8Array.of(1, 0));
  const n = 10_000;
  const shares = [0.5, 0.3, 0.2];
  const labels = drawLabels(
    Float32Array.from({ length: 3 * n }, (_, i) => shares[i % 3]),
    3,
    random,
  );
  for (const [code, share] of shares.entries()) {
    const found = labels.filter((label) => label === code).length / n;
    // Four deviations.
    assert.ok(Math.abs(found - share) < 4 * Math.sqrt((share * (1 - share)) / n), `${code}: ${found}`);
  }
});
