/** The named tensors of a network, in canonical order and layout, and the totals people ask for. */
import { inferShapes, type LayerInfo } from './shapes.js';
import type { Model, ParameterSpec } from './types.js';

/**
 * Every tensor of the network, in the order of `inferShapes`; within a layer weight, bias / gamma, beta,
 * runningMean, runningVar. The order numbers the random streams of `initialise`, so it is part of the bit contract.
 *
 * Layouts: conv weight [out, in/groups, kernel, kernel]; dense weight [out, in] with `in` in C,H,W order after
 * flatten; all else [channels].
 * @throws ModelError when the shapes do not fit together
 */
export function parameterSpecs(model: Model): ParameterSpec[] {
  return inferShapes(model).flatMap(layerParameters);
}

/** The tensors of one layer. */
export function layerParameters(info: LayerInfo): ParameterSpec[] {
  const { layer, path, input } = info;
  const spec = (role: ParameterSpec['role'], ...shape: number[]): ParameterSpec => ({
    name: `${path}.${role}`,
    shape,
    role,
    trainable: role !== 'runningMean' && role !== 'runningVar',
  });
  switch (layer.type) {
    case 'conv': {
      const inputs = input.channels / (layer.groups ?? 1);
      const weight = spec('weight', layer.filters, inputs, layer.kernel, layer.kernel);
      return layer.bias === false ? [weight] : [weight, spec('bias', layer.filters)];
    }
    case 'dense': {
      const weight = spec('weight', layer.units, input.channels);
      return layer.bias === false ? [weight] : [weight, spec('bias', layer.units)];
    }
    case 'batchNorm':
      return (['gamma', 'beta', 'runningMean', 'runningVar'] as const).map((role) =>
        spec(role, input.channels),
      );
    default:
      return [];
  }
}

/** Number of values in a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Trainable values, and values that only follow along (running statistics). */
export function countParameters(model: Model): { trainable: number; buffers: number } {
  let trainable = 0;
  let buffers = 0;
  for (const spec of parameterSpecs(model)) {
    if (spec.trainable) trainable += sizeOf(spec.shape);
    else buffers += sizeOf(spec.shape);
  }
  return { trainable, buffers };
}

/** Multiply-accumulates of one image's forward pass; convolutions and dense layers only. */
export function totalMacs(model: Model): number {
  return inferShapes(model).reduce((sum, info) => sum + info.macs, 0);
}
