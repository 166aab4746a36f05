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
 * How far float32 may stray from float64: one bound for the losses, one for the norm of the worst final tensor, one for
 * the evaluation logits. Two things amplify rounding, and each has its own bounds.
 *
 * plain: SGD without batch norm, 8 times what PyTorch's own float32 run strays where nothing amplifies (1.2e-7, 3.8e-6,
 * 6e-8): another order of summation is another sample of the same rounding.
 * norm: batch norm divides by a deviation over few values; 8 times PyTorch's float32 run (4.2e-6, 7.1e-3, 1.5e-4).
 * adaptive: Adam moves a weight by up to the learning rate however small its gradient is, so a gradient that cancels to
 * below rounding moves it anywhere within that, and ReLUs and maxima flip from there. The float64 trajectory itself,
 * its gradients disturbed by 4e-7 of their root mean square (what float32 backpropagation strays), ended up to 1.8e-5,
 * 4.7e-3 and 6.9e-3 away in 24 runs; the bound is 3 times that. What comes before any update is bounded tightly by the
 * first loss.
 */
const TOLERANCE = {
  plain: { losses: 8 * 1.2e-7, final: 8 * 3.8e-6, evaluation: 8 * 6e-8 },
  norm: { losses: 8 * 4.2e-6, final: 8 * 7.1e-3, evaluation: 8 * 1.5e-4 },
  adaptive: { losses: 3 * 1.8e-5, final: 3 * 4.7e-3, evaluation: 3 * 6.9e-3 },
};

/** With batch norm and an adaptive optimiser, both amplify. */
function boundsFor(adaptive: boolean, norm: boolean) {
  if (!adaptive) return norm ? TOLERANCE.norm : TOLERANCE.plain;
  if (!norm) return TOLERANCE.adaptive;
  const both = (key: 'losses' | 'final' | 'evaluation') => TOLERANCE.norm[key] + TOLERANCE.adaptive[key];
  return { losses: both('losses'), final: both('final'), evaluation: both('evaluation') };
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
  return [
    {
      name: `${name} first loss`,
      error: relativeError(losses.slice(0, 1), golden.subarray(0, 1)),
      worst: 'loss',
      tolerance: TOLERANCE.plain.losses,
    },
    { name: `${name} losses`, error: relativeError(losses, golden), worst: 'loss', tolerance: bounds.losses },
    worstTensor(`${name} final`, weights, rename(tensors, 'final/', names), bounds.final),
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
