/** Corruptions as a whole: pure, the same in any batch, and worse from strength to strength. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jpegCodec } from '../data/jpeg-node.js';
import { synthesise } from '../data/synth.js';
import { PIXELS } from '../util/classes.js';
import { UsageError } from '../util/errors.js';
import { CORRUPTIONS, corrupt } from './corruptions.js';

const { pixels } = synthesise({ count: 21, seed: 1 });
const rows = Uint32Array.of(3, 4, 20, 0);
const jpeg = jpegCodec;

/** Root mean square of the change, in gray values. */
function change(damaged: Uint8Array): number {
  let sum = 0;
  rows.forEach((row, i) => {
    for (let j = 0; j < PIXELS; j++) sum += (damaged[i * PIXELS + j] - pixels[row * PIXELS + j]) ** 2;
  });
  return Math.sqrt(sum / damaged.length);
}

describe('corrupt', () => {
  test('there are nine corruptions of five strengths', () => {
    assert.equal(CORRUPTIONS.length, 9);
    assert.ok(CORRUPTIONS.every(({ strengths }) => new Set(strengths).size === 5));
  });
  for (const corruption of CORRUPTIONS) {
    test(`${corruption.name}: the same bytes again, alone or in a batch, with a stronger change at each strength`, async () => {
      const before = pixels.slice();
      let last = 0;
      for (const strength of corruption.strengths) {
        const request = { pixels, corruption, strength, seed: 5, jpeg };
        const damaged = await corrupt({ ...request, rows });
        assert.deepEqual(await corrupt({ ...request, rows }), damaged);
        const alone = await corrupt({ ...request, rows: rows.subarray(2, 3) });
        assert.deepEqual(alone, damaged.subarray(2 * PIXELS, 3 * PIXELS));
        const found = change(damaged);
        assert.ok(found > last, `${strength}: ${found} after ${last}`);
        last = found;
      }
      assert.deepEqual(pixels, before);
    });
  }
  test('another seed draws other noise', async () => {
    const corruption = CORRUPTIONS.find(({ name }) => name === 'noise')!;
    const request = { pixels, rows, corruption, strength: 0.1, jpeg };
    assert.notDeepEqual(await corrupt({ ...request, seed: 1 }), await corrupt({ ...request, seed: 2 }));
  });
  test('an impossible strength is refused', async () => {
    for (const strength of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const [corruption] = CORRUPTIONS;
      await assert.rejects(corrupt({ pixels, rows, corruption, strength, seed: 1, jpeg }), UsageError);
    }
  });
});
