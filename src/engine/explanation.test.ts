/** Explanations of whole networks: against the twins, against differences, and the same bits however they are asked for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialise } from '../model/initialise.js';
import { zooModel } from '../model/zoo/index.js';
import { PIXELS } from '../util/classes.js';
import { ModelError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import type { Explanation, TensorMap } from './api.js';
import { type CreateOptions, createEngine } from './engine.js';
import { referenceBackward, referenceForward } from './reference/network.js';
import { rms, widen } from './reference/tensor.js';

/** What stands before the head of each network, and a map inside it: behind a residual, a depthwise convolution. */
const NETWORKS = {
  classic: ['10', '3'],
  'resnet-s': ['17', '10.main.2'],
  'mini-xception': ['10', '7.main.3'],
};

const noise = (random: RandomStream, count: number) =>
  Float32Array.from({ length: count }, () => random.uniform(-1, 1));

/** First weights, with norms that have seen something. */
function weightsOf(name: string): TensorMap {
  const random = new RandomStream(31, Purpose.bootstrap);
  const weights: TensorMap = initialise(zooModel(name), 3);
  for (const [tensor, { data }] of weights) {
    if (!/gamma|beta|running|bias/.test(tensor)) continue;
    for (let i = 0; i < data.length; i++)
      data[i] = /beta|bias|Mean/.test(tensor) ? random.uniform(-0.2, 0.2) : random.uniform(0.5, 1.5);
  }
  return weights;
}

async function explain(
  name: string,
  floats: Float32Array,
  seeds: Float32Array,
  more: Partial<CreateOptions>,
) {
  const options = { model: zooModel(name), batchSize: 2, threads: 1, inline: true };
  const engine = await createEngine({ ...options, ...more });
  engine.setWeights(weightsOf(name));
  const explanation = await engine.explain(
    { indices: new Uint32Array(floats.length / PIXELS), floats },
    seeds,
  );
  await engine.close();
  return explanation;
}

/** Root mean square of the difference, relative to that of b. */
const distance = (a: ArrayLike<number>, b: Float64Array): number =>
  rms(b.map((value, i) => value - a[i])) / rms(b);

for (const [name, layers] of Object.entries(NETWORKS)) {
  // Float32 sums, Winograd's among them, stray by some 1e-6 in each of up to ten layers; a ReLU that rounding turned
  // would show as more, but of the 10⁵ units hardly one lies within 1e-6 of its turn.
  test(`${name}: values within 1e-5 rms of the twins, gradients within 1e-4`, async () => {
    const random = new RandomStream(32, Purpose.bootstrap);
    const floats = noise(random, PIXELS);
    const seeds = noise(random, 7);
    const got = await explain(name, floats, seeds, { explain: { layers, input: true } });
    const wanted = new Map<string, Float64Array[]>();
    const pass = referenceForward(zooModel(name), widen(weightsOf(name)), floats, 1, {
      train: false,
      afterBackward: ({ path, y }, dy) => wanted.set(path, [y.data, dy.data]),
    });
    const { dx } = referenceBackward(pass, seeds);
    for (const path of layers) {
      const { activations, gradients, shape } = got.layers.get(path)!;
      const [values, gradient] = wanted.get(path)!;
      assert.equal(values.length, shape.height * shape.width * shape.channels);
      assert.ok(distance(activations, values) < 1e-5, `${path}: ${distance(activations, values)}`);
      assert.ok(distance(gradients, gradient) < 1e-4, `${path}: ${distance(gradients, gradient)}`);
    }
    assert.ok(distance(got.input!, dx.data) < 1e-4, `input: ${distance(got.input!, dx.data)}`);
  });

  // A central difference over 0.006 of the image's length of 28: logits of size 1 are rounded at 1e-6, so it is good to
  // some 1e-3 of a slope of 0.1, but for the ReLUs that turn on the way.
  test(`${name}: along its gradient the logits rise as steeply as it is long, to 1 %`, async () => {
    const random = new RandomStream(35, Purpose.bootstrap);
    const floats = noise(random, PIXELS);
    const seeds = noise(random, 7);
    const { input } = await explain(name, floats, seeds, { explain: { layers: [], input: true } });
    const length = Math.sqrt(input!.reduce((sum, value) => sum + value * value, 0));
    const engine = await createEngine({ model: zooModel(name), batchSize: 2, threads: 1, inline: true });
    engine.setWeights(weightsOf(name));
    const moved = [0.003, -0.003].flatMap((step) => [
      ...floats.map((value, i) => value + (step * input![i]) / length),
    ]);
    const logits = await engine.infer({ indices: new Uint32Array(2), floats: Float32Array.from(moved) });
    const slope = seeds.reduce((sum, seed, c) => sum + (seed * (logits[c] - logits[7 + c])) / 0.006, 0);
    assert.ok(Math.abs(slope / length - 1) < 0.01, `${slope} where the gradient says ${length}`);
  });

  test(`${name}: the same bits with 2 threads, in a larger batch, without the input's gradient, one layer at a time`, async () => {
    const random = new RandomStream(33, Purpose.bootstrap);
    const [floats, seeds] = [noise(random, 2 * PIXELS), noise(random, 14)];
    const whole = await explain(name, floats, seeds, { explain: { layers, input: true } });
    const two = { threads: 2, inline: false };
    const others: Partial<CreateOptions>[] = [
      ...[two, { batchSize: 5 }].map((more) => ({ ...more, explain: { layers, input: true } })),
      { explain: { layers } },
      ...layers.map((path) => ({ explain: { layers: [path] } })),
    ];
    for (const more of others) {
      const other = await explain(name, floats, seeds, more);
      for (const [path, values] of other.layers) assert.deepEqual(values, whole.layers.get(path), path);
      if (more.explain?.input) assert.deepEqual(other.input, whole.input);
      else assert.equal(other.input, undefined);
    }
  });
}

