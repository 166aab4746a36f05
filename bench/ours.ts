/** Our training steps for the benchmarks: an engine with Adam, the default augmentation, random images and labels. */
import { defaultAugment, fillWarps } from '../src/augment/index.js';
import { type AugmentConfig, WARP_FLOATS } from '../src/augment/types.js';
import type { Engine, TrainingSpec } from '../src/engine/api.js';
import { createEngine } from '../src/engine/engine.js';
import { initialise } from '../src/model/index.js';
import type { Model } from '../src/model/types.js';
import { PIXELS } from '../src/util/classes.js';
import { Purpose, RandomStream } from '../src/util/random.js';

/** Keras' defaults, the peers' too. */
const ADAM: TrainingSpec = {
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 },
  clipNorm: 0,
  ema: 0,
};

export interface TrainerOptions {
  readonly batchSize: number;
  readonly threads: number;
  /** Images to train on, batch after batch; default: one batch of random ones. */
  readonly pixels?: Uint8Array;
  readonly augment?: AugmentConfig;
  readonly profile?: boolean;
  /** Walk in this thread instead of workers. */
  readonly inline?: boolean;
}

export interface Trainer {
  readonly engine: Engine;
  step(): Promise<unknown>;
  close(): Promise<void>;
}

export function randomImages(count: number, seed = 1): Uint8Array {
  const random = new RandomStream(seed, Purpose.synthesise);
  return Uint8Array.from({ length: count * PIXELS }, () => random.integer(256));
}

/** One training step at a call: draw the batch's warps, then the engine's step. */
export async function createTrainer(model: Model, options: TrainerOptions): Promise<Trainer> {
  const { batchSize, threads, profile, inline, augment = defaultAugment } = options;
  const pixels = options.pixels ?? randomImages(batchSize);
  const images = Math.floor(pixels.length / PIXELS);
  const classes = model.classes.length;
  const engine = await createEngine({
    ...{ model, batchSize, threads, profile, inline },
    training: ADAM,
  });
  engine.setWeights(initialise(model, 1));
  engine.setImages(pixels);
  const random = new RandomStream(2, Purpose.synthesise);
  const targets = new Float32Array(batchSize * classes);
  for (let i = 0; i < batchSize; i++) targets[i * classes + random.integer(classes)] = 1;
  const warps = new Float32Array(batchSize * WARP_FLOATS);
  const indices = new Uint32Array(batchSize);
  let steps = 0;
  const step = async () => {
    for (let i = 0; i < batchSize; i++) indices[i] = (steps * batchSize + i) % images;
    fillWarps(augment, 1, steps, indices, warps);
    const dropoutKeys = indices.map((row) => row * 2654435761 + steps);
    return engine.trainStep({ indices, warps, targets, dropoutKeys }, 1e-3, steps++);
  };
  return { engine, step, close: () => engine.close() };
}
