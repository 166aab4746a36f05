/** Naive float64 twins of the update rules, of clipping and of the moving average. For tests only. */
import type { OptimizerSpec, TrainingSpec } from '../api.js';
import type { Values } from './tensor.js';

/** Moments by parameter, zero at first. */
export interface OptimizerState {
  /** Momentum (SGD) or first moment (Adam). */
  readonly m: Map<string, Float64Array>;
  readonly v: Map<string, Float64Array>;
}

export const newState = (): OptimizerState => ({ m: new Map(), v: new Map() });

/** √Σ g² over every gradient. */
export function gradientNorm(gradients: Values): number {
  let sum = 0;
  for (const { data } of gradients.values()) for (const value of data) sum += value * value;
  return Math.sqrt(sum);
}

/**
 * One update in place.
 * @param step updates done before this one
 * @returns the gradients' norm before clipping
 */
export function referenceUpdate(
  weights: Values,
  gradients: Values,
  state: OptimizerState,
  spec: TrainingSpec,
  learningRate: number,
  step: number,
): number {
  const norm = gradientNorm(gradients);
  const scale = spec.clipNorm > 0 && norm > spec.clipNorm ? spec.clipNorm / norm : 1;
  for (const [name, { data: g }] of gradients) {
    const p = weights.get(name)!.data;
    const decay = spec.decayAll || name.endsWith('.weight') ? spec.optimizer.weightDecay : 0;
    const moments = {
      m: state.m.get(name) ?? new Float64Array(p.length),
      v: state.v.get(name) ?? new Float64Array(p.length),
    };
    state.m.set(name, moments.m);
    state.v.set(name, moments.v);
    for (let i = 0; i < p.length; i++) {
      p[i] = updated(p[i], g[i] * scale, moments, i, spec.optimizer, decay, learningRate, step);
    }
  }
  return norm;
}

/**
 * SGD as PyTorch's: b = μb + g; p − lr·(nesterov ? g + μb : b), with decay·p inside g.
 * Adam (Kingma & Ba 2015): p − lr·m̂/(√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ), decay·p inside g;
 * AdamW (Loshchilov & Hutter 2019): p − lr·decay·p first, and no decay inside g.
 */
function updated(
  p: number,
  gradient: number,
  { m, v }: { m: Float64Array; v: Float64Array },
  i: number,
  optimizer: OptimizerSpec,
  decay: number,
  learningRate: number,
  step: number,
): number {
  const g = optimizer.kind === 'adamw' ? gradient : gradient + decay * p;
  if (optimizer.kind === 'sgd') {
    m[i] = optimizer.momentum * m[i] + g;
    return p - learningRate * (optimizer.nesterov ? g + optimizer.momentum * m[i] : m[i]);
  }
  const { beta1, beta2, epsilon } = optimizer;
  m[i] = beta1 * m[i] + (1 - beta1) * g;
  v[i] = beta2 * v[i] + (1 - beta2) * g * g;
  const mean = m[i] / (1 - beta1 ** (step + 1));
  const square = v[i] / (1 - beta2 ** (step + 1));
  const kept = optimizer.kind === 'adamw' ? p - learningRate * decay * p : p;
  return kept - (learningRate * mean) / (Math.sqrt(square) + epsilon);
}

/** ema = decay·ema + (1 − decay)·p, of weights and running statistics alike. */
export function referenceAverage(ema: Values, weights: Values, decay: number): void {
  for (const [name, { data }] of ema) {
    const p = weights.get(name)!.data;
    for (let i = 0; i < data.length; i++) data[i] = decay * data[i] + (1 - decay) * p[i];
  }
}
