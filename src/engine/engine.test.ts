/** The engine as the rest of the project sees it: it learns, follows the reference optimisers, and says what is wrong. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { host } from '#engine-host';
import { initialise } from '../model/initialise.js';
import type { Layer, Model } from '../model/types.js';
import { PIXELS } from '../util/classes.js';
import { ModelError, UsageError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import type { OptimizerSpec, TensorMap, TrainBatch, TrainingSpec } from './api.js';
import { type CreateOptions, createEngine, MAX_THREADS } from './engine.js';
import { modelOf } from './reference/draw-layer.js';
import { referenceForward } from './reference/network.js';
import { maxAbs, widen } from './reference/tensor.js';
import { type ReferenceBatch, referenceTrain } from './reference/train.js';
import { WARP_RECORD, WARP_SCRATCH } from './regions.js';

const input = { height: 48, width: 48, channels: 1 };
const relu: Layer = { type: 'relu' };
const conv = (filters: number, stride = 1): Layer => ({
  type: 'conv',
  filters,
  kernel: 3,
  padding: 1,
  stride,
});
const adam = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;

/** Every kind of layer: padded channels, batch norm, projected residual, Winograd with 32 channels, dropout. */
const mixed: Model = modelOf('mixed', input, [
  conv(5, 2),
  { type: 'batchNorm' },
  relu,
  { type: 'maxPool', size: 2 },
  { type: 'residual', main: [relu, conv(32)], shortcut: [{ type: 'conv', filters: 32, kernel: 1 }] },
  { type: 'residual', main: [conv(32), { type: 'batchNorm' }, relu, { type: 'dropout', rate: 0.3 }] },
  relu,
  { type: 'avgPool', size: 2 },
  { type: 'flatten' },
  { type: 'dropout', rate: 0.5 },
  { type: 'dense', units: 7 },
]);

const noise = (random: RandomStream, count: number): Float32Array =>
  Float32Array.from({ length: count }, () => random.uniform(-1, 1));

function oneHot(labels: readonly number[]): Float32Array {
  const targets = new Float32Array(labels.length * 7);
  labels.forEach((label, i) => {
    targets[i * 7 + label] = 1;
  });
  return targets;
}

test('32 noise images with random labels are learnt by heart: loss under 0.05 within 60 steps', async () => {
  // 6,900 weights against 32 labels of 2.8 bits: memory enough. Adam moves a weight by about the learning rate a step,
  // 60·0.004 = 0.24 in all, as far as the first weights are from 0; a wrong gradient anywhere leaves it near ln 7 = 1.9.
  const model = modelOf('overfit', input, [
    ...[
      conv(8, 2),
      relu,
      { type: 'maxPool', size: 2 } as Layer,
      conv(16),
      relu,
      { type: 'maxPool', size: 2 } as Layer,
    ],
    ...[{ type: 'flatten' } as Layer, { type: 'dense', units: 7 } as Layer],
  ]);
  const random = new RandomStream(1, Purpose.bootstrap);
  const training = { optimizer: adam, clipNorm: 0, ema: 0 };
  const engine = await createEngine({ model, batchSize: 32, threads: 2, training });
  engine.setWeights(initialise(model, 1));
  engine.setImages(Uint8Array.from({ length: 32 * PIXELS }, () => random.integer(256)));
  const batch = {
    indices: Uint32Array.from({ length: 32 }, (_, i) => i),
    targets: oneHot(Array.from({ length: 32 }, () => random.integer(7))),
    dropoutKeys: new Uint32Array(32),
  };
  const losses: number[] = [];
  let correct = 0;
  for (let step = 0; step < 60; step++) {
    const result = await engine.trainStep(batch, 0.004, step);
    losses.push(result.loss);
    correct = result.correct;
  }
  await engine.close();
  assert.ok(losses[0] > 1.5, `a loss of ${losses[0]} before anything is learnt`);
  assert.ok(losses.at(-1)! < 0.05, `${losses.at(-1)} after 60 steps`);
  assert.equal(correct, 32);
});

