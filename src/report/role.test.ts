import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SplitRole } from '../train/rows.js';
import { honestyOf } from './role.js';

const roles: SplitRole[] = [
  { split: 'Training', role: 'train' },
  { split: 'PublicTest', role: 'chose the epoch' },
  { split: 'PrivateTest', role: 'unseen' },
];
const trained = { fingerprint: 'aa', roles };

test('only a split that trained and chose nothing counts as unseen', () => {
  const roleOf = (split: string) => honestyOf(trained, 'aa', split).role;
  assert.equal(roleOf('Training'), 'training');
  assert.equal(roleOf('PublicTest'), 'validation');
  assert.equal(roleOf('PrivateTest'), 'unseen');
  assert.equal(roleOf('all'), 'training');
  assert.equal(roleOf('Other'), 'unknown');
});

test('a split that steered the learning rate is no unseen one, a watched one is', () => {
  const roleOf = (role: SplitRole['role']) =>
    honestyOf({ fingerprint: 'aa', roles: [{ split: 'PublicTest', role }] }, 'aa', 'PublicTest');
  assert.equal(roleOf('chose the learning rate').role, 'validation');
  assert.equal(roleOf('watched').role, 'unseen');
  assert.match(roleOf('watched').sentence, /watched/);
});

test('other data, or a model without a past, is unknown', () => {
  assert.equal(honestyOf(trained, 'bb', 'PrivateTest').role, 'unknown');
  assert.equal(honestyOf(undefined, 'aa', 'PrivateTest').role, 'unknown');
});

test('copies of training images take the name unseen away, and are counted in the sentence', () => {
  const judged = (split: string, learned: number, chose: number) =>
    honestyOf(trained, 'aa', split, { trained: learned, chose, count: 3589 });
  assert.deepEqual(judged('PrivateTest', 0, 0), honestyOf(trained, 'aa', 'PrivateTest'));
  const mixed = judged('PrivateTest', 12, 3);
  assert.equal(mixed.role, 'mixed');
  assert.match(mixed.sentence, /12 of its 3,589 images are exact copies of training images\.$/);
  const chosen = judged('PrivateTest', 0, 3);
  assert.equal(chosen.role, 'unseen');
  assert.match(chosen.sentence, /But 3 of its 3,589 images are exact copies of validation images/);
  const validation = judged('PublicTest', 12, 3589);
  assert.equal(validation.role, 'validation');
  assert.match(validation.sentence, /chose the epoch.*12 of its 3,589 images are exact copies of training/);
  assert.equal(judged('PublicTest', 0, 3589).sentence, honestyOf(trained, 'aa', 'PublicTest').sentence);
  assert.equal(judged('Training', 3589, 0).role, 'training');
});
