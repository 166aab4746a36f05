/** Golden trajectories: a network trained for some steps must follow PyTorch's float64 run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptimizerSpec, TensorMap } from '../../src/engine/api.js';
import { createEngine } from '../../src/engine/engine.js';
import { decodeSafetensors } from '../../src/export/safetensors.js';
import { CLASSES } from '../../src/util/classes.js';
import type { Outcome } from './cases.js';
import { normError, relativeError } from './compare.js';
import { parseTorchPrint } from './torch-print.js';

interface Description {
  readonly network: string[];
  readonly optimizer: 'adam' | 'adamw' | 'sgd';
  readonly hyper: Record<string, number | boolean | undefined>;
  readonly label_smoothing: number;
  readonly batch: number;
  readonly steps: number;
}

/**
 * How far float32 may stray from float64: bounds for the first three losses and for all, for the norm of the
 * worst final filter or matrix and of the worst final tensor of any kind, and for the evaluation logits.
 *
 * plain: SGD without batch norm, 8 times what PyTorch's own float32 run strays where nothing amplifies (1.2e-7, 3.8e-6,
 * 6e-8): another order of summation is another sample of the same rounding. The very first loss is held to it everywhere.
 * Two things amplify rounding until ReLUs and maxima flip, and then a trajectory is one of many. Each has bounds of its own,
 * 3 times what the float64 trajectory itself strays when it is disturbed as float32 would.
 * adaptive: Adam moves a weight by up to the learning rate however small its gradient is, so a gradient that cancels to
 * below rounding moves it anywhere within that. Gradients disturbed by 4e-7 of their root mean square (what float32
 * backpropagation strays) ended up to 1.8e-5, 4.7e-3 and 6.9e-3 away in 24 runs.
 * norm: batch norm divides by a deviation over few values. Convolutions and their gradients disturbed by 3.4e-6 of their
 * root mean square (the rounding of F(6×6, 3×3), see reference/rounding.ts; 3.3e-7 where no Winograd runs) ended up to
 * 2.6e-4 (losses), 1.1e-2 (filters and matrices), 2.1e-1 (a short vector) and 3.7e-2 (logits) away in 7 runs; the first
 * three losses at most 7e-6.
 */
const TOLERANCE = {
  plain: {
    early: 8 * 1.2e-7,
    losses: 8 * 1.2e-7,
    weights: 8 * 3.8e-6,
    tensors: 8 * 3.8e-6,
    evaluation: 8 * 6e-8,
  },
  norm: {
    early: 3 * 7e-6,
    losses: 3 * 2.6e-4,
    weights: 3 * 1.1e-2,
    tensors: 3 * 2.1e-1,
    evaluation: 3 * 3.7e-2,
  },
  adaptive: {
    early: 3 * 1.8e-5,
    losses: 3 * 1.8e-5,
    weights: 3 * 4.7e-3,
    tensors: 3 * 4.7e-3,
    evaluation: 3 * 6.9e-3,
  },
};

/** With batch norm and an adaptive optimiser, both amplify. */
function boundsFor(adaptive: boolean, norm: boolean) {
  if (!adaptive) return norm ? TOLERANCE.norm : TOLERANCE.plain;
  if (!norm) return TOLERANCE.adaptive;
  const both = (key: keyof typeof TOLERANCE.norm) => TOLERANCE.norm[key] + TOLERANCE.adaptive[key];
  return {
    ...{ early: both('early'), losses: both('losses') },
    ...{ weights: both('weights'), tensors: both('tensors'), evaluation: both('evaluation') },
  };
}

/** PyTorch's defaults. */
function optimizerOf({ optimizer, hyper }: Description): OptimizerSpec {
  const value = (key: string, fallback: number) => Number(hyper[key] ?? fallback);
  if (optimizer === 'sgd') {
    return {
      kind: 'sgd',
      momentum: value('momentum', 0),
      nesterov: hyper.nesterov === true,
      weightDecay: value('weight_decay', 0),
    };
  }
  return {
    kind: optimizer,
    beta1: value('beta1', 0.9),
    beta2: value('beta2', 0.999),
    epsilon: value('eps', 1e-8),
    weightDecay: value('weight_decay', optimizer === 'adamw' ? 0.01 : 0),
  };
}

