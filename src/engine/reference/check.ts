/** `checkModel` by the reference twins, with the same arguments and results. For tests only. */
import type { CheckInput, CheckOutput } from '../check.js';
import { referenceBackward, referenceForward } from './network.js';
import { narrow, widen } from './tensor.js';

/** One forward and backward pass in training mode, in float64; the results are rounded to float32 at the end. */
export async function checkTwin(input: CheckInput): Promise<CheckOutput> {
  const { model, n, x, dy, weights, keys } = input;
  const pass = referenceForward(model, widen(weights), x, n, { keys });
  const { dx, gradients } = referenceBackward(pass, dy);
  return {
    y: Float32Array.from(pass.y.data),
    dx: Float32Array.from(dx.data),
    watched: new Map(),
    gradients: narrow(gradients),
    weights: narrow(pass.weights),
    overwritten: [],
  };
}