/** Four steps, two of them with part of a batch, on warped images; SHA-256 over all that training leaves behind. */
async function trainedHash(options: Partial<CreateOptions>): Promise<string> {
  const training: TrainingSpec = {
    ...{ optimizer: { ...adam, kind: 'adamw', weightDecay: 0.01 }, clipNorm: 1, ema: 0.9 },
  };
  const engine = await createEngine({
    ...{ model: mixed, batchSize: 5, threads: 1, training },
    ...options,
  });
  const random = new RandomStream(2, Purpose.bootstrap);
  engine.setWeights(initialise(mixed, 3));
  engine.setWeights(initialise(mixed, 3), 'ema');
  engine.setImages(Uint8Array.from({ length: 9 * PIXELS }, () => random.integer(256)));
  const hash = createHash('sha256');
  const add = (values: ArrayLike<number>) => hash.update(new Uint8Array(Float64Array.from(values).buffer));
  for (const [step, n] of [5, 3, 1, 5].entries()) {
    const warps = new Float32Array(n * WARP_RECORD);
    for (let i = 0; i < n; i++)
      warps.set([0.9, random.uniform(-0.2, 0.2), 2, 0.1, 1.1, -1, 1], i * WARP_RECORD);
    const batch: TrainBatch = {
      indices: Uint32Array.from({ length: n }, () => random.integer(9)),
      warps,
      targets: oneHot(Array.from({ length: n }, () => random.integer(7))),
      weights: Float32Array.from({ length: n }, () => random.uniform(0.5, 2)),
      dropoutKeys: Uint32Array.from({ length: n }, () => random.next()),
    };
    const { loss, correct, gradientNorm } = await engine.trainStep(batch, 0.01, step);
    add([loss, correct, gradientNorm]);
  }
  for (const map of [engine.getWeights(), engine.getWeights('ema'), engine.getOptimizerState()]) {
    for (const { data } of map.values()) add(data);
  }
  const batch = { indices: Uint32Array.of(4, 2, 8) };
  add(await engine.infer(batch));
  add(await engine.infer(batch, 'ema'));
  add(await engine.prepareOnly(batch));
  await engine.close();
  return hash.digest('hex');
}

test('weights, moving average, moments and logits have the same bits for 1, 2 and 3 threads and inline', async () => {
  const wanted = await trainedHash({ inline: true });
  for (const threads of [1, 2, 3]) assert.equal(await trainedHash({ threads }), wanted, `${threads} threads`);
  assert.equal(await trainedHash({ threads: MAX_THREADS, inline: true }), wanted, 'more threads than work');
  assert.equal(await trainedHash({ threads: 2, batchSize: 11 }), wanted, 'a plan for larger batches');
  assert.equal(await trainedHash({ threads: 2, profile: true }), wanted, 'with time measured');
});

