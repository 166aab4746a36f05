/** A plan as a table: nothing of the plan is lost in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalMacs, zooModel } from '../model/index.js';
import { planTable } from './describe.js';

const model = zooModel('classic');
const BATCH = 8;

test('a step of training does the multiply-accumulates three times, but for the gradient of the images', () => {
  const { rows } = planTable(model, { batchSize: BATCH, mode: 'train' });
  const first = 46 * 46 * 32 * 9;
  const macs = rows.reduce((sum, row) => sum + row.macs, 0);
  assert.equal(macs, BATCH * (3 * totalMacs(model) - first));
});

test('inference does them once', () => {
  const { rows } = planTable(model, { batchSize: BATCH, mode: 'infer' });
  assert.equal(
    rows.reduce((sum, row) => sum + row.macs, 0),
    BATCH * totalMacs(model),
  );
});

test('groups of images that come one after the other are one cycle of rows with counts', () => {
  const { rows } = planTable(model, { batchSize: BATCH, mode: 'train' });
  // 25 tiles an image, some 64 in a group: three groups of three images.
  const cycle = rows.filter(({ label, repeats }) => label === '6' && repeats > 1);
  assert.deepEqual(
    cycle.map(({ op, repeats }) => `${op} ${repeats}`),
    ['winogradGradientTiles 3', 'winogradGradientProducts 3', 'winogradInputGradient 3'],
  );
});

test('shapes, ReLUs, barriers and memory are told', () => {
  const table = planTable(model, { batchSize: BATCH, mode: 'train', threads: 2 });
  const conv = table.rows.find(({ op }) => op === 'convForward')!;
  assert.deepEqual([conv.label, conv.shape, conv.relu], ['0', '48×48×1→46×46×32', true]);
  assert.ok(
    table.barriers > 0 && table.barriers <= table.rows.reduce((sum, { repeats }) => sum + repeats, 0),
  );
  assert.ok(table.arenaBytes < table.unsharedBytes && table.arenaBytes <= table.memoryBytes);
  for (const { address, bytes } of table.buffers) assert.ok(address + bytes <= table.memoryBytes);
});
