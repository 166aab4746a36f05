/** Images weighed by the networks of folds: these are then as often right on them, and as sure, as on those of their folds. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeProbabilities } from '../data/probabilities-csv.js';
import { synthesise } from '../data/synth.js';
import { confidences } from '../evaluate/confidence.js';
import { MIRRORED, predictSplit } from '../evaluate/index.js';
import { loadModelDirectory } from '../export/index.js';
import { PIXELS } from '../util/classes.js';
import { DataError, ModelError, UsageError } from '../util/errors.js';
import { completeConfig } from './config.js';
import { crossValidate, foldConfig } from './cross-validate.js';
import { type FoldsRecord, foldFiles } from './folds-record.js';
import { type LikeFoldsRequest, weighLikeFolds } from './like-folds.js';
import { rowsAsked } from './rows.js';

const directory = await mkdtemp(join(tmpdir(), 'vultus-like-'));
after(() => rm(directory, { recursive: true }));

const dataset = synthesise({ count: 525, seed: 5 });
const record: FoldsRecord = {
  ...{ fingerprint: dataset.fingerprint, split: 'Training', folds: 2, seed: 3, epochs: 2 },
  ...{ model: 'tiny', validation: { ratio: 0.4 }, tta: 'mirror' },
};
const config = foldConfig({ model: 'tiny', epochs: 2, batchSize: 16, seed: 3 });
const asked = rowsAsked(dataset, config, record);
const learned = new Set(asked);
const rows = Uint32Array.from(dataset.labels.keys()).filter((row) => !learned.has(row));
const answers =
  (await crossValidate({
    ...{ dataset, rows: asked, folds: 2, config, directory, threads: 1, views: MIRRORED },
  })) ?? assert.fail();
const request = { dataset, rows, batchSize: 64, threads: 1 };

test('a folder that is not finished, or of other data, is refused', async () => {
  await assert.rejects(weighLikeFolds(directory, record, request), /is not finished/);
  await writeProbabilities(
    foldFiles(directory).answers,
    dataset,
    asked,
    answers.foldOf,
    answers.probabilities,
  );
  await assert.rejects(weighLikeFolds(directory, { ...record, fingerprint: 'other' }, request), ModelError);
});

test('weighed, the images are as hard as those of the folds, and the classes as frequent', async () => {
  const seen: number[] = [];
  const { weights, weighed } = await weighLikeFolds(directory, record, {
    ...request,
    onProgress: (done, total) => seen.push(done / total),
  });
  assert.ok(seen.every((part, i) => part > (seen[i - 1] ?? 0)) && seen.at(-1) === 1);
  const meanOf = (values: ArrayLike<number>) =>
    weights.reduce((sum, weight, i) => sum + weight * values[i], 0);
  const [right, confidence] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  for (const fold of [0, 1]) {
    const { model, weights: own } = await loadModelDirectory(join(foldFiles(directory).run(fold), 'model'));
    const said = await predictSplit({ ...request, model, weights: own, views: MIRRORED });
    const answered = confidences(said.logits, said.labels, 7);
    for (const i of rows.keys()) {
      right[i] += answered.right[i] / 2;
      confidence[i] += answered.confidence[i] / 2;
    }
  }
  // Far above what sums of hundreds of float64 round off, far below an image's weight.
  const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} ${b}`);
  near(meanOf(right), answers.accuracy.value);
  for (const c of [0, 1, 2, 3, 4, 5, 6]) {
    const share = asked.filter((row) => dataset.labels[row] === c).length / asked.length;
    near(meanOf(Array.from(rows, (row) => Number(dataset.labels[row] === c))), share);
  }
  const tops = Array.from(asked, (_, i) => Math.max(...answers.probabilities.subarray(i * 7, i * 7 + 7)));
  // The file keeps seven decimals.
  assert.ok(Math.abs(meanOf(confidence) - tops.reduce((a, b) => a + b) / asked.length) < 1e-7);
  near(weighed.accuracy, answers.accuracy.value);
  near(weighed.accuracyHere, right.reduce((a, b) => a + b) / rows.length);
  assert.equal(weighed.images, asked.length);
});

test('images that the networks learned from, copies of such, and too few are refused', async () => {
  const refused = (
    message: RegExp,
    part: Partial<LikeFoldsRequest>,
    type: typeof UsageError | typeof DataError = UsageError,
  ) =>
    assert.rejects(weighLikeFolds(directory, record, { ...request, ...part }), (error: Error) => {
      return error instanceof type && message.test(error.message);
    });
  await refused(/learned from 1 of these images .* with --validation\.$/, {
    rows: Uint32Array.of(rows[0], asked[0]),
  });
  const pixels = dataset.pixels.slice();
  pixels.copyWithin(rows[3] * PIXELS, asked[0] * PIXELS, (asked[0] + 1) * PIXELS);
  // What is recorded decides whether the data is the folder's; here its copy is of account.
  const copied = { ...dataset, pixels };
  const own = completeConfig({ model: 'tiny', validation: { ratio: 0.4 }, seed: 3, dropStraddlers: false });
  const config = { ...own, trainSplit: 'Training' };
  await refused(
    /from 1 of .* copies of them: .* vultus labels with --validation 0\.4 --seed 3 --keep-duplicates\.$/,
    { dataset: copied, rows: rows.slice(0, 10), config },
  );
  await refused(/do not differ enough/, { rows: rows.slice(0, 1) }, DataError);
});

test('answers that are not those to the images asked about are refused', async () => {
  const [head, , ...lines] = (await readFile(foldFiles(directory).answers, 'utf8')).split('\n');
  await writeFile(foldFiles(directory).answers, [head, ...lines].join('\n'));
  await assert.rejects(weighLikeFolds(directory, record, request), /does not name just the \d+ images/);
});
