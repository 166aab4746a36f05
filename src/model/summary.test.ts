import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerText, summaryRows, summaryTotals } from './summary.js';
import type { Layer } from './types.js';
import { zooModel } from './zoo/index.js';

test('the documented example', () => {
  assert.deepEqual(summaryRows(zooModel('classic'))[0], {
    path: '0',
    type: 'conv',
    layer: 'conv 3×3, 32 filters',
    output: '46×46×32',
    parameters: 320,
    macs: 609_408,
  });
});

test('rows add up to the totals', () => {
  const model = zooModel('mini-xception');
  const rows = summaryRows(model);
  const totals = summaryTotals(model);
  assert.equal(
    rows.reduce((sum, row) => sum + row.parameters, 0),
    totals.trainable,
  );
  assert.equal(
    rows.reduce((sum, row) => sum + row.macs, 0),
    totals.macs,
  );
  assert.equal(totals.bytes, 4 * 58_423);
});

test('inner layers of a residual are indented and come before its sum', () => {
  const rows = summaryRows(zooModel('mini-xception')).slice(6, 17);
  assert.deepEqual(
    rows.map(({ path, layer }) => `${path} ${layer}`),
    [
      '6.main.0   depthwise 3×3, 8 filters, same, no bias',
      '6.main.1   conv 1×1, 16 filters, no bias',
      '6.main.2   batch norm',
      '6.main.3   ReLU',
      '6.main.4   depthwise 3×3, 16 filters, same, no bias',
      '6.main.5   conv 1×1, 16 filters, no bias',
      '6.main.6   batch norm',
      '6.main.7   max pool 3×3, stride 2, padding 1',
      '6.shortcut.0   conv 1×1, 16 filters, stride 2, no bias',
      '6.shortcut.1   batch norm',
      '6 sum of main and shortcut',
    ],
  );
});

test('every kind of layer in words', () => {
  const cases: [Layer, string][] = [
    [
      { type: 'conv', filters: 6, kernel: 2, padding: 1, groups: 2 },
      'conv 2×2, 6 filters, padding 1, 2 groups',
    ],
    [{ type: 'avgPool', size: 2, stride: 1 }, 'average pool 2×2, stride 1'],
    [{ type: 'maxPool', size: 2 }, 'max pool 2×2'],
    [{ type: 'globalAvgPool' }, 'global average pool'],
    [{ type: 'dropout', rate: 0.25 }, 'dropout 0.25'],
    [{ type: 'dense', units: 7, bias: false }, 'dense 7, no bias'],
    [{ type: 'flatten' }, 'flatten'],
    [{ type: 'softmax' }, 'softmax'],
    [{ type: 'residual', main: [{ type: 'relu' }] }, 'sum of main and input'],
  ];
  const input = { height: 4, width: 4, channels: 4 };
  for (const [layer, text] of cases) assert.equal(layerText({ layer, input }), text);
});
