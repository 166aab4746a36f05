/**
 * Writes the small golden directory from the float64 twins, in the format of PyTorch's values (README there):
 *
 *     npm run build && node dist/test/golden/make-small.js test/golden/small && npm run format
 *
 * It stands in where the large directory is not at hand: the same runner, fewer and smaller cases. Its values come from
 * this project's own twins, which finite differences check; only the large directory's come from elsewhere.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptimizerSpec } from '../../src/engine/api.js';
import { crossEntropyTwin } from '../../src/engine/reference/cross-entropy.js';
import { modelOf } from '../../src/engine/reference/draw-layer.js';
import { referenceBackward, referenceForward } from '../../src/engine/reference/network.js';
import { tensor, type Values, widen } from '../../src/engine/reference/tensor.js';
import { referenceTrain } from '../../src/engine/reference/train.js';
import { encodeSafetensors, type Tensor } from '../../src/export/safetensors.js';
import { initialise } from '../../src/model/initialise.js';
import type { Layer, Shape } from '../../src/model/types.js';
import { PIXELS } from '../../src/util/classes.js';
import { Purpose, RandomStream } from '../../src/util/random.js';
import type { Case } from './cases.js';
import { parseTorchPrint } from './torch-print.js';

type Named = [string, Tensor][];

const make = (shape: readonly number[], data: ArrayLike<number>): Tensor => ({
  shape,
  data: Float32Array.from(data),
});

const uniform = (random: RandomStream, count: number): Float32Array =>
  Float32Array.from({ length: count }, () => random.uniform(-1, 1));

/** A layer case: its description for layers.json, its input, our layer. */
interface LayerCase {
  readonly entry: Case;
  readonly n: number;
  readonly input: Shape;
  readonly layer: Layer;
}

function convCase(
  n: number,
  input: Shape,
  filters: number,
  kernel: number,
  more: { stride?: number; pad?: number; groups?: number; bias?: boolean } = {},
): LayerCase {
  const { stride = 1, pad = 0, groups = 1, bias = true } = more;
  const { channels: c, height, width } = input;
  const name = `conv_n${n}_c${c}_${height}x${width}_k${filters}_${kernel}x${kernel}_s${stride}_p${pad}_g${groups}`;
  return {
    entry: { case: name, op: 'conv2d', stride, pad, groups, bias },
    n,
    input,
    layer: { type: 'conv', filters, kernel, stride, padding: pad, groups, bias },
  };
}

function poolCase(
  op: 'maxpool' | 'avgpool',
  n: number,
  input: Shape,
  kernel: number,
  stride: number,
  pad: number,
): LayerCase {
  const { channels, height, width } = input;
  const name = `${op}_n${n}_c${channels}_${height}x${width}_k${kernel}_s${stride}_p${pad}`;
  const window = { size: kernel, stride };
  const layer: Layer =
    op === 'maxpool' ? { type: 'maxPool', ...window, padding: pad } : { type: 'avgPool', ...window };
  return { entry: { case: name, op, kernel, stride, pad }, n, input, layer };
}

const map = (height: number, width: number, channels: number): Shape => ({ height, width, channels });

const LAYERS: readonly LayerCase[] = [
  convCase(2, map(12, 14, 1), 3, 3),
  convCase(1, map(5, 6, 26), 25, 3, { pad: 1 }), // wide enough for Winograd
  convCase(3, map(5, 6, 8), 12, 3, { stride: 2, pad: 1, bias: false }),
  convCase(2, map(9, 9, 6), 6, 3, { stride: 2, pad: 1, groups: 6 }),
  convCase(1, map(9, 8, 3), 8, 5, { pad: 2 }),
  convCase(2, map(6, 6, 12), 10, 1),
  poolCase('maxpool', 2, map(8, 7, 5), 3, 2, 1),
  poolCase('avgpool', 2, map(9, 12, 5), 3, 3, 0),
  {
    entry: { case: 'batchnorm_n3_c7_5x6', op: 'batchnorm', eps: 1e-5, momentum: 0.1 },
    ...{ n: 3, input: map(5, 6, 7), layer: { type: 'batchNorm' } },
  },
  {
    entry: { case: 'dense_n5_33_7', op: 'dense' },
    ...{ n: 5, input: map(1, 1, 33), layer: { type: 'dense', units: 7 } },
  },
];