describe('the engine follows the reference optimisers', () => {
  // No ReLU and no maximum, where rounding could flip a choice: what differs is the update.
  const smooth = modelOf('smooth', input, [
    // No bias before the batch norm: its gradient is 0, and only rounding would be compared.
    { type: 'conv', filters: 4, kernel: 3, padding: 1, stride: 2, bias: false },
    { type: 'batchNorm' },
    { type: 'avgPool', size: 4 },
    { type: 'conv', filters: 6, kernel: 3, groups: 2 },
    { type: 'conv', filters: 6, kernel: 2, groups: 6 },
    { type: 'globalAvgPool' },
    { type: 'dense', units: 7 },
  ]);
  const sgd = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 } as const;
  // An epsilon above the smallest gradients: Adam would divide their rounding errors by themselves.
  const calm = { ...adam, epsilon: 0.01 };
  const decayed = { weightDecay: 0.05 };
  const plain = { clipNorm: 0, ema: 0.8 };
  const specs: [string, TrainingSpec][] = [
    ['SGD without momentum', { ...plain, optimizer: { ...sgd, momentum: 0 } }],
    ['SGD with momentum', { ...plain, optimizer: sgd }],
    ['SGD with Nesterov momentum', { ...plain, optimizer: { ...sgd, nesterov: true } }],
    ['SGD with decay of the weights', { ...plain, optimizer: { ...sgd, ...decayed } }],
    ['SGD with decay of everything', { ...plain, optimizer: { ...sgd, ...decayed }, decayAll: true }],
    ['SGD with clipping', { ...plain, optimizer: sgd, clipNorm: 0.05 }],
    ['Adam', { ...plain, optimizer: calm }],
    ['Adam with decay', { ...plain, optimizer: { ...calm, ...decayed } }],
    [
      'AdamW with decay and clipping',
      { ...plain, optimizer: { ...calm, ...decayed, kind: 'adamw' }, clipNorm: 0.1 },
    ],
  ];
  const random = new RandomStream(4, Purpose.bootstrap);
  const batches = [4, 4, 2, 4, 3].map(
    (n): ReferenceBatch & { floats: Float32Array; targets: Float32Array } => ({
      n,
      floats: noise(random, n * PIXELS),
      // Soft votes that need not add up to 1, and weights, one of them 0.
      targets: Float32Array.from({ length: n * 7 }, () => random.uniform(0, 0.4)),
      weights: Float32Array.from({ length: n }, (_, i) => (i === 1 ? 0 : random.uniform(0.5, 2))),
    }),
  );
  const first = initialise(smooth, 9);

  async function train(training: TrainingSpec) {
    const engine = await createEngine({
      ...{ model: smooth, batchSize: 4, threads: 2, training, inline: true },
    });
    engine.setWeights(first);
    engine.setWeights(first, 'ema');
    const results = [];
    for (const [step, { n, floats, targets, weights }] of batches.entries()) {
      const batch = { floats, targets, weights: Float32Array.from(weights!) };
      const counts = { indices: new Uint32Array(n), dropoutKeys: new Uint32Array(n) };
      results.push(await engine.trainStep({ ...batch, ...counts }, 0.02, step));
    }
    const state = engine.getOptimizerState();
    return { results, weights: engine.getWeights(), ema: engine.getWeights('ema'), state };
  }

  /**
   * Every gradient is good to some 1e-5 of its tensor's largest (sums of up to 10³ terms), five steps add theirs, and
   * Adam's quotient doubles them: 1e-4 of how far a tensor has moved. Storing it costs at most half a unit in the last
   * place a step, and as much again for the average.
   */
  const BOUND = 1e-4;
  const STORED = 2 * 5 * 2 ** -24;

  /** The largest error in bounds, and where. */
  function worst(got: TensorMap, wanted: ReadonlyMap<string, { data: Float64Array }>) {
    let result = { error: 0, name: '' };
    for (const [name, { data }] of wanted) {
      const start = first.get(name)!.data;
      const moved = maxAbs(data.map((value, i) => value - start[i]));
      const error = maxAbs(data.map((value, i) => value - got.get(name)!.data[i]));
      const ratio = error / (BOUND * moved + STORED * maxAbs(data));
      if (ratio > result.error || Number.isNaN(ratio)) result = { error: ratio, name };
    }
    return result;
  }

  for (const [name, spec] of specs) {
    test(`${name}: weights, average, moments, losses and norms within 1e-4`, async () => {
      const wanted = referenceTrain(smooth, widen(first), spec, batches, 0.02);
      const got = await train(spec);
      for (const [which, values] of [
        ['weights', worst(got.weights, wanted.weights)],
        ['average', worst(got.ema, wanted.ema)],
      ] as const) {
        assert.ok(values.error <= 1, `${which}: ${values.name} is ${values.error} bounds off`);
      }
      for (const [moments, prefix] of [
        [wanted.state.m, spec.optimizer.kind === 'sgd' ? 'momentum/' : 'm/'],
        [spec.optimizer.kind === 'sgd' ? new Map<string, Float64Array>() : wanted.state.v, 'v/'],
      ] as const) {
        for (const [tensor, values] of moments) {
          const data = got.state.get(prefix + tensor)!.data;
          const error = maxAbs(values.map((value, i) => value - data[i]));
          assert.ok(error <= BOUND * maxAbs(values), `${prefix}${tensor} is ${error / maxAbs(values)} off`);
        }
      }
      got.results.forEach(({ loss, correct, gradientNorm }, step) => {
        assert.ok(Math.abs(loss / wanted.losses[step] - 1) <= 1e-5, `loss ${step}: ${loss}`);
        assert.ok(Math.abs(gradientNorm / wanted.norms[step] - 1) <= BOUND, `norm ${step}: ${gradientNorm}`);
        assert.equal(correct, wanted.correct[step]);
      });
    });
  }

  test('these specs are far enough apart for the bound to tell them from one another', async () => {
    const ends = await Promise.all(specs.map(async ([, spec]) => (await train(spec)).weights));
    for (let i = 0; i < specs.length; i++) {
      const wanted = referenceTrain(smooth, widen(first), specs[i][1], batches, 0.02);
      for (let j = 0; j < specs.length; j++) {
        if (i !== j) assert.ok(worst(ends[j], wanted.weights).error > 10, `${specs[i][0]}, ${specs[j][0]}`);
      }
    }
  });
});

