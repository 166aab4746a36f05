/** Forward and backward pass of a whole model by the reference twins. For tests only. */
import type { Model } from '../../model/types.js';
import { backwardLayers, type Context, type Entry, forwardLayers } from './layers.js';
import { type Tensor, tensor, type Values } from './tensor.js';

export interface ReferenceOptions {
  /** Batch statistics and dropout (default), or running statistics and none. */
  readonly train?: boolean;
  /** [n] dropout keys; zeros when absent. */
  readonly keys?: Uint32Array;
  readonly afterForward?: Context['afterForward'];
  readonly afterBackward?: Context['afterBackward'];
}

/** A pass that can still go backward. */
export interface ReferencePass {
  /** The logits (a final softmax belongs to the loss). */
  readonly y: Tensor;
  /** Weights, and running statistics as the pass left them. */
  readonly weights: Values;
  readonly entries: readonly Entry[];
  readonly context: Context;
}

/**
 * @param weights canonical tensors; copied, so the caller's stay as they are
 * @param x [n, C, H, W]
 */
export function referenceForward(
  model: Model,
  weights: Values,
  x: ArrayLike<number>,
  n: number,
  options: ReferenceOptions = {},
): ReferencePass {
  const { train = true, keys = new Uint32Array(n), afterForward, afterBackward } = options;
  const copy: Values = new Map(
    [...weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  const context: Context = {
    ...{ weights: copy, train, keys, dropouts: 0, gradients: new Map(), afterForward, afterBackward },
  };
  const { input } = model;
  const gray = input.channels === 1 && (input.height * input.width) % 8 === 0;
  const first = { ...tensor(n, input, x), gray };
  const entries = forwardLayers(model.layers, '', first, context);
  return { y: entries.at(-1)?.y ?? first, weights: copy, entries, context };
}

/**
 * @param dy gradient of the output, [n, C, H, W]
 * @returns the input's gradient and every trainable tensor's
 */
export function referenceBackward(
  pass: ReferencePass,
  dy: ArrayLike<number>,
): { dx: Tensor; gradients: Values } {
  const gradient = { ...pass.y, data: Float64Array.from(dy) };
  const dx = backwardLayers(pass.entries, gradient, pass.context);
  return { dx, gradients: pass.context.gradients };
}
