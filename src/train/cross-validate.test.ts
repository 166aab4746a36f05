/** Out-of-sample answers: by networks that did not see the image, the same however often they were stopped. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { rowsOfSplit } from '../data/index.js';
import { synthesise } from '../data/synth.js';
import { PIXELS } from '../util/classes.js';
import { ModelError } from '../util/errors.js';
import { type CrossValidationOptions, crossValidate, foldConfig } from './cross-validate.js';
import { openFolds } from './folds-record.js';
import { readRun } from './run-directory.js';

const root = await mkdtemp(join(tmpdir(), 'vultus-folds-'));
after(() => rm(root, { recursive: true }));

const drawn = synthesise({ count: 105, seed: 5 });
const pixels = drawn.pixels.slice();
const rows = rowsOfSplit(drawn, 'Training');
// A copy with another label, which no network may have trained on when it is asked.
const [original, copy] = [rows[0], rows[40]];
pixels.copyWithin(copy * PIXELS, original * PIXELS, (original + 1) * PIXELS);
const dataset = { ...drawn, pixels };
const config = foldConfig({ model: 'tiny', epochs: 2, batchSize: 16, seed: 3 });
const optionsFor = (name: string): CrossValidationOptions => ({
  ...{ dataset, rows, folds: 3, config, threads: 1, directory: join(root, name) },
});
const unbroken = (await crossValidate(optionsFor('unbroken'))) ?? assert.fail();

test('every row has an answer, copies the same one, and no fold trains on what it holds out', async () => {
  const { probabilities, foldOf, folds, accuracy } = unbroken;
  rows.forEach((_, i) => {
    const sum = probabilities.subarray(i * 7, i * 7 + 7).reduce((a, b) => a + b, 0);
    // Seven float32 roundings.
    assert.ok(Math.abs(sum - 1) < 7 * 2 ** -23, `row ${i}: ${sum}`);
  });
  const at = (row: number) => probabilities.slice(rows.indexOf(row) * 7, rows.indexOf(row) * 7 + 7);
  assert.equal(foldOf[rows.indexOf(copy)], foldOf[rows.indexOf(original)]);
  assert.deepEqual(at(copy), at(original));
  assert.equal(
    folds.reduce((sum, { count }) => sum + count, 0),
    rows.length,
  );
  for (const [fold, { directory, count }] of folds.entries()) {
    const run = await readRun(directory);
    assert.equal(run.rows.train, rows.length - count);
    assert.equal(count, foldOf.filter((one) => one === fold).length);
    assert.deepEqual(
      run.roles.map(({ split, role }) => `${split}: ${role}`),
      ['trained on: train', 'held out: unseen', 'not used: unseen'],
    );
  }
  assert.ok(accuracy.low <= accuracy.value && accuracy.value <= accuracy.high);
});

test('a stop in every fold and more threads change nothing; finished folds are kept', async () => {
  const options = { ...optionsFor('stopped'), threads: 2 };
  for (const [stop, fold, step] of [
    ['first', 1, 3],
    ['second', 2, 6],
    ['third', 3, 1],
  ] as const) {
    const controller = new AbortController();
    const begun: number[] = [];
    let steps = 0;
    const answers = await crossValidate({
      ...options,
      signal: controller.signal,
      onEvent: (folded) => {
        if (folded.event.type === 'step' && begun.push(folded.fold) && folded.fold === fold) steps++;
        if (steps === step) controller.abort();
      },
    });
    assert.equal(answers, undefined, stop);
    // Nothing of the folds before the one that the last stop interrupted is trained again.
    assert.ok(Math.min(...begun) >= fold - 1, `${stop}: ${begun}`);
  }
  const resumed = (await crossValidate(options)) ?? assert.fail();
  assert.deepEqual(resumed.probabilities, unbroken.probabilities);
  assert.deepEqual(
    resumed.folds.map(({ hash }) => hash),
    unbroken.folds.map(({ hash }) => hash),
  );
});

test('another configuration does not go on with the folds', async () => {
  const other = foldConfig({ model: 'tiny', epochs: 3, batchSize: 16, seed: 3 });
  await assert.rejects(crossValidate({ ...optionsFor('unbroken'), config: other }), ModelError);
});

test('a directory is begun once, for one purpose', async () => {
  const directory = join(root, 'begun');
  const record = { fingerprint: 'a', split: 'Training', folds: 3, seed: 1, model: 'tiny', epochs: 2 };
  await openFolds(directory, record);
  await openFolds(directory, record);
  await assert.rejects(
    openFolds(directory, { ...record, folds: 4 }),
    /with --folds 3, not with --folds 4: give the same flags/,
  );
  await assert.rejects(openFolds(directory, { ...record, fingerprint: 'b' }), /begun with other data/);
  await assert.rejects(openFolds(join(root, 'unbroken'), record), /holds other files/);
});