/** Ours → the golden names. */
const GOLDEN = {
  weight: 'w',
  bias: 'b',
  gamma: 'gamma',
  beta: 'beta',
  runningMean: 'running_mean',
  runningVar: 'running_var',
};

function layerTensors({ entry, n, input, layer }: LayerCase, random: RandomStream): Named {
  const model = modelOf(entry.case, input, [layer]);
  const flat = entry.op === 'dense';
  const shapeOf = (shape: Shape) =>
    flat ? [n, shape.channels] : [n, shape.channels, shape.height, shape.width];
  const x = uniform(random, n * input.channels * input.height * input.width);
  const weights = initialise(model, 1);
  for (const [name, { data }] of weights)
    if (!name.includes('running')) data.set(uniform(random, data.length));
  const pass = referenceForward(model, widen(weights), x, n);
  const dy = uniform(random, pass.y.data.length);
  const { dx, gradients } = referenceBackward(pass, dy);
  const named: Named = [
    ['x', make(shapeOf(input), x)],
    ['dy', make(shapeOf(pass.y), dy)],
    ['y', make(shapeOf(pass.y), pass.y.data)],
    ['dx', make(shapeOf(input), dx.data)],
  ];
  for (const [name, { shape, data }] of weights) {
    const role = name.slice(2) as keyof typeof GOLDEN;
    const gradient = gradients.get(name);
    if (gradient)
      named.push([GOLDEN[role], make(shape, data)], [`d${GOLDEN[role]}`, make(shape, gradient.data)]);
    else named.push([GOLDEN[role], make(shape, pass.weights.get(name)!.data)]);
  }
  return named;
}

function lossTensors(random: RandomStream, smoothing: number): Named {
  const [n, classes] = [8, 7];
  const logits = uniform(random, n * classes).map((value) => 3 * value);
  const labels = Array.from({ length: n }, () => random.integer(classes));
  const z = tensor(n, { channels: classes, height: 1, width: 1 }, logits);
  const { loss, dz } = crossEntropyTwin(z, smoothed(labels, smoothing));
  return [
    ['logits', make([n, classes], logits)],
    ['labels', make([n], labels)],
    ['loss', make([1], [loss])],
    ['dlogits', make([n, classes], dz.data)],
  ];
}

function smoothed(labels: readonly number[], smoothing: number): number[] {
  return labels.flatMap((label) =>
    Array.from({ length: 7 }, (_, k) => smoothing / 7 + (k === label ? 1 - smoothing : 0)),
  );
}

function writeLayers(directory: string): void {
  const random = new RandomStream(1, Purpose.bootstrap);
  const cases: Case[] = [];
  const tensors: Named = [];
  const add = (entry: Case, named: Named) => {
    cases.push(entry);
    for (const [name, value] of named) tensors.push([`${entry.case}/${name}`, value]);
  };
  for (const layer of LAYERS) add(layer.entry, layerTensors(layer, random));
  const loss: Case = {
    case: 'softmax_cross_entropy_n8_k7_ls0.1',
    op: 'softmax_cross_entropy',
    label_smoothing: 0.1,
  };
  add(loss, lossTensors(random, 0.1));
  writeFileSync(join(directory, 'layers.json'), `${JSON.stringify(cases, null, 2)}\n`);
  writeFileSync(join(directory, 'layers.safetensors'), encodeSafetensors(tensors));
}

/** A network as PyTorch prints it. */
const norm = (channels: number): string =>
  `BatchNorm2d(${channels}, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)`;
const conv = (from: number, to: number, more: string): string =>
  `Conv2d(${from}, ${to}, kernel_size=(3, 3), ${more})`;
const pool = (size: number): string =>
  `MaxPool2d(kernel_size=${size}, stride=${size}, padding=0, dilation=1, ceil_mode=False)`;

