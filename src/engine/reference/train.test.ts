/** The reference optimisers against updates worked out by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OptimizerSpec, TrainingSpec } from '../api.js';
import { newState, referenceAverage, referenceUpdate } from './optimizer.js';
import type { Values } from './tensor.js';

const one = (value: number): Values => new Map([['0.weight', { shape: [1], data: Float64Array.of(value) }]]);

/** The weight after updates with these gradients. */
function follow(
  optimizer: OptimizerSpec,
  gradients: readonly number[],
  more: Partial<TrainingSpec> = {},
): number {
  const weights = one(1);
  const state = newState();
  const spec = { optimizer, clipNorm: 0, ema: 0, ...more };
  gradients.forEach((g, step) => {
    referenceUpdate(weights, one(g), state, spec, 0.1, step);
  });
  return weights.get('0.weight')!.data[0];
}

const close = (got: number, wanted: number) =>
  assert.ok(Math.abs(got - wanted) < 1e-12, `${got}, not ${wanted}`);
const sgd = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 } as const;
const adam = { kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 0.1, weightDecay: 0 } as const;

test('SGD: plain, with momentum, Nesterov and weight decay', () => {
  close(follow({ ...sgd, momentum: 0 }, [2, 3]), 1 - 0.2 - 0.3);
  close(follow(sgd, [2, 3]), 1 - 0.1 * 2 - 0.1 * (0.9 * 2 + 3)); // b: 2, then 4.8
  close(follow({ ...sgd, nesterov: true }, [2]), 1 - 0.1 * (2 + 0.9 * 2));
  close(follow({ ...sgd, weightDecay: 0.5 }, [2]), 1 - 0.1 * (2 + 0.5));
});

test('Adam: the first step is lr·g/(|g| + ε) whatever the betas; AdamW shrinks first', () => {
  close(follow(adam, [2]), 1 - (0.1 * 2) / (2 + 0.1));
  close(follow({ ...adam, weightDecay: 0.5 }, [2]), 1 - (0.1 * 2.5) / (2.5 + 0.1));
  close(follow({ ...adam, kind: 'adamw', weightDecay: 0.5 }, [2]), 1 - 0.05 - (0.1 * 2) / (2 + 0.1));
  // Second step: m = 0.09·2 + 0.1·3 = 0.48… corrected by 1 − 0.81, v = 0.0099·4 + 0.01·9 corrected by 1 − 0.9801.
  const m = (0.9 * 0.1 * 2 + 0.1 * 3) / 0.19;
  const v = (0.99 * 0.01 * 4 + 0.01 * 9) / (1 - 0.99 ** 2);
  close(follow(adam, [2, 3]), 1 - (0.1 * 2) / 2.1 - (0.1 * m) / (Math.sqrt(v) + 0.1));
});

test('clipping scales a gradient past the norm and leaves a shorter one', () => {
  close(follow({ ...sgd, momentum: 0 }, [4], { clipNorm: 1 }), 0.9);
  close(follow({ ...sgd, momentum: 0 }, [0.5], { clipNorm: 1 }), 0.95);
});

test('the moving average goes a share of the way', () => {
  const ema = one(1);
  referenceAverage(ema, one(3), 0.75);
  close(ema.get('0.weight')!.data[0], 1.5);
});
