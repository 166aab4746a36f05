/** Values of an attribute as groups: texts, numbers, ranges, and too many of them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { groupsOf, NO_VALUE } from './groups.js';

describe('groupsOf', () => {
  test('texts in the order of the alphabet, few-valued numbers by size, no value last', () => {
    const texts = groupsOf({ name: 'a', values: ['b', '', 'a', 'b'] })!;
    assert.deepEqual(
      [texts.kind, texts.names, [...texts.groupOf]],
      ['values', ['a', 'b', NO_VALUE], [1, 2, 0, 1]],
    );
    const numbers = groupsOf({ name: 'a', values: ['10', '9', '9.0', '-1'] })!;
    assert.deepEqual(
      [numbers.names, [...numbers.groupOf]],
      [
        ['-1', '9', '10'],
        [2, 1, 1, 0],
      ],
    );
  });
  test('many numbers become four ranges of a quarter each', () => {
    const values = Array.from({ length: 100 }, (_, i) => String((i * 37) % 100));
    const { kind, names, groupOf } = groupsOf({ name: 'a', values })!;
    assert.equal(kind, 'quarters');
    assert.deepEqual(names, ['0 to 24', '25 to 49', '50 to 74', '75 to 99']);
    for (let range = 0; range < 4; range++) assert.equal(groupOf.filter((one) => one === range).length, 25);
  });
  test('equal numbers stay together, also when that leaves fewer ranges', () => {
    const values = [
      ...Array.from({ length: 80 }, () => '5'),
      ...Array.from({ length: 20 }, (_, i) => String(10 + i)),
    ];
    const { names, groupOf } = groupsOf({ name: 'a', values })!;
    assert.deepEqual(names, ['5 to 5', '10 to 29']);
    assert.ok(groupOf.subarray(0, 80).every((one) => one === 0));
  });
  test('a number among texts is a text, and names of fifty and more images make no groups', () => {
    assert.equal(groupsOf({ name: 'a', values: ['1', '2', 'x'] })?.kind, 'values');
    assert.equal(
      groupsOf({ name: 'a', values: Array.from({ length: 51 }, (_, i) => `image ${i}`) }),
      undefined,
    );
    assert.deepEqual(groupsOf({ name: 'a', values: ['', ''] })?.names, [NO_VALUE]);
  });
});