const RESIDUAL = [
  'Sequential(',
  `  (0): ${conv(1, 6, 'stride=(2, 2), padding=(1, 1), bias=False')}`,
  `  (1): ${norm(6)}`,
  '  (2): ReLU()',
  '  (3): Res(',
  `    (c1): ${conv(6, 6, 'stride=(1, 1), padding=(1, 1), bias=False')}`,
  `    (b1): ${norm(6)}`,
  `    (c2): ${conv(6, 6, 'stride=(1, 1), padding=(1, 1), bias=False')}`,
  `    (b2): ${norm(6)}`,
  '  )',
  '  (4): GAP()',
  '  (5): Linear(in_features=6, out_features=7, bias=True)',
  ')',
];

const PLAIN = [
  'Sequential(',
  `  (0): ${conv(1, 5, 'stride=(2, 2)')}`,
  '  (1): ReLU()',
  `  (2): ${pool(2)}`,
  `  (3): ${conv(5, 8, 'stride=(1, 1)')}`,
  '  (4): ReLU()',
  `  (5): ${pool(2)}`,
  '  (6): Flatten(start_dim=1, end_dim=-1)',
  '  (7): Linear(in_features=128, out_features=12, bias=True)',
  '  (8): ReLU()',
  '  (9): Linear(in_features=12, out_features=7, bias=True)',
  ')',
];

interface Trajectory {
  readonly name: string;
  readonly network: readonly string[];
  readonly optimizer: OptimizerSpec;
  readonly hyper: Record<string, number | boolean>;
  readonly smoothing: number;
}

const BATCH = 2;
const STEPS = 3;

function writeTrajectory(
  directory: string,
  { name, network, optimizer, hyper, smoothing }: Trajectory,
): void {
  const { layers, names } = parseTorchPrint(network);
  const model = modelOf(name, map(48, 48, 1), layers);
  const random = new RandomStream(2, Purpose.bootstrap);
  const images = uniform(random, STEPS * BATCH * PIXELS);
  const labels = Array.from({ length: STEPS * BATCH }, () => random.integer(7));
  const first = initialise(model, 1);
  const part = (step: number) => images.subarray(step * BATCH * PIXELS, (step + 1) * BATCH * PIXELS);
  const batches = Array.from({ length: STEPS }, (_, step) => ({
    n: BATCH,
    floats: part(step),
    targets: smoothed(labels.slice(step * BATCH, (step + 1) * BATCH), smoothing),
  }));
  const training = { optimizer, clipNorm: 0, ema: 0, decayAll: true };
  const { losses, weights } = referenceTrain(model, widen(first), training, batches, Number(hyper.lr));
  const { y } = referenceForward(model, weights, part(0), BATCH, { train: false });
  const named = (prefix: string, values: Values): Named =>
    [...values].map(([ours, { shape, data }]) => [prefix + names.get(ours), make(shape, data)]);
  const tensors: Named = [
    ...named('init/', widen(first)),
    ['images', make([STEPS, BATCH, 1, 48, 48], images)],
    ['labels', make([STEPS, BATCH], labels)],
    ['losses', make([STEPS], losses)],
    ...named('final/', weights),
    ['eval_logits', make([BATCH, 7], y.data)],
  ];
  const description = {
    ...{ network, optimizer: optimizer.kind, hyper, label_smoothing: smoothing, batch: BATCH, steps: STEPS },
    losses,
  };
  writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(description, null, 2)}\n`);
  writeFileSync(join(directory, `${name}.safetensors`), encodeSafetensors(tensors));
}

const directory = process.argv[2] ?? 'test/golden/small';
mkdirSync(directory, { recursive: true });
writeLayers(directory);
writeTrajectory(directory, {
  name: 'trajectory-residual-sgd',
  network: RESIDUAL,
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
  hyper: { lr: 0.05, momentum: 0.9, nesterov: true, weight_decay: 5e-4 },
  smoothing: 0.1,
});
writeTrajectory(directory, {
  name: 'trajectory-plain-adam',
  network: PLAIN,
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  hyper: { lr: 0.001 },
  smoothing: 0,
});
