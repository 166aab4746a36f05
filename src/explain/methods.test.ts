/** The three methods on a network that has learned to read drawn faces, and the check that they show what it learned. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { synthesise } from '../data/synth.js';
import type { Engine, TensorMap } from '../engine/api.js';
import { createEngine } from '../engine/engine.js';
import { initialise, zooModel } from '../model/index.js';
import { DataError, ModelError, UsageError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { camLayer, gradCam } from './grad-cam.js';
import { evidence, mapOf, upsample } from './maps.js';
import { occlusion, patchGrid } from './occlusion.js';
import { saliency } from './saliency.js';
import { sanityCheck } from './sanity.js';
import { meanSimilarity } from './similarity.js';

const EPOCHS = 6;
const BATCH = 32;

const model = zooModel('tiny');
const faces = synthesise({ count: 1120, seed: 5 });

async function trainedWeights(): Promise<TensorMap> {
  const optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 } as const;
  const training = { optimizer, clipNorm: 0, ema: 0 };
  const engine = await createEngine({ model, batchSize: BATCH, threads: 2, training });
  engine.setWeights(initialise(model, 1));
  engine.setImages(faces.pixels);
  const rows = Uint32Array.from({ length: faces.count }, (_, i) => i);
  for (let epoch = 0, step = 0; epoch < EPOCHS; epoch++) {
    new RandomStream(1, Purpose.shuffle, epoch).shuffle(rows);
    for (let first = 0; first < rows.length; first += BATCH, step++) {
      const indices = rows.slice(first, first + BATCH);
      const targets = new Float32Array(indices.length * 7);
      indices.forEach((row, i) => {
        targets[i * 7 + faces.labels[row]] = 1;
      });
      await engine.trainStep({ indices, targets, dropoutKeys: new Uint32Array(indices.length) }, 3e-3, step);
    }
  }
  const weights = engine.getWeights();
  await engine.close();
  return weights;
}

const layer = camLayer(model);
const rows = Uint32Array.from({ length: 42 }, (_, i) => i);
const request = { rows, targets: Uint8Array.from(rows, (row) => faces.labels[row]), batchSize: 32 };

describe('a trained network', () => {
  let weights: TensorMap;
  let engine: Engine;
  before(async () => {
    weights = await trainedWeights();
    engine = await createEngine({
      model,
      batchSize: 32,
      threads: 2,
      explain: { layers: [layer], input: true },
    });
    engine.setImages(faces.pixels);
    engine.setWeights(weights);
  });
  after(() => engine.close());

  test('it reads most of the faces', async () => {
    const logits = await engine.infer({ indices: rows.slice(0, 32) });
    let right = 0;
    for (let i = 0; i < 32; i++) {
      const own = logits.subarray(i * 7, i * 7 + 7);
      if (own.indexOf(own.reduce((a, b) => Math.max(a, b))) === request.targets[i]) right++;
    }
    assert.ok(right >= 24, `${right} of 32`);
  });

  test('Grad-CAM is the ReLU of the maps weighed by their mean gradients', async () => {
    const maps = await gradCam(engine, model, layer, request);
    assert.equal(maps.values.length, 42 * 36);
    const seeds = new Float32Array(7);
    seeds[request.targets[40]] = 1;
    const { shape, activations, gradients } = (
      await engine.explain({ indices: Uint32Array.of(40) }, seeds)
    ).layers.get(layer)!;
    for (let i = 0; i < 36; i++) {
      let sum = 0;
      for (let k = 0; k < shape.channels; k++) {
        const weight = gradients.slice(k * 36, k * 36 + 36).reduce((a, b) => a + b / 36, 0);
        sum += weight * activations[k * 36 + i];
      }
      const value = mapOf(maps, 40)[i];
      assert.ok(Math.abs(value - Math.max(0, sum)) <= 1e-5 * Math.max(1, Math.abs(sum)), `${value}, ${sum}`);
    }
    assert.ok(mapOf(maps, 40).some((value) => value > 0));
  });

  test('saliency is the size of the input’s gradient', async () => {
    const maps = await saliency(engine, model, request);
    const seeds = new Float32Array(7);
    seeds[request.targets[3]] = 1;
    const { input } = await engine.explain({ indices: Uint32Array.of(3) }, seeds);
    assert.deepEqual(mapOf(maps, 3), input!.map(Math.abs));
  });

  test('occlusion is what the logit loses under each patch', async () => {
    const two = { ...request, rows: rows.slice(0, 2), targets: request.targets.slice(0, 2) };
    const maps = await occlusion(engine, model, { ...two, patch: 12, stride: 6 });
    assert.deepEqual(maps.grid, { cells: 7, start: 6, step: 6 });
    const image = await engine.prepareOnly({ indices: Uint32Array.of(1) });
    const mean = image.reduce((a, b) => a + b) / image.length;
    // The patch in row 3, column 2 covers pixels from (18, 12) on.
    const covered = image.map((value, i) => {
      const [y, x] = [Math.floor(i / 48), i % 48];
      return y >= 18 && y < 30 && x >= 12 && x < 24 ? mean : value;
    });
    const logits = await Promise.all(
      [image, covered].map((floats) => engine.infer({ indices: new Uint32Array(1), floats })),
    );
    const lost = logits[0][two.targets[1]] - logits[1][two.targets[1]];
    assert.ok(Math.abs(mapOf(maps, 1)[3 * 7 + 2] - lost) < 1e-5);
    const none = await occlusion(engine, model, { ...two, score: (logits) => logits.map(() => 0.5) });
    assert.ok(none.values.every((value) => value === 0));
  });

  test('the methods agree on where: their maps correlate', async () => {
    const few = { ...request, rows: rows.slice(0, 14), targets: request.targets.slice(0, 14) };
    const whole = (maps: Parameters<typeof evidence>[0]) => ({
      grid: { cells: 48, start: 0.5, step: 1 },
      values: upsample(evidence(maps)),
    });
    const cam = whole(await gradCam(engine, model, layer, few));
    const lost = whole(await occlusion(engine, model, few));
    assert.ok(meanSimilarity(cam, lost) > 0.2, `${meanSimilarity(cam, lost)}`);
  });

  test('random weights destroy the maps: what is left is as little alike as two untrained networks’', async () => {
    const explain = async (mixed: TensorMap) => {
      engine.setWeights(mixed);
      return gradCam(engine, model, layer, request);
    };
    const sanity = await sanityCheck({ model, weights, explain });
    engine.setWeights(weights);
    assert.deepEqual(
      sanity.stages.map(({ path, type }) => `${path} ${type}`),
      ['18 dense', '12 conv', '8 conv', '4 conv', '0 conv'],
    );
    const last = sanity.stages.at(-1)!.similarity;
    assert.ok(sanity.passed && last <= 0.2, `${last} is left`);
    assert.ok(Math.abs(last - sanity.untrained) < 0.2);
  });

  test('maps that ignore the weights do not pass', async () => {
    const maps = await gradCam(engine, model, layer, request);
    const sanity = await sanityCheck({ model, weights, explain: async () => maps });
    assert.equal(sanity.passed, false);
    assert.ok(sanity.stages.every(({ similarity }) => similarity > 0.999));
    const one = { grid: maps.grid, values: mapOf(maps, 0) };
    await assert.rejects(sanityCheck({ model, weights, explain: async () => one }), DataError);
  });

  test('what does not fit is refused, and an aborted request stops', async () => {
    const short = { ...request, targets: request.targets.slice(1) };
    await assert.rejects(gradCam(engine, model, layer, short), UsageError);
    await assert.rejects(
      saliency(engine, model, { ...request, targets: request.targets.map(() => 7) }),
      /0–6/,
    );
    await assert.rejects(gradCam(engine, model, '3', request), ModelError);
    for (const [patch, stride] of [
      [0, 1],
      [48, 1],
      [8, 3],
      [8.5, 4],
      [8, 0],
    ])
      assert.throws(() => patchGrid(patch, stride), UsageError);
    const signal = AbortSignal.abort(new Error('stop'));
    for (const method of [
      saliency(engine, model, { ...request, signal }),
      occlusion(engine, model, { ...request, signal }),
    ])
      await assert.rejects(method, /stop/);
  });
});
