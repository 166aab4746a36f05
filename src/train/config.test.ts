import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zoo } from '../model/index.js';
import { ModelError, UsageError } from '../util/errors.js';
import {
  type ConfigInput,
  completeConfig,
  defaultValidation,
  firstDifference,
  parseConfig,
} from './config.js';

test('a name alone gives a complete configuration, for every network of the zoo', () => {
  for (const name of Object.keys(zoo)) {
    const config = completeConfig({ model: name });
    assert.equal(config.model.name, name);
    // JSON keeps all of it, and reading it back adds nothing.
    assert.deepEqual(parseConfig(JSON.parse(JSON.stringify(config)), 'config.json'), config);
  }
});

test('classic is trained as the course project trains it', () => {
  const config = completeConfig({ model: 'classic', epochs: 3 });
  assert.equal(config.optimizer.kind, 'adam');
  assert.deepEqual(
    [config.learningRate, config.batchSize, config.epochs, config.choose],
    [0.001, 64, 3, 'last'],
  );
  assert.equal(config.augment.shiftX, 0.1);
});

test('another update rule brings its own rate unless one is given', () => {
  assert.equal(completeConfig({ model: 'classic', optimizer: { kind: 'sgd' } }).learningRate, 0.05);
  const given = completeConfig({ model: 'classic', optimizer: { kind: 'sgd' }, learningRate: 0.3 });
  assert.equal(given.learningRate, 0.3);
  assert.deepEqual(given.optimizer, { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0 });
});

test('the proposed validation split never chooses on the only split left to report', () => {
  const fer = ['Training', 'PublicTest', 'PrivateTest'];
  assert.deepEqual(defaultValidation({ choose: 'best' }, fer), { split: 'PublicTest' });
  assert.deepEqual(defaultValidation({ choose: 'best' }, fer.slice(0, 2)), { ratio: 0.1 });
  assert.deepEqual(defaultValidation({ earlyStopping: 3 }, fer.slice(0, 2)), { ratio: 0.1 });
  assert.deepEqual(defaultValidation({ choose: 'last' }, fer.slice(0, 2)), { split: 'PublicTest' });
  assert.deepEqual(defaultValidation({ choose: 'last' }, ['Training']), { ratio: 0.1 });
  assert.deepEqual(defaultValidation({ choose: 'last', trainSplit: 'all' }, fer), { ratio: 0.1 });
});

test('without validation a recipe takes the last epoch, but a user who wants the best one is told', () => {
  assert.equal(completeConfig({ model: 'resnet-s', validation: 'none' }).choose, 'last');
  assert.throws(
    () => completeConfig({ model: 'resnet-s', validation: 'none', choose: 'best' }),
    /Setting choose \(--choose\) cannot be used: .* best epoch on; .* \(--validation 0\.1\)\.$/,
  );
});

const impossible: [string, Partial<ConfigInput>][] = [
  ['batchSize', { batchSize: 0 }],
  ['learningRate', { learningRate: Number.NaN }],
  ['learningRate', { learningRate: 0 }],
  ['threads', { threads: 99 }],
  ['epochs', { epochs: 1.5 }],
  ['seed', { seed: -1 }],
  ['labelSmoothing', { labelSmoothing: 1 }],
  ['classWeights', { classWeights: [1, 2] }],
  ['earlyStopping', { earlyStopping: 2, validation: 'none', choose: 'last' }],
  ['validation', { validation: { split: 'Training' } }],
  ['validation', { validation: { split: 'all' } }],
  ['validation', { validation: { split: 'PublicTest' }, trainSplit: 'all' }],
  ['augment', { augment: { shiftX: 2 } }],
  ['schedule', { schedule: { kind: 'cosine', final: 2 } }],
];
for (const [setting, fields] of impossible) {
  test(`an impossible setting is named: ${setting} ${JSON.stringify(fields)}`, () => {
    assert.throws(
      () => completeConfig({ model: 'classic', ...fields }),
      (error) => error instanceof UsageError && error.message.startsWith(`Setting ${setting}`),
    );
  });
}

test('a configuration from a file that is not one is a ModelError that names file and setting', () => {
  const config = { ...completeConfig({ model: 'classic' }), color: 1 };
  assert.throws(
    () => parseConfig(config, 'runs/x/config.json'),
    (error) => error instanceof ModelError && /runs\/x\/config.json/.test(error.message),
  );
  assert.throws(
    () => parseConfig({ ...config, model: { layers: 3 } }, 'f'),
    /f: setting model \(--model\) cannot be used: .*; bring the file back or start the run anew\.$/,
  );
  assert.throws(() => parseConfig(null, 'f'), ModelError);
});

test('differences are found whatever the order of the keys, and threads are none', () => {
  const a = completeConfig({ model: 'classic' });
  const shuffled = Object.fromEntries(Object.entries(a).reverse()) as typeof a;
  assert.equal(firstDifference(a, { ...shuffled, threads: 7 }), undefined);
  assert.deepEqual(firstDifference(a, { ...a, epochs: 41 }), { setting: 'epochs', a: '40', b: '41' });
});