/** Runs DIR/trajectory-NAME.json in the caller's thread. @returns losses, final tensors and evaluation logits */
export async function runTrajectory(directory: string, name: string): Promise<Outcome[]> {
  const file = join(directory, `${name}.safetensors`);
  const { tensors } = decodeSafetensors(readFileSync(file), file);
  const description = JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8')) as Description;
  const { layers, names } = parseTorchPrint(description.network);
  const model = {
    name,
    input: { height: 48, width: 48, channels: 1 },
    preprocessing: { mean: 0, scale: 1 },
    classes: CLASSES,
    layers,
  };
  const optimizer = optimizerOf(description);
  const training = { optimizer, clipNorm: 0, ema: 0, decayAll: true };
  const { batch, steps } = description;
  const engine = await createEngine({
    model,
    batchSize: batch,
    threads: 2,
    training,
    inline: true,
  });
  engine.setWeights(rename(tensors, 'init/', names));
  const images = tensors.get('images')!.data;
  const labels = tensors.get('labels')!.data;
  const pixels = images.length / steps;
  const indices = new Uint32Array(batch);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const floats = images.subarray(step * pixels, (step + 1) * pixels);
    const targets = smoothed(labels.subarray(step * batch, (step + 1) * batch), description.label_smoothing);
    const data = { indices, floats, targets, dropoutKeys: new Uint32Array(batch) };
    losses.push((await engine.trainStep(data, Number(description.hyper.lr), step)).loss);
  }
  const weights = engine.getWeights();
  const logits = await engine.infer({ indices, floats: images.subarray(0, pixels) });
  await engine.close();
  const norm = [...tensors.keys()].some((key) => key.endsWith('running_mean'));
  const bounds = boundsFor(optimizer.kind !== 'sgd', norm);
  const golden = tensors.get('losses')!.data;
  const final = rename(tensors, 'final/', names);
  return [
    {
      name: `${name} first loss`,
      error: relativeError(losses.slice(0, 1), golden.subarray(0, 1)),
      worst: 'loss',
      tolerance: TOLERANCE.plain.losses,
    },
    {
      name: `${name} first three losses`,
      error: relativeError(losses.slice(0, 3), golden.subarray(0, 3)),
      worst: 'loss',
      tolerance: bounds.early,
    },
    { name: `${name} losses`, error: relativeError(losses, golden), worst: 'loss', tolerance: bounds.losses },
    worstTensor(`${name} final weights`, matrices(weights), final, bounds.weights),
    worstTensor(`${name} final tensors`, weights, final, bounds.tensors),
    {
      name: `${name} evaluation`,
      error: relativeError(logits, tensors.get('eval_logits')!.data),
      worst: 'logits',
      tolerance: bounds.evaluation,
    },
  ];
}

function rename(tensors: TensorMap, prefix: string, names: Map<string, string>): TensorMap {
  const renamed: TensorMap = new Map();
  for (const [ours, theirs] of names) {
    const tensor = tensors.get(prefix + theirs);
    if (tensor) renamed.set(ours, tensor);
  }
  return renamed;
}

function smoothed(labels: Float32Array, smoothing: number): Float32Array {
  const classes = CLASSES.length;
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes);
  labels.forEach((label, i) => {
    targets[i * classes + label] += 1 - smoothing;
  });
  return targets;
}

/** Filters and matrices: norms of short vectors, some of them near 0, stray farther. */
function matrices(tensors: TensorMap): TensorMap {
  return new Map([...tensors].filter(([, { shape }]) => shape.length > 1));
}

function worstTensor(name: string, got: TensorMap, wanted: TensorMap, tolerance: number): Outcome {
  let error = 0;
  let worst = '';
  for (const [key, { data }] of got) {
    const reference = wanted.get(key);
    if (!reference) throw new Error(`${name}: there is no reference for ${key}`);
    const own = normError(data, reference.data);
    if (own > error || Number.isNaN(own)) {
      error = own;
      worst = key;
    }
  }
  return { name, error, worst, tolerance };
}
