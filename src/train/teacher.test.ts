import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../data/fingerprint.js';
import { predictSplit, softmax, VIEW_SETS } from '../evaluate/index.js';
import { initialise } from '../model/index.js';
import { ModelError } from '../util/errors.js';
import { fakeDataset, fakeModel } from './fake-engine.test.helper.js';
import { askTeachers, blendAnswers, decodeAnswers, encodeAnswers } from './teacher.js';

const dataset = fakeDataset(4);
const rows = Uint32Array.of(0, 3, 9);
const teacherOf = (seed: number) => ({ model: fakeModel, weights: initialise(fakeModel, seed) });
const request = { dataset, rows, temperature: 1, batchSize: 2, threads: 1 };

test('several teachers give the mean of their probabilities, and nothing for rows not asked about', async () => {
  const teachers = [teacherOf(1), teacherOf(2)];
  const table = await askTeachers({ ...request, teachers });
  const each = await Promise.all(
    teachers.map(async (teacher) => softmax((await predictSplit({ ...request, ...teacher })).logits, 7)),
  );
  const asked = new Set(rows);
  for (let row = 0; row < dataset.count; row++) {
    const i = rows.indexOf(row);
    for (let c = 0; c < 7; c++) {
      const want = asked.has(row) ? (each[0][i * 7 + c] + each[1][i * 7 + c]) / 2 : 0;
      // A sum of two float32 halves.
      assert.ok(Math.abs(table[row * 7 + c] - want) <= 2 ** -23);
    }
  }
});

test('a temperature above 1 flattens what a teacher says and keeps its order', async () => {
  const teachers = [teacherOf(1)];
  const plain = await askTeachers({ ...request, teachers });
  const warm = await askTeachers({ ...request, teachers, temperature: 4 });
  for (const row of rows) {
    const [cold, flat] = [plain, warm].map((table) => table.subarray(row * 7, row * 7 + 7));
    assert.ok(Math.max(...flat) < Math.max(...cold));
    assert.equal(flat.indexOf(Math.max(...flat)), cold.indexOf(Math.max(...cold)));
  }
});

test('views: the mean logits over them are what a teacher says', async () => {
  const teachers = [teacherOf(1)];
  const views = VIEW_SETS.mirror;
  const table = await askTeachers({ ...request, teachers, views });
  const said = softmax((await predictSplit({ ...request, ...teachers[0], views })).logits, 7);
  for (const [i, row] of rows.entries()) {
    assert.deepEqual(table.subarray(row * 7, row * 7 + 7), said.subarray(i * 7, i * 7 + 7));
  }
  const plain = await askTeachers({ ...request, teachers });
  assert.notDeepEqual(table, plain);
});

test('a teacher of other classes is refused', async () => {
  const classes = ['yes', 'no'];
  const model = { ...fakeModel, classes };
  const asking = askTeachers({ ...request, teachers: [{ model, weights: new Map() }] });
  await assert.rejects(
    asking,
    (error) => error instanceof ModelError && /tells yes, no apart/.test(error.message),
  );
});

test('answers take their share of the targets that were asked about', () => {
  const targets = Float32Array.of(1, 0, 0, 1);
  const answers = Float32Array.of(0.5, 0.5, 0, 0);
  assert.deepEqual(blendAnswers(targets, answers, 2, 0.5), Float32Array.of(0.75, 0.25, 0, 1));
  assert.deepEqual(targets, Float32Array.of(1, 0, 0, 1));
});

test('answers come back from their file, and from no other', () => {
  const answers = Float32Array.of(0.25, 0.75, 0, 0);
  const bytes = encodeAnswers(answers, 2);
  const hash = sha256(bytes);
  assert.deepEqual(decodeAnswers(bytes, 'it', hash), answers);
  const other = encodeAnswers(Float32Array.of(0.5, 0.5, 0, 0), 2);
  assert.throws(() => decodeAnswers(other, 'it', hash), ModelError);
  assert.throws(() => decodeAnswers(bytes.subarray(0, 20), 'it', hash), ModelError);
});
