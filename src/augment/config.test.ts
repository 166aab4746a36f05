import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '../util/errors.js';
import { defaultAugment, presets, validateAugment } from './config.js';

describe('validateAugment', () => {
  it('accepts every preset, and returns it', () => {
    for (const preset of Object.values(presets)) assert.equal(validateAugment(preset), preset);
    assert.deepEqual(validateAugment({ ...defaultAugment, rotate: 15 }), { ...defaultAugment, rotate: 15 });
  });

  it('names the setting, its value and its range', () => {
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ shiftX: 0.6 }, /shiftX is 0\.6 .* from 0 to 0\.5/],
      [{ shiftY: -0.1 }, /shiftY is -0\.1 /],
      [{ zoom: Number.NaN }, /zoom is NaN /],
      [{ rotate: 181 }, /rotate is 181 .* from 0 to 180 \(degrees\)/],
      [{ brightness: '0.1' }, /brightness is "0\.1" .* from 0 to 1 /],
      [{ contrast: Number.POSITIVE_INFINITY }, /contrast is Infinity /],
      [{ erase: undefined }, /erase is undefined .* probability/],
      [{ flipX: 1 }, /flipX is 1 but must be true or false/],
      [{ edge: 'wrap' }, /edge is "wrap" but must be "reflect" or "nearest"/],
      [{ shear: 0.1 }, /no setting "shear"; the settings are shiftX, /],
      [{ toString: 0 }, /no setting "toString"/],
    ];
    for (const [change, message] of cases) {
      assert.throws(
        () => validateAugment({ ...defaultAugment, ...change }),
        (thrown) => thrown instanceof UsageError && message.test(thrown.message),
      );
    }
    for (const value of [null, [], 'classic', undefined]) {
      assert.throws(() => validateAugment(value), UsageError);
    }
  });
});
