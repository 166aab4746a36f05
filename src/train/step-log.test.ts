/** The step log: which steps it has lines for, what they say, and what a damaged one is worth. */
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { StepRecord } from './events.js';
import { lineOf } from './json-lines.js';
import { addStep, freshState } from './state.js';
import { cutSteps, lineIsDue, readSteps, stepRecord, syncSteps } from './step-log.js';

const root = await mkdtemp(join(tmpdir(), 'vultus-steps-'));
after(() => rm(root, { recursive: true }));

const line = (update: number): StepRecord => ({
  ...{ epoch: 1, step: update, update, loss: 1.5, accuracy: 0.25, learningRate: 0.001 },
  ...{ gradientNorm: 2, imagesPerSecond: 100, seconds: 0.5 },
});

test('an epoch has at most twenty lines, and one at its end', () => {
  for (const steps of [1, 4, 19, 20, 21, 40, 449, 1000]) {
    const due = Array.from({ length: steps }, (_, i) => i + 1).filter((step) => lineIsDue(step, steps));
    assert.ok(due.length <= 20 && due.length >= Math.min(steps, 11), `${steps} steps: ${due.length} lines`);
    assert.equal(due.at(-1), steps);
  }
});

test('a line holds means over its steps: losses by weight, hits by images, and the last rate', () => {
  const state = { ...freshState(), epoch: 3, step: 2 };
  const step = { loss: 2, weight: 1, correct: 1, images: 2, gradientNorm: 3, learningRate: 0.1, seconds: 1 };
  addStep(state.window, step);
  addStep(state.window, {
    ...step,
    loss: 1,
    weight: 3,
    correct: 5,
    images: 6,
    learningRate: 0.2,
    gradientNorm: 5,
  });
  assert.deepEqual(stepRecord(state, 22), {
    ...{ epoch: 3, step: 2, update: 22, loss: 5 / 4, accuracy: 6 / 8, learningRate: 0.2 },
    ...{ gradientNorm: 4, imagesPerSecond: 4, seconds: 2 },
  });
});

test('lines are read up to the first that is cut off, broken or out of order', async () => {
  const path = join(root, 'steps.jsonl');
  assert.deepEqual(await readSteps(path), []);
  await syncSteps(path);
  await writeFile(path, [line(1), line(2)].map(lineOf).join(''));
  await appendFile(path, lineOf(line(3)).slice(0, 30));
  assert.deepEqual(await readSteps(path), [line(1), line(2)]);
  for (const bad of ['{"epoch":1}\n', 'no JSON\n', lineOf(line(2))]) {
    await writeFile(path, `${lineOf(line(1))}${lineOf(line(2))}${bad}${lineOf(line(4))}`);
    assert.deepEqual(await readSteps(path), [line(1), line(2)], bad);
  }
});

test('cutting leaves the lines of the updates that are safe', async () => {
  const path = join(root, 'cut.jsonl');
  await writeFile(path, [line(2), line(4), line(6)].map(lineOf).join(''));
  await cutSteps(path, 5);
  await syncSteps(path);
  assert.equal(await readFile(path, 'utf8'), `${lineOf(line(2))}${lineOf(line(4))}`);
  await cutSteps(path, 0);
  assert.equal(await readFile(path, 'utf8'), '');
});