test('images do not influence each other, and other plans of the engine neither', async () => {
  const random = new RandomStream(34, Purpose.bootstrap);
  const [floats, seeds] = [noise(random, 2 * PIXELS), noise(random, 14)];
  const spec = { layers: ['11'], input: true };
  const together = await explain('tiny', floats, seeds, { explain: spec });
  const second = await explain('tiny', floats.slice(PIXELS), seeds.slice(7), { explain: spec });
  assert.deepEqual(together.input!.slice(PIXELS), second.input);
  const model = zooModel('tiny');
  const engine = await createEngine({ model, batchSize: 2, threads: 2, explain: spec });
  engine.setWeights(weightsOf('tiny'));
  const batch = { indices: new Uint32Array(2), floats };
  const asked: (Explanation | Float32Array)[] = await Promise.all([
    engine.explain(batch, seeds),
    engine.infer(batch),
    engine.explain(batch, seeds),
    engine.infer(batch),
  ]);
  await engine.close();
  assert.deepEqual(asked[0], together);
  assert.deepEqual(asked[2], together);
  assert.deepEqual(asked[3], asked[1]);
  const plain = await createEngine({ model, batchSize: 2, threads: 1, inline: true });
  plain.setWeights(weightsOf('tiny'));
  assert.deepEqual(await plain.infer(batch), asked[1]);
});

test('what cannot be explained is said: a layer inside another one, seeds that do not fit, an engine without a plan', async () => {
  const model = zooModel('tiny');
  const make = (layers: string[] | undefined) =>
    createEngine({ model, batchSize: 2, threads: 1, inline: true, explain: layers && { layers } });
  for (const path of ['1', '13', '99', '']) {
    await assert.rejects(make([path]), (error) => {
      assert.ok(error instanceof ModelError);
      assert.match(
        error.message,
        new RegExp(`^Layer ${path} has no output of its own to explain: name one of 0, 2, 3,`),
      );
      return true;
    });
  }
  const batch = { indices: new Uint32Array(1), floats: new Float32Array(PIXELS) };
  const engine = await make(['2']);
  await assert.rejects(engine.explain(batch, new Float32Array(6)), /1 images needs 1×7 seeds, not 6/);
  await assert.rejects((await make(undefined)).explain(batch, new Float32Array(7)), /without explanations/);
});
