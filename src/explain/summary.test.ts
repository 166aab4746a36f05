import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeatMaps } from './maps.js';
import { summarise } from './summary.js';

// Three images: the first looks up, the second down, the third nowhere. All are of class 1; the network errs on none.
const maps: HeatMaps = {
  grid: { cells: 2, start: 12, step: 24 },
  values: Float32Array.of(2, 2, 0, 0, 0, 0, 8, 8, 0, 0, 0, 0),
};
const labels = Uint8Array.of(1, 1, 1);

test('a map a face, and the mean of those that point somewhere, whatever their size', () => {
  const { faces, thirds, classes } = summarise(maps, labels, labels, 3);
  assert.equal(faces.length, 3 * 2304);
  assert.deepEqual([faces[0], faces[2304], faces[2303 + 2304]], [1, 0, 1]);
  assert.ok(thirds[0]![0] > 0.6 && thirds[1]![2] > 0.6);
  assert.equal(thirds[2], undefined);
  assert.deepEqual(
    classes.map(({ images }) => images),
    [[], [0, 1], []],
  );
  assert.equal(classes[0].map, undefined);
  assert.ok(classes[1].map!.every((value) => Math.abs(value - 1) < 1e-6));
  assert.ok(classes[1].thirds!.every((share) => Math.abs(share - 1 / 3) < 1e-6));
});

test('wrong answers are no part of their class’s mean', () => {
  const { classes } = summarise(maps, labels, Uint8Array.of(1, 0, 0), 3);
  assert.deepEqual(classes[1].images, [0]);
  assert.equal(classes[1].map![0], 1);
  assert.equal(classes[1].map![2303], 0);
  assert.equal(classes[0].map, undefined);
});
