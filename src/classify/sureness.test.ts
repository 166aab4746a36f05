import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../util/errors.js';
import { suretyOf } from './sureness.js';
import { temperature } from './trained.test.helper.js';

test('the stored threshold of 80 % is the default, another level is taken by name', () => {
  assert.deepEqual(suretyOf(temperature, {}), { threshold: 0.15, accuracy: 0.8 });
  assert.deepEqual(suretyOf(temperature, { accuracy: 0.9 }), { threshold: 0.99, accuracy: 0.9 });
});

test('a level below the first stored one is reached by all answers', () => {
  const good = { ...temperature, thresholds: temperature.thresholds.slice(2) };
  assert.deepEqual(suretyOf(good, {}), { threshold: 0, accuracy: 0.8 });
});

test('a level that no answers reached has no threshold, and the model says so', () => {
  const poor = { ...temperature, thresholds: temperature.thresholds.slice(0, 1) };
  const { threshold, accuracy, warning } = suretyOf(poor, {});
  assert.deepEqual([threshold, accuracy], [null, null]);
  assert.match(warning ?? '', /no threshold from which 80 % .* 100 images of PublicTest .* not sure\.$/);
  assert.throws(() => suretyOf(poor, { accuracy: 0.8 }), UsageError);
});

test('without a temperature there is no threshold but one that is given', () => {
  const none = suretyOf(undefined, {});
  assert.equal(none.threshold, null);
  assert.match(none.warning ?? '', /^The model holds no temperature.*--calibrate.*not sure\.$/);
  const given = suretyOf(undefined, { threshold: 0.4 });
  assert.equal(given.threshold, 0.4);
  assert.match(given.warning ?? '', /^The model holds no temperature.*fits one\)\.$/);
  assert.throws(() => suretyOf(undefined, { accuracy: 0.8 }), UsageError);
});

test('impossible wishes are refused', () => {
  for (const wish of [
    { threshold: -0.1 },
    { threshold: 1.1 },
    { threshold: Number.NaN },
    { accuracy: 0.75 },
    { threshold: 0.5, accuracy: 0.8 },
  ]) {
    assert.throws(() => suretyOf(temperature, wish), UsageError, JSON.stringify(wish));
  }
});
