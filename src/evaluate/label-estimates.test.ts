import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { drawLabels } from './draw-labels.js';
import { type EstimateRequest, estimateLabels } from './label-estimates.js';
import { softmax } from './logits.js';

const ROWS = 3000;
const CLASSES = 3;
const VOTERS = 5;

/** Images of which everything is known: label and votes are drawn from `truth`, and a network knows it but is too sure. */
function draw() {
  const stream = new RandomStream(7, Purpose.split);
  const logits = Float32Array.from({ length: ROWS * CLASSES }, () => stream.uniform(-3, 3));
  const truth = softmax(logits, CLASSES);
  const counts = new Uint8Array(ROWS * CLASSES);
  for (let voter = 0; voter < VOTERS; voter++) {
    for (const [row, answer] of drawLabels(truth, CLASSES, stream).entries())
      counts[row * CLASSES + answer]++;
  }
  const network = softmax(
    logits.map((z) => 2 * z + stream.uniform(-3, 3)),
    CLASSES,
  );
  const foldOf = Uint8Array.from({ length: ROWS }, (_, row) => row % 4);
  const labels = drawLabels(truth, CLASSES, stream);
  return { truth, counts, request: { probabilities: network, labels, classes: CLASSES, foldOf } };
}

const { truth, request, counts } = draw();
const withVotes: EstimateRequest = { ...request, votes: { counts, answers: CLASSES } };
const lossOf = (p: (row: number, label: number) => number): number =>
  request.labels.reduce((sum, label, row) => sum - Math.log(p(row, label)) / ROWS, 0);

test('estimates are better than what the network says, better still with votes, and no better than the truth', async () => {
  const network = lossOf((row, label) => request.probabilities[row * CLASSES + label]);
  const alone = await estimateLabels(request);
  const voted = await estimateLabels(withVotes);
  const best = lossOf((row, label) => truth[row * CLASSES + label]);
  assert.ok(alone.loss < network && voted.loss < alone.loss && best < voted.loss);
  assert.ok(voted.accuracy.value > alone.accuracy.value);
  assert.ok(Math.abs(alone.loss - lossOf((row, label) => alone.probabilities[row * CLASSES + label])) < 1e-6);
});

test('estimates are true: of the images with about the same estimate that share has the label', async () => {
  const { probabilities } = await estimateLabels(withVotes);
  for (const low of [0, 0.25, 0.5, 0.75]) {
    const at = [...probabilities.keys()].filter(
      (i) => probabilities[i] >= low && probabilities[i] < low + 0.25,
    );
    const hits = at.filter((i) => request.labels[Math.floor(i / CLASSES)] === i % CLASSES).length;
    const mean = at.reduce((sum, i) => sum + probabilities[i], 0) / at.length;
    // Four standard errors of a share.
    assert.ok(Math.abs(hits / at.length - mean) < 4 * Math.sqrt((mean * (1 - mean)) / at.length), `${low}`);
  }
});

test("no estimate knows its own row's label", async () => {
  const before = (await estimateLabels(withVotes)).probabilities;
  // Row 8 is in fold 0.
  const labels = request.labels.slice();
  labels[8] = (labels[8] + 1) % CLASSES;
  const after = (await estimateLabels({ ...withVotes, labels })).probabilities;
  for (let i = 0; i < before.length; i++) {
    if (Math.floor(i / CLASSES) % 4 === 0) assert.equal(after[i], before[i]);
  }
  assert.notDeepEqual(after, before);
});

test('an answer of probability 0 and a row without votes are no trouble', async () => {
  const probabilities = request.probabilities.slice();
  probabilities.set([0, 1, 0]);
  const nobody = counts.slice();
  nobody.fill(0, 0, CLASSES);
  const { probabilities: said } = await estimateLabels({
    ...{ ...request, probabilities },
    votes: { counts: nobody, answers: CLASSES },
  });
  const sum = said[0] + said[1] + said[2];
  assert.ok(said.every((p) => p > 0) && Math.abs(sum - 1) < 1e-6);
});

test('what does not fit, and a single fold, are refused', async () => {
  const { labels } = request;
  await assert.rejects(estimateLabels({ ...request, labels: labels.subarray(1) }), DataError);
  await assert.rejects(estimateLabels({ ...request, votes: { counts, answers: 2 } }), DataError);
  await assert.rejects(estimateLabels({ ...request, foldOf: new Uint8Array(ROWS) }), /only one/);
});

test('it tells how far it is, and can be stopped between two folds', async () => {
  const told: number[] = [];
  const stop = new AbortController();
  const onProgress = (done: number, total: number) => {
    told.push(done / total);
    if (done === 2) stop.abort();
  };
  await assert.rejects(estimateLabels({ ...request, onProgress, signal: stop.signal }), {
    name: 'AbortError',
  });
  assert.deepEqual(told, [0.25, 0.5]);
});
