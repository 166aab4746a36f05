import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthSvg } from './growth-plot.js';

const svg = growthSvg({
  ...{ network: 'tiny', batch: 64, threads: 2, machine: 'a <fast> & quiet machine' },
  byBatch: [1, 2, 4].map((batch) => ({ batch, milliseconds: 3 * batch })),
  byThreads: [
    { threads: 1, imagesPerSecond: 100 },
    { threads: 2, imagesPerSecond: 190 },
  ],
  byImages: [500, 1000].map((images) => ({ images, seconds: images / 100 })),
});

test('every tag of the plot is closed, so that it is well-formed XML', () => {
  const open: string[] = [];
  for (const [, closing, name, selfClosing] of svg.matchAll(/<(\/?)([a-z][\w-]*)[^>]*?(\/?)>/gi)) {
    if (closing) assert.equal(open.pop(), name);
    else if (!selfClosing) open.push(name);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(svg, /&(?!(amp|lt|gt|quot);)/);
  assert.ok(svg.includes('a &lt;fast&gt; &amp; quiet machine'));
});

test('axes name their quantity and unit', () => {
  for (const label of [
    'batch size (images)',
    'time of a step (ms)',
    'threads',
    'training (images a second)',
    'training images',
    'time of an epoch (s)',
  ]) {
    assert.ok(svg.includes(label), label);
  }
});

test('every measured point is drawn', () => {
  assert.equal(svg.match(/<circle /g)?.length, 3 + 2 + 2);
});

test('it can be read in the dark', () => {
  assert.match(svg, /prefers-color-scheme: dark/);
});