test('inference uses running statistics and no dropout: logits within 1e-5 of the twins', async () => {
  const engine = await createEngine({ model: mixed, batchSize: 4, threads: 2 });
  const weights = initialise(mixed, 5);
  const random = new RandomStream(6, Purpose.bootstrap);
  for (const [name, { data }] of weights) {
    if (/running|beta|gamma|bias/.test(name))
      for (let i = 0; i < data.length; i++) data[i] = random.uniform(0.5, 1.5);
  }
  engine.setWeights(weights);
  const floats = noise(random, 3 * PIXELS);
  const logits = await engine.infer({ indices: new Uint32Array(3), floats });
  await engine.close();
  const { y } = referenceForward(mixed, widen(weights), floats, 3, { train: false });
  const error = maxAbs(y.data.map((value, i) => value - logits[i]));
  assert.ok(error <= 1e-5 * maxAbs(y.data), `${error} of ${maxAbs(y.data)}`);
});

test('logits follow the weights: after another set, a moving average, a step of training or prepared images', async () => {
  const training: TrainingSpec = { optimizer: adam, clipNorm: 0, ema: 0.5 };
  const options = { model: mixed, batchSize: 2, threads: 2, training };
  const fresh = async (weights: TensorMap) => {
    const other = await createEngine(options);
    other.setWeights(weights);
    other.setImages(pixels);
    const logits = await other.infer(batch);
    await other.close();
    return logits;
  };
  const engine = await createEngine(options);
  const pixels = Uint8Array.from({ length: 2 * PIXELS }, (_, i) => (i * 11) % 256);
  const batch = { indices: Uint32Array.of(0, 1) };
  engine.setImages(pixels);
  const [first, second] = [initialise(mixed, 1), initialise(mixed, 2)];
  const logits: Float32Array[] = [];
  for (const weights of [first, second, first]) {
    engine.setWeights(weights);
    logits.push(await engine.infer(batch), await engine.infer(batch));
  }
  const [one, again, two, , three] = logits;
  assert.deepEqual(again, one);
  assert.notDeepEqual(two, one);
  assert.deepEqual(three, one);
  engine.setWeights(second, 'ema');
  assert.deepEqual(await engine.infer(batch, 'ema'), two);
  assert.deepEqual(await engine.infer(batch), one);
  assert.deepEqual(await engine.infer(batch, 'ema'), two);
  await engine.prepareOnly(batch);
  assert.deepEqual(await engine.infer(batch, 'ema'), two);
  const targets = oneHot([0, 1]);
  await engine.trainStep({ ...batch, targets, dropoutKeys: new Uint32Array(2) }, 0.01, 0);
  const trained = await engine.infer(batch);
  assert.deepEqual(trained, await fresh(engine.getWeights()));
  assert.notDeepEqual(trained, one);
  await engine.close();
});

