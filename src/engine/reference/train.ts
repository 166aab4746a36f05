/** Training by the reference twins: a float64 trajectory to hold the engine's against. For tests only. */
import type { Model } from '../../model/types.js';
import type { TrainingSpec } from '../api.js';
import { crossEntropyTwin } from './cross-entropy.js';
import { referenceBackward, referenceForward } from './network.js';
import { newState, type OptimizerState, referenceAverage, referenceUpdate } from './optimizer.js';
import type { Values } from './tensor.js';

export interface ReferenceBatch {
  readonly n: number;
  /** [n, C, H, W]. */
  readonly floats: ArrayLike<number>;
  /** [n, classes]. */
  readonly targets: ArrayLike<number>;
  /** [n] sample weights. */
  readonly weights?: ArrayLike<number>;
  /** [n] dropout keys. */
  readonly keys?: Uint32Array;
}

export interface Trajectory {
  readonly losses: number[];
  readonly correct: number[];
  readonly norms: number[];
  readonly weights: Values;
  readonly ema: Values;
  readonly state: OptimizerState;
}

/** One update a batch. */
export function referenceTrain(
  model: Model,
  first: Values,
  spec: TrainingSpec,
  batches: readonly ReferenceBatch[],
  learningRate: number,
): Trajectory {
  let weights = first;
  const ema: Values = new Map(
    [...first].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  const state = newState();
  const [losses, correct, norms]: number[][] = [[], [], []];
  batches.forEach((batch, step) => {
    const pass = referenceForward(model, weights, batch.floats, batch.n, { keys: batch.keys });
    const result = crossEntropyTwin(pass.y, batch.targets, batch.weights);
    const { gradients } = referenceBackward(pass, result.dz.data);
    weights = pass.weights; // a copy, with this batch in its running statistics
    norms.push(referenceUpdate(weights, gradients, state, spec, learningRate, step));
    referenceAverage(ema, weights, spec.ema);
    losses.push(result.loss);
    correct.push(result.correct);
  });
  return { losses, correct, norms, weights, ema, state };
}
