/**
 * For tests: an engine small enough to read at once, a softmax regression on 36 block means, and a data set for it.
 * It uses everything that a resumed run must bring back: weights, average, moments, step number, warps, dropout keys.
 */
import type { Dataset } from '../data/types.js';
import type { Batch, Engine, EngineOptions, StepResult, TensorMap, TrainBatch } from '../engine/api.js';
import type { Model } from '../model/index.js';
import { CLASSES, PIXELS, SIDE } from '../util/classes.js';
import { ModelError } from '../util/errors.js';
import { exp, log } from '../util/math.js';
import { Purpose, RandomStream } from '../util/random.js';

const FEATURES = 36;
const K = CLASSES.length;

/** What the fake engine computes, as a network. */
export const fakeModel: Model = {
  name: 'block-means',
  input: { height: 48, width: 48, channels: 1 },
  preprocessing: { mean: 128, scale: 64 },
  classes: CLASSES,
  layers: [
    { type: 'avgPool', size: 8 },
    { type: 'flatten' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: K, init: 'glorot' },
    { type: 'softmax' },
  ],
};

/** Images of class c have a bright block of their own under noise; Training, PublicTest and PrivateTest. */
export function fakeDataset(perClass = 12, seed = 1): Dataset {
  const count = perClass * K;
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  const splits = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const random = new RandomStream(seed, Purpose.synthesise, row);
    labels[row] = row % K;
    const turn = Math.floor(row / K) % 4;
    splits[row] = turn === 3 ? 1 + (Math.floor(row / K / 4) % 2) : 0;
    for (let i = 0; i < PIXELS; i++) {
      const block = Math.floor(i / SIDE / 8) * 6 + Math.floor((i % SIDE) / 8);
      pixels[row * PIXELS + i] = 90 + random.integer(60) + (block === 3 * labels[row] ? 60 : 0);
    }
  }
  return {
    count,
    pixels,
    labels,
    splits,
    splitNames: ['Training', 'PublicTest', 'PrivateTest'],
    classes: CLASSES,
    source: 'fake',
    fingerprint: `${seed}`.padStart(64, '0'),
    skipped: [],
  };
}

const copy = (map: TensorMap): TensorMap =>
  new Map([...map].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));

export class FakeEngine implements Engine {
  readonly threads: number;
  readonly memoryBytes = 0;
  readonly options: EngineOptions;
  closed = false;
  /** Rows that were ever inferred. */
  readonly inferred = new Set<number>();
  /** The update numbers it was given. */
  readonly updates: number[] = [];
  #pixels = new Uint8Array();
  #weights: TensorMap;
  #ema: TensorMap;
  #moments: TensorMap = new Map();

  constructor(options: EngineOptions) {
    this.options = options;
    this.threads = options.threads;
    const zero = new Map([
      ['3.weight', { shape: [K, FEATURES], data: new Float32Array(K * FEATURES) }],
      ['3.bias', { shape: [K], data: new Float32Array(K) }],
    ]);
    this.#weights = copy(zero);
    this.#ema = copy(zero);
    for (const [name, tensor] of zero) {
      this.#moments.set(`m/${name}`, { ...tensor, data: tensor.data.slice() });
      this.#moments.set(`v/${name}`, { ...tensor, data: tensor.data.slice() });
    }
  }

