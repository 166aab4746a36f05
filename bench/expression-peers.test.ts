import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASSES, PIXELS } from '../src/util/classes.js';
import { askPeer, EXPRESSION_PEERS } from './expression-peers.js';

test('a peer that does not run is missing, with the reason', async () => {
  const answer = await askPeer('nobody', new Uint8Array(PIXELS), CLASSES);
  // Without the packages it is one of them that is not found.
  assert.ok('why' in answer, JSON.stringify(answer));
  assert.match(answer.why, /^Error.*(no expression model nobody|Cannot find package)/);
});

for (const name of EXPRESSION_PEERS) {
  test(`${name} gives probabilities of every class for every face`, async (t) => {
    const answer = await askPeer(name, new Uint8Array(2 * PIXELS).fill(128), CLASSES);
    if ('why' in answer) {
      assert.match(answer.why, /Cannot find package/);
      return t.skip('not installed');
    }
    assert.equal(answer.scores.length, 2 * CLASSES.length);
    assert.equal(answer.times.length, 2);
    const sum = answer.scores.reduce((total, one) => total + one, 0);
    // Two softmaxes in float32: their sums are off by some 1e-7 for each of seven terms.
    assert.ok(Math.abs(sum - 2) < 1e-5, `${sum}`);
  });
}