test('the warp of nothing leaves (pixel − mean) / scale, and a batch names its images', async () => {
  const model = { ...mixed, preprocessing: { mean: 128, scale: 64 } };
  const engine = await createEngine({ model, batchSize: 2, threads: 1, inline: true });
  const pixels = Uint8Array.from({ length: 3 * PIXELS }, (_, i) => (i * 7 + Math.floor(i / PIXELS)) % 256);
  engine.setImages(pixels);
  const got = await engine.prepareOnly({ indices: Uint32Array.of(2, 0) });
  const wanted = [...pixels.subarray(2 * PIXELS), ...pixels.subarray(0, PIXELS)].map((p) => (p - 128) / 64);
  assert.deepEqual([...got], wanted);
});

describe('what the engine refuses', () => {
  const optimizer: OptimizerSpec = adam;
  const training = { optimizer, clipNorm: 0, ema: 0 };
  const base: CreateOptions = {
    model: mixed,
    batchSize: 2,
    threads: 1,
    training,
    inline: true,
  };

  test('threads, batch sizes and models out of range', async () => {
    for (const threads of [0, -1, 1.5, MAX_THREADS + 1, Number.NaN]) {
      await assert.rejects(createEngine({ ...base, threads }), UsageError, `${threads}`);
    }
    for (const batchSize of [0, 2.5, 4097])
      await assert.rejects(createEngine({ ...base, batchSize }), UsageError);
    const wide = { ...mixed, input: { height: 48, width: 50, channels: 1 } };
    await assert.rejects(
      createEngine({ ...base, model: wide }),
      /input is 48×50×1; the engine reads 48×48×1/,
    );
    const huge = modelOf('huge', input, [{ type: 'conv', filters: 512, kernel: 3 }]);
    await assert.rejects(
      createEngine({ ...base, model: huge, batchSize: 1024 }),
      /more than WebAssembly's 4 GiB/,
    );
  });

  test('weights that lack a tensor or do not fit; the old ones stay', async () => {
    const engine = await createEngine(base);
    const weights = initialise(mixed, 1);
    engine.setWeights(weights);
    const broken = initialise(mixed, 2);
    broken.delete('0.bias');
    assert.throws(() => engine.setWeights(broken), /lack the tensor 0\.bias \[5\]/);
    const bent = initialise(mixed, 2);
    bent.set('10.weight', { shape: [7, 4], data: new Float32Array(28) });
    assert.throws(() => engine.setWeights(bent), /10\.weight has the shape \[7, 4\]/);
    assert.deepEqual(engine.getWeights().get('0.weight'), weights.get('0.weight'));
    assert.throws(() => engine.setOptimizerState(new Map()), /m\/0\.weight/);
  });

  test('images, batches and targets that do not fit', async () => {
    const engine = await createEngine(base);
    engine.setWeights(initialise(mixed, 1));
    assert.throws(
      () => engine.setImages(new Uint8Array(PIXELS + 1)),
      /2305 bytes are not a whole number of images/,
    );
    await assert.rejects(engine.infer({ indices: Uint32Array.of(0) }), /no image 0; 0 are loaded/);
    engine.setImages(new Uint8Array(2 * PIXELS));
    await assert.rejects(engine.infer({ indices: Uint32Array.of(0, 2) }), /no image 2; 2 are loaded/);
    await assert.rejects(engine.infer({ indices: new Uint32Array(3) }), /from 1 to 2, not 3/);
    await assert.rejects(engine.infer({ indices: new Uint32Array(0) }), /from 1 to 2, not 0/);
    const warps = new Float32Array(15);
    await assert.rejects(
      engine.infer({ indices: Uint32Array.of(0), warps }),
      /1 images needs 1 warp records/,
    );
    const floats = new Float32Array(7);
    await assert.rejects(engine.infer({ indices: Uint32Array.of(0), floats }), /2304 values, not 7/);
    const batch = {
      indices: Uint32Array.of(0),
      targets: new Float32Array(6),
      dropoutKeys: new Uint32Array(1),
    };
    await assert.rejects(engine.trainStep(batch, 0.1, 0), /1×7 targets and 1 dropout keys/);
  });

  test('what the engine was made without: training, moving average', async () => {
    const engine = await createEngine({ ...base, training: undefined });
    const batch = {
      indices: Uint32Array.of(0),
      targets: new Float32Array(7),
      dropoutKeys: new Uint32Array(1),
    };
    await assert.rejects(engine.trainStep(batch, 0.1, 0), ModelError);
    await assert.rejects(engine.infer({ indices: Uint32Array.of(0) }, 'ema'), ModelError);
    assert.throws(() => engine.getWeights('ema'), /no moving average/);
    assert.throws(() => engine.getOptimizerState(), ModelError);
  });
});

