import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zooModel } from '../model/index.js';
import { completeConfig } from './config.js';
import { settingDifferences } from './differences.js';
import type { Run } from './run-directory.js';

const runOf = (fields: Parameters<typeof completeConfig>[0], fingerprint = 'a'.repeat(64)): Run => ({
  directory: 'runs/x',
  config: completeConfig(fields),
  data: { source: 'x', fingerprint, count: 1 },
  rows: { train: 1, validation: 0, straddlersRemoved: 0 },
  roles: [],
  versions: { vultus: '0.1.0' },
  started: '2026-01-01T00:00:00.000Z',
  ...{ epochs: [], steps: [] },
});

test('equal runs differ in nothing', () => {
  assert.deepEqual(settingDifferences([runOf({ model: 'tiny' }), runOf({ model: 'tiny' })]), []);
});

test('only what differs is listed, in every run, with a dash where a run has no such setting', () => {
  const runs = [
    runOf({ model: 'tiny', seed: 1 }),
    runOf({ model: 'tiny', seed: 2, optimizer: { kind: 'sgd' }, learningRate: 0.004 }),
    runOf({ model: 'tiny', seed: 1 }, 'b'.repeat(64)),
  ];
  const table = new Map(settingDifferences(runs).map(({ setting, values }) => [setting, values]));
  assert.deepEqual(table.get('seed'), ['1', '2', '1']);
  assert.deepEqual(table.get('optimizer.kind'), ['adam', 'sgd', 'adam']);
  assert.deepEqual(table.get('optimizer.momentum'), ['–', '0.9', '–']);
  assert.deepEqual(table.get('data'), ['a'.repeat(12), 'a'.repeat(12), 'b'.repeat(12)]);
  assert.ok(!table.has('epochs') && !table.has('model.name'));
});

test('what a run does without is told once, by dashes beside the settings of it', () => {
  const teacher = { answers: 'ab'.repeat(32), share: 0.4, temperature: 1 };
  const alone = runOf({ model: 'tiny' });
  const runs = [alone, { ...alone, config: { ...alone.config, teacher } }];
  const table = new Map(settingDifferences(runs).map(({ setting, values }) => [setting, values]));
  assert.deepEqual(table.get('teacher.share'), ['–', '0.4']);
  assert.deepEqual(table.get('teacher.answers'), ['–', 'abababababab']);
  assert.ok(!table.has('teacher'));
});

test('layers of other networks are told apart without being spelled out', () => {
  const other = { ...zooModel('classic'), name: 'mine' };
  const runs = [runOf({ model: 'tiny' }), runOf({ model: other }), runOf({ model: 'tiny' })];
  const table = new Map(settingDifferences(runs).map(({ setting, values }) => [setting, values]));
  assert.deepEqual(table.get('model.name'), ['tiny', 'mine', 'tiny']);
  assert.deepEqual(table.get('model.layers'), ['variant 1', 'variant 2', 'variant 1']);
});
