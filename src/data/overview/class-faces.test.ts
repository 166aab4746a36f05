import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classFaces } from './class-faces.js';
import { datasetOf } from './fixtures.test.helper.js';

test('mean and deviation of two images; zeros for a class without any', () => {
  const [one, other] = [new Uint8Array(2304).fill(10), new Uint8Array(2304).fill(30)];
  other[5] = 10;
  const [angry, disgust] = classFaces(datasetOf([one, other]));
  assert.deepEqual([angry.name, angry.count], ['angry', 2]);
  assert.deepEqual([angry.mean[0], angry.deviation[0]], [20, 10]);
  assert.deepEqual([angry.mean[5], angry.deviation[5]], [10, 0]);
  assert.equal(disgust.count, 0);
  assert.ok(disgust.mean.every((value) => value === 0) && disgust.deviation.every((value) => value === 0));
});
