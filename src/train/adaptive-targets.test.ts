import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdaptiveTargets } from './adaptive-targets.js';

// Two rows, two classes; the second row is not asked about.
const initial = Float32Array.of(0.9, 0.1, 0.2, 0.8);
const rows = Uint32Array.of(0);
// softmax(0, ln 3) = (1/4, 3/4)
const logits = Float32Array.of(0, Math.log(3));
/** Float32 rounding of shares below 1, twice. */
const ROUNDING = 2 ** -23;

const near = (got: Float32Array, want: number[]) => {
  for (const [i, value] of want.entries()) assert.ok(Math.abs(got[i] - value) <= ROUNDING, `${got}`);
};

test('a target keeps its momentum and takes the rest of the answer, at every visit', () => {
  const targets = new AdaptiveTargets(initial, 2, { momentum: 0.9, from: 0 }, 10);
  targets.learn(1, rows, logits);
  near(targets.table, [0.9 * 0.9 + 0.1 * 0.25, 0.9 * 0.1 + 0.1 * 0.75, 0.2, 0.8]);
  targets.learn(1, rows, logits);
  near(targets.table, [0.81 * 0.9 + 0.19 * 0.25, 0.81 * 0.1 + 0.19 * 0.75, 0.2, 0.8]);
  assert.deepEqual(initial, Float32Array.of(0.9, 0.1, 0.2, 0.8));
});

test('nothing moves before the settings’ share of the epochs is over', () => {
  const targets = new AdaptiveTargets(initial, 2, { momentum: 0, from: 0.3 }, 10);
  for (const epoch of [1, 2, 3]) targets.learn(epoch, rows, logits);
  assert.deepEqual(targets.table, initial);
  targets.learn(4, rows, logits);
  near(targets.table, [0.25, 0.75, 0.2, 0.8]);
});

test('right answers are those that agree with the first targets, however far they have moved', () => {
  const targets = new AdaptiveTargets(initial, 2, { momentum: 0, from: 0 }, 1);
  const both = Uint32Array.of(0, 1);
  const says = Float32Array.of(0, 5, 0, 5);
  assert.equal(targets.learn(1, both, says), 1);
  assert.equal(targets.learn(1, both, says), 1);
});

test('what a checkpoint held comes back', () => {
  const targets = new AdaptiveTargets(initial, 2, { momentum: 0.9, from: 0 }, 10);
  targets.restore(Float32Array.of(0.5, 0.5, 0.3, 0.7));
  near(targets.table, [0.5, 0.5, 0.3, 0.7]);
});
