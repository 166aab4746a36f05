/**
 * The learning-rate range test (Smith 2017, "Cyclical learning rates for training neural networks"): train for a few
 * hundred steps while the rate grows by the same factor at each, and look where the loss falls and where it blows up.
 */
import type { Dataset } from '../data/types.js';
import type { Engine } from '../engine/api.js';
import type { createEngine } from '../engine/engine.js';
import { TrainingError, UsageError } from '../util/errors.js';
import { exp, log } from '../util/math.js';
import { epochOrder } from './batches.js';
import type { TrainConfig } from './config.js';
import { prepareData, startEngine } from './loop.js';

export interface RangeTestOptions {
  /** Its schedule, number of epochs and averaging of weights play no part. */
  readonly config: TrainConfig;
  readonly dataset: Dataset;
  /** First and last learning rate; default 1e-6 and 10: below, no optimiser moves. */
  readonly from?: number;
  readonly to?: number;
  /** Steps from one to the other; default 200. */
  readonly steps?: number;
  /** Called after each step with the steps done and their number. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two steps; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly threads?: number;
  /** Another engine than the project's own, for tests. */
  readonly createEngine?: typeof createEngine;
}

/** One step of the test. */
export interface RangePoint {
  readonly learningRate: number;
  /** Of the step's batch, before its update. */
  readonly loss: number;
  /** Exponential average of the losses so far, free of the bias towards its start at 0. */
  readonly smoothed: number;
}

export interface RangeTest {
  /** One a step, by rising rate; losses are finite. */
  readonly points: readonly RangePoint[];
  /** Whether the loss blew up before the last rate was reached. */
  readonly diverged: boolean;
  readonly suggestion: RateSuggestion;
}

export interface RateSuggestion {
  /** Where the smoothed loss falls most steeply for a factor of the rate, before its minimum. */
  readonly steepest: number;
  /** Where the smoothed loss is smallest: already near the edge, too large to train with. */
  readonly minimum: number;
  /** A tenth of that. */
  readonly tenthOfMinimum: number;
}

/** Share that a step leaves of the average: about the last 20 steps count. */
const SMOOTHING = 0.95;
/** A smoothed loss of so many times the smallest has blown up (fastai's choice). */
const DIVERGED = 4;
/** The average needs a few steps before its slope means anything. */
const WARM_UP = 10;

/**
 * Runs the test with a network of its own; nothing is written. The same configuration, data and seed give the same
 * points, to the last bit.
 * @throws UsageError for rates or steps that make no range; DataError or ModelError as `train` does; TrainingError when the
 *   loss is not finite from the start
 * @example
 * const { suggestion } = await findLearningRate({ config: completeConfig({ model: 'classic' }), dataset });
 * suggestion.steepest; // 0.0008, say
 */
export async function findLearningRate(options: RangeTestOptions): Promise<RangeTest> {
  const { from = 1e-6, to = 10, steps = 200 } = options;
  if (!(from > 0 && to > from && Number.isFinite(to))) {
    throw new UsageError(`Learning rates from ${from} to ${to} make no range: let the second be larger.`);
  }
  if (!(Number.isInteger(steps) && steps >= 2 * WARM_UP)) {
    throw new UsageError(`${steps} steps are too few for a range test: give at least ${2 * WARM_UP}.`);
  }
  const config: TrainConfig = { ...options.config, ema: 0 };
  const { threads, createEngine: make } = options;
  const settings = { config, dataset: options.dataset, threads, createEngine: make };
  const work = prepareData(settings);
  const engine = await startEngine(settings);
  try {
    const tested = await climb(engine, work, config.seed, ratesOf(from, to, steps), options);
    return { ...tested, suggestion: suggestRate(tested.points) };
  } finally {
    await engine.close();
  }
}

/** `count` rates from one to the other, each the same factor larger than the one before. */
export function ratesOf(from: number, to: number, count: number): number[] {
  const growth = log(to / from) / (count - 1);
  return Array.from({ length: count }, (_, i) => from * exp(growth * i));
}

/** Trains one step at each rate until the loss blows up. */
async function climb(
  engine: Engine,
  work: ReturnType<typeof prepareData>,
  seed: number,
  rates: readonly number[],
  { signal, onProgress }: RangeTestOptions,
): Promise<Pick<RangeTest, 'points' | 'diverged'>> {
  const { stepsPerEpoch } = work.length;
  const points: RangePoint[] = [];
  const smooth = smoother();
  let lowest = Infinity;
  let order: Uint32Array = new Uint32Array();
  for (const [update, learningRate] of rates.entries()) {
    signal?.throwIfAborted();
    const epoch = Math.floor(update / stepsPerEpoch) + 1;
    const step = update % stepsPerEpoch;
    if (step === 0) order = epochOrder(work.rows.train, seed, epoch);
    const { batch } = work.fillBatch(order, epoch, step);
    const { loss } = await engine.trainStep(batch, learningRate, update);
    if (!Number.isFinite(loss)) return { points: requirePoints(points), diverged: true };
    const smoothed = smooth(loss);
    points.push({ learningRate, loss, smoothed });
    lowest = Math.min(lowest, smoothed);
    onProgress?.(points.length, rates.length);
    if (points.length > WARM_UP && smoothed > DIVERGED * lowest) return { points, diverged: true };
  }
  return { points, diverged: false };
}

function requirePoints(points: RangePoint[]): RangePoint[] {
  if (points.length > WARM_UP) return points;
  throw new TrainingError(
    `The loss was no longer finite after ${points.length} steps, too few to judge a learning rate by; start the range lower, with a smaller --from.`,
  );
}

/** Exponential average with bias correction: sum of loss·weight over sum of weights (as Adam corrects its moments). */
export function smoother(): (value: number) => number {
  let average = 0;
  let left = 1;
  return (value) => {
    average = SMOOTHING * average + (1 - SMOOTHING) * value;
    left *= SMOOTHING;
    return average / (1 - left);
  };
}

/**
 * Where to start. The slope at a point is that of the straight line through the points up to three steps to either side
 * (least squares over the logarithm of the rate), so that one lucky batch does not decide.
 * @param points more than ten
 */
export function suggestRate(points: readonly RangePoint[]): RateSuggestion {
  let lowest = WARM_UP;
  for (let i = WARM_UP; i < points.length; i++) {
    if (points[i].smoothed < points[lowest].smoothed) lowest = i;
  }
  let steepest = WARM_UP;
  let slope = Infinity;
  for (let i = WARM_UP; i <= lowest; i++) {
    const here = slopeAt(points, i);
    if (here < slope) [steepest, slope] = [i, here];
  }
  const minimum = points[lowest].learningRate;
  return { steepest: points[steepest].learningRate, minimum, tenthOfMinimum: minimum / 10 };
}

/** The rates are evenly spaced in their logarithm, so the index stands for it. */
function slopeAt(points: readonly RangePoint[], at: number): number {
  const reach = Math.min(3, at, points.length - 1 - at);
  let [products, squares] = [0, 0];
  for (let d = -reach; d <= reach; d++) {
    products += d * points[at + d].smoothed;
    squares += d * d;
  }
  return squares === 0 ? 0 : products / squares;
}