  setImages(pixels: Uint8Array): void {
    this.#pixels = pixels.slice();
  }
  setWeights(weights: TensorMap, which = 'current'): void {
    for (const name of this.#weights.keys()) {
      if (!weights.has(name)) throw new ModelError(`tensor ${name} is missing`);
    }
    if (which === 'ema') this.#ema = copy(weights);
    else this.#weights = copy(weights);
  }
  getWeights(which = 'current'): TensorMap {
    return copy(which === 'ema' ? this.#ema : this.#weights);
  }
  getOptimizerState(): TensorMap {
    return copy(this.#moments);
  }
  setOptimizerState(state: TensorMap): void {
    this.#moments = copy(state);
  }

  #features(row: number, warp?: Float32Array, dropoutKey?: number): Float64Array {
    const features = new Float64Array(FEATURES);
    for (let i = 0; i < PIXELS; i++) {
      const block = Math.floor(i / SIDE / 8) * 6 + Math.floor((i % SIDE) / 8);
      features[block] += (this.#pixels[row * PIXELS + i] - 128) / 64 / 64;
    }
    for (let j = 0; j < FEATURES; j++) {
      if (warp) features[j] += warp[2] * 0.01;
      if (dropoutKey !== undefined && (dropoutKey >>> (j % 32)) % 4 === 0) features[j] = 0;
    }
    return features;
  }

  #logits(features: Float64Array, weights: TensorMap): Float64Array {
    const w = weights.get('3.weight')!.data;
    const b = weights.get('3.bias')!.data;
    const logits = new Float64Array(K);
    for (let c = 0; c < K; c++) {
      logits[c] = b[c];
      for (let j = 0; j < FEATURES; j++) logits[c] += w[c * FEATURES + j] * features[j];
    }
    return logits;
  }

  async trainStep(batch: TrainBatch, learningRate: number, step: number): Promise<StepResult> {
    this.updates.push(step);
    const n = batch.indices.length;
    const gw = new Float64Array(K * FEATURES);
    const gb = new Float64Array(K);
    const all = new Float32Array(n * K);
    let [loss, total, correct] = [0, 0, 0];
    for (let i = 0; i < n; i++) total += batch.weights?.[i] ?? 1;
    for (let i = 0; i < n; i++) {
      const features = this.#features(
        batch.indices[i],
        batch.warps?.subarray(i * 16, i * 16 + 16),
        batch.dropoutKeys[i],
      );
      const logits = this.#logits(features, this.#weights);
      all.set(logits, i * K);
      const target = batch.targets.subarray(i * K, (i + 1) * K);
      const top = Math.max(...logits);
      const sum = logits.reduce((acc, z) => acc + exp(z - top), 0);
      const share = (batch.weights?.[i] ?? 1) / total;
      if (logits.indexOf(top) === target.indexOf(Math.max(...target))) correct++;
      for (let c = 0; c < K; c++) {
        loss -= share * target[c] * (logits[c] - top - log(sum));
        const g = share * (exp(logits[c] - top) / sum - target[c]);
        gb[c] += g;
        for (let j = 0; j < FEATURES; j++) gw[c * FEATURES + j] += g * features[j];
      }
    }
    const gradientNorm = Math.sqrt([...gw, ...gb].reduce((acc, g) => acc + g * g, 0));
    this.#update('3.weight', gw, learningRate, step);
    this.#update('3.bias', gb, learningRate, step);
    return { loss, correct, gradientNorm, logits: all };
  }

  /** Adam, whatever the options say; then the average. */
  #update(name: string, gradient: Float64Array, learningRate: number, step: number): void {
    const w = this.#weights.get(name)!.data;
    const ema = this.#ema.get(name)!.data;
    const m = this.#moments.get(`m/${name}`)!.data;
    const v = this.#moments.get(`v/${name}`)!.data;
    let [c1, c2] = [1, 1];
    for (let i = 0; i <= step; i++) [c1, c2] = [c1 * 0.9, c2 * 0.999];
    const decay = this.options.training?.ema ?? 0;
    for (let i = 0; i < w.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * gradient[i];
      v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
      w[i] -= (learningRate * (m[i] / (1 - c1))) / (Math.sqrt(v[i] / (1 - c2)) + 1e-8);
      ema[i] = decay * ema[i] + (1 - decay) * w[i];
    }
  }

  async infer(batch: Batch, which = 'current'): Promise<Float32Array> {
    const weights = which === 'ema' ? this.#ema : this.#weights;
    const logits = new Float32Array(batch.indices.length * K);
    batch.indices.forEach((row, i) => {
      this.inferred.add(row);
      logits.set(this.#logits(this.#features(row), weights), i * K);
    });
    return logits;
  }
  inferFloat(): Promise<Float32Array> {
    throw new ModelError('the fake engine takes bytes only');
  }
  explain(): Promise<never> {
    throw new ModelError('the fake engine explains nothing');
  }
  prepareOnly(): Promise<Float32Array> {
    throw new ModelError('the fake engine prepares nothing');
  }
  takeProfile(): { op: string; seconds: number }[] {
    return [{ op: 'fake', seconds: 0 }];
  }
  async close(): Promise<void> {
    this.closed = true;
  }
}