test('closing twice is fine, and a closed engine says so instead of waiting for its threads', async () => {
  const engine = await createEngine({ model: mixed, batchSize: 1, threads: 2 });
  const batch = { indices: new Uint32Array(1), floats: new Float32Array(PIXELS) };
  const running = assert.rejects(engine.infer(batch), /The engine is closed/);
  await engine.close();
  await running;
  await engine.close();
  await assert.rejects(engine.infer(batch), /The engine is closed/);
});

test('a loss that is not finite is reported, not hidden', async () => {
  const training = { optimizer: adam, clipNorm: 0, ema: 0 };
  const engine = await createEngine({
    model: mixed,
    batchSize: 1,
    threads: 1,
    training,
    inline: true,
  });
  engine.setWeights(initialise(mixed, 1));
  const floats = new Float32Array(PIXELS).fill(Number.NaN);
  const batch = {
    indices: new Uint32Array(1),
    floats,
    targets: oneHot([3]),
    dropoutKeys: new Uint32Array(1),
  };
  assert.ok(Number.isNaN((await engine.trainStep(batch, 0.1, 0)).loss));
});

test('optimiser state and weights carry a run over into another engine, bit for bit', async () => {
  const training = { optimizer: adam, clipNorm: 0, ema: 0 };
  const make = () => createEngine({ model: mixed, batchSize: 2, threads: 1, training, inline: true });
  const random = new RandomStream(7, Purpose.bootstrap);
  const batch = {
    indices: new Uint32Array(2),
    floats: noise(random, 2 * PIXELS),
    targets: oneHot([1, 4]),
    dropoutKeys: Uint32Array.of(1, 2),
  };
  const whole = await make();
  whole.setWeights(initialise(mixed, 1));
  await whole.trainStep(batch, 0.01, 0);
  const other = await make();
  other.setWeights(whole.getWeights());
  other.setOptimizerState(whole.getOptimizerState());
  await whole.trainStep(batch, 0.01, 1);
  await other.trainStep(batch, 0.01, 1);
  assert.deepEqual(other.getWeights(), whole.getWeights());
  assert.deepEqual(other.getOptimizerState(), whole.getOptimizerState());
});

test('the warp’s scratch is as large as its kernel says', async () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const { exports } = new WebAssembly.Instance(await host.loadKernels(), { env: { memory } });
  assert.equal((exports.warpScratchBytes as () => number)(), WARP_SCRATCH);
});

test('calls that do not wait for each other give what they give one by one', async () => {
  const options = { model: mixed, batchSize: 2, threads: 2 };
  const engine = await createEngine(options);
  engine.setWeights(initialise(mixed, 3));
  const random = new RandomStream(11, Purpose.bootstrap);
  const batches = Array.from({ length: 4 }, () => ({
    indices: new Uint32Array(2),
    floats: noise(random, 2 * PIXELS),
  }));
  const alone: Float32Array[] = [];
  for (const batch of batches) alone.push(await engine.infer(batch));
  const together = await Promise.all(batches.map((batch) => engine.infer(batch)));
  await engine.close();
  assert.deepEqual(together, alone);
});
