import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASSES } from '../../util/classes.js';
import { ModelError } from '../../util/errors.js';
import { countParameters, totalMacs } from '../parameters.js';
import { inferShapes } from '../shapes.js';
import { zoo, zooModel } from './index.js';

test('every network takes a 48×48 face and ends in a softmax over its classes', () => {
  for (const name of Object.keys(zoo)) {
    for (const classes of [CLASSES, ['yes', 'no']]) {
      const model = zooModel(name, { classes });
      assert.equal(model.name, name);
      assert.deepEqual(model.input, { height: 48, width: 48, channels: 1 });
      const last = inferShapes(model).at(-1)!;
      assert.equal(last.layer.type, 'softmax');
      assert.deepEqual(last.output, { height: 1, width: 1, channels: classes.length });
      assert.deepEqual(JSON.parse(JSON.stringify(model)), model, 'plain JSON');
    }
  }
});

test('classic: 2,345,607 parameters, 77 MMAC, the layers of the course project', () => {
  const model = zooModel('classic');
  assert.deepEqual(countParameters(model), { trainable: 2_345_607, buffers: 0 });
  assert.equal(Math.round(totalMacs(model) / 1e6), 77);
  const names = model.layers.map((layer) => layer.type).join(' ');
  assert.equal(
    names,
    'conv relu conv relu maxPool dropout conv relu maxPool conv relu maxPool dropout flatten dense relu dropout dense softmax',
  );
  assert.deepEqual(model.preprocessing, { mean: 0, scale: 255 });
});

test('mini-xception: the 58,423 values Keras counts for the published network, 1,472 of them statistics', () => {
  assert.deepEqual(countParameters(zooModel('mini-xception')), { trainable: 56_951, buffers: 1_472 });
});

test('resnet-s stays within 40 MMAC and 1.5 M parameters', () => {
  const model = zooModel('resnet-s');
  assert.ok(totalMacs(model) <= 40e6);
  assert.ok(countParameters(model).trainable <= 1.5e6);
});

test('vgg-m stays within 100 MMAC and 5 M parameters, vgg-s within 10 MMAC and 300 k, also with eight classes', () => {
  const classes = [...CLASSES, 'contempt'];
  const [medium, small] = [zooModel('vgg-m', { classes }), zooModel('vgg-s', { classes })];
  assert.ok(totalMacs(medium) <= 100e6 && countParameters(medium).trainable <= 5e6);
  assert.ok(totalMacs(small) <= 10e6 && countParameters(small).trainable <= 300e3);
});

test('tiny stays within 3–6 MMAC and its channels are multiples of 8', () => {
  const model = zooModel('tiny');
  assert.ok(totalMacs(model) >= 3e6 && totalMacs(model) <= 6e6);
  for (const layer of model.layers) if (layer.type === 'conv') assert.equal(layer.filters % 8, 0);
});

test('an unknown name lists the known ones', () => {
  for (const name of ['vgg', '', 'constructor', '__proto__']) {
    assert.throws(
      () => zooModel(name),
      (error) => {
        assert.ok(error instanceof ModelError);
        assert.match(
          error.message,
          /choose one of classic, mini-xception, resnet-s, vgg-m, vgg-s, sprint, tiny$/,
        );
        return true;
      },
    );
  }
});
