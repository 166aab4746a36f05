import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidence, type HeatMaps, meanMap, PIXEL_GRID, thirds, upsample } from './maps.js';

const grid = { cells: 2, start: 12, step: 24 };
const maps: HeatMaps = { grid, values: Float32Array.of(0, 2, -1, 4, -3, -1, -2, -9, 5, 5, 5, 5, 0, 0, 0, 0) };

test('evidence: each map by its largest value, nothing below 0; maps that point nowhere become 0', () => {
  const expected = [0, 0.5, 0, 1, ...new Array(12).fill(0)];
  assert.deepEqual([...evidence(maps).values], expected);
});

test('a mean of maps; none for no maps', () => {
  assert.deepEqual([...meanMap(maps, [0, 2])!], [2.5, 3.5, 2, 4.5]);
  assert.equal(meanMap(maps, []), undefined);
});

test('cells that cover the image are interpolated between their centres and kept to its edge', () => {
  const image = upsample({ grid, values: Float32Array.of(0, 1, 2, 3) });
  const at = (row: number, column: number) => image[row * 48 + column];
  assert.deepEqual([at(0, 0), at(0, 47), at(47, 0), at(47, 47)], [0, 1, 2, 3]);
  // Centres lie at 12 and 36; pixel 23's own at 23.5.
  assert.ok(Math.abs(at(0, 23) - 11.5 / 24) < 1e-6);
  assert.ok(Math.abs(at(23, 0) - (2 * 11.5) / 24) < 1e-6);
});

test('half a step beyond the outermost centre the map fades to 0 within a step', () => {
  const image = upsample({ grid: { cells: 8, start: 10, step: 4 }, values: new Float32Array(64).fill(1) });
  const row = [...image.subarray(24 * 48, 25 * 48)];
  assert.deepEqual(row.slice(0, 9), [0, 0, 0, 0, 0.125, 0.375, 0.625, 0.875, 1]);
  assert.deepEqual(row.slice(39), [1, 0.875, 0.625, 0.375, 0.125, 0, 0, 0, 0]);
});

test('a grid of pixels is the image itself', () => {
  const values = Float32Array.from({ length: 2304 }, (_, i) => i % 7);
  assert.deepEqual(upsample({ grid: PIXEL_GRID, values }), values);
});

test('thirds of the image', () => {
  const map = new Float32Array(2304);
  map.fill(1, 0, 768).fill(2, 768, 1536).fill(1, 1536);
  assert.deepEqual(thirds(map), [0.25, 0.5, 0.25]);
  assert.equal(thirds(new Float32Array(2304)), undefined);
});
