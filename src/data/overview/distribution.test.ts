import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Purpose, RandomStream } from '../../util/random.js';
import { BRIGHTNESS_EDGES, distribution, SHARPNESS_EDGES } from './distribution.js';
import { datasetOf } from './fixtures.test.helper.js';
import { robustScale } from './robust.js';
import { spreadOut } from './spread-out.js';

const blank = new Uint8Array(2304);

test('histograms count every image once; quantiles by hand; an empty class has none', () => {
  const dataset = datasetOf([blank, blank, blank, blank, blank], [0, 0, 0, 1, 1], [0, 0, 1, 1, 1]);
  const { all, splits, classes } = distribution(
    dataset,
    Float64Array.of(0, 7.9, 8, 255, 100),
    BRIGHTNESS_EDGES,
  );
  assert.deepEqual(splits[0].histogram.slice(0, 3), [2, 0, 0]);
  assert.deepEqual(
    splits[1].histogram.flatMap((count, bin) => (count > 0 ? [[bin, count]] : [])),
    [
      [1, 1],
      [12, 1],
      [31, 1],
    ],
  );
  assert.equal(all.median, 8);
  assert.equal(classes[0].p25, 7.9 / 2);
  assert.deepEqual([classes[2].count, classes[2].median], [0, Number.NaN]);
});

test('the sharpness axis holds the largest variance a Laplacian of bytes can have', () => {
  assert.ok(SHARPNESS_EDGES.every((edge, i) => i === 0 || edge > SHARPNESS_EDGES[i - 1]));
  assert.ok(SHARPNESS_EDGES[SHARPNESS_EDGES.length - 1] > (4 * 255) ** 2);
});

test('the robust deviation is that of a normal distribution, and wild values do not move it', () => {
  const random = new RandomStream(3, Purpose.bootstrap);
  // Sum of 12 uniforms less 6: mean 0, deviation 1.
  const values = Float64Array.from({ length: 20_000 }, () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random.uniform();
    return sum;
  });
  const rows = Array.from(values.keys());
  const calm = robustScale(values, rows);
  assert.ok(Math.abs(calm.median) < 0.03 && Math.abs(calm.deviation - 1) < 0.03, JSON.stringify(calm));
  for (let i = 0; i < 200; i++) values[i] = 1e6;
  const wild = robustScale(values, rows);
  assert.ok(Math.abs(wild.deviation - calm.deviation) < 0.03, 'one in a hundred moves it by a hundredth');
});

test('examples are taken at equal steps', () => {
  assert.deepEqual(spreadOut([0, 1, 2, 3, 4, 5], 3), [0, 2, 4]);
  assert.deepEqual(spreadOut([7], 3), [7]);
  assert.deepEqual(spreadOut([], 3), []);
});
