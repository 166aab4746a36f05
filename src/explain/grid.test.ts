import assert from 'node:assert/strict';
import { test } from 'node:test';
import { averageNetworks, initialise, type Model, zooModel } from '../model/index.js';
import { camLayer } from './grad-cam.js';
import { gridOf } from './grid.js';

test('the grids of the zoo’s last maps', () => {
  const expected = {
    // Two convolutions, a pool, a convolution, a pool and a convolution without padding: 1 + 1 + ½ + 2 + 1 + 4 pixels in.
    classic: ['10', { cells: 8, start: 10, step: 4 }],
    // With padding and pools of 2 the cells cover the image.
    'resnet-s': ['17', { cells: 6, start: 4, step: 8 }],
    tiny: ['14', { cells: 6, start: 4, step: 8 }],
    // Four pools of 3 with stride 2 begin on a value of the map before them.
    'mini-xception': ['10', { cells: 3, start: 2.5, step: 16 }],
  };
  for (const [name, [layer, grid]] of Object.entries(expected)) {
    const model = zooModel(name);
    assert.equal(camLayer(model), layer, name);
    assert.deepEqual(gridOf(model, layer as string), grid, name);
  }
});

test('a cell looks at the pixels around its centre: what else changes leaves it alone', () => {
  // The receptive field of mini-xception's shortcut 6.shortcut.0: one value of the stem's map, 5 pixels wide.
  const { start, step } = gridOf(zooModel('mini-xception'), '6.shortcut.0');
  assert.deepEqual([start, step], [2.5, 2]);
  assert.equal(gridOf(zooModel('resnet-s'), '16.main.2').step, 8);
});

test('of an average of networks the last map is that of the first one', () => {
  const models = [zooModel('resnet-s'), zooModel('tiny')];
  const weighted = models.map((model) => ({ model, weights: initialise(model, 1) }));
  const { model } = averageNetworks(weighted);
  assert.equal(camLayer(model), '0.main.17');
  assert.deepEqual(gridOf(model, '0.main.17'), { cells: 6, start: 4, step: 8 });
});

test('layers without a map are refused, and networks without a convolution', () => {
  const model = zooModel('classic');
  assert.throws(() => gridOf(model, '99'), /no layer 99 in classic/);
  assert.throws(() => gridOf(model, '14'), /Layer 14 \(dense\) gives no square map/);
  const flat: Model = { ...model, name: 'flat', layers: [{ type: 'flatten' }, { type: 'dense', units: 7 }] };
  assert.throws(() => camLayer(flat), /flat has no convolution.*use occlusion/);
});
