/** The three update rules with their defaults. The rules themselves run inside the engine (engine/api.ts). */
import { z } from 'zod';
import type { OptimizerSpec } from '../engine/api.js';

const weightDecay = z.number().min(0).max(1);

/**
 * beta1 and beta2 are the paper's (Kingma & Ba 2015). epsilon 1e-8 too: small against any gradient worth following.
 */
const adamFields = {
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().gt(0).max(1).default(1e-8),
};

/** A partial `OptimizerSpec` (its kind at least) is completed by these defaults. */
export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sgd'),
    /** 0.9 averages about ten batches: the usual choice since Sutskever et al. 2013. */
    momentum: z.number().min(0).lt(1).default(0.9),
    nesterov: z.boolean().default(true),
    weightDecay: weightDecay.default(0),
  }),
  // L2 in Adam mixes badly with its step sizes (Loshchilov & Hutter 2019), hence none unless asked for.
  z.strictObject({ kind: z.literal('adam'), ...adamFields, weightDecay: weightDecay.default(0) }),
  // 0.01 is PyTorch's default; it is multiplied by the learning rate.
  z.strictObject({ kind: z.literal('adamw'), ...adamFields, weightDecay: weightDecay.default(0.01) }),
]) satisfies z.ZodType<OptimizerSpec>;

/** Learning rates to start from when neither the user nor a recipe names one. */
export const DEFAULT_RATE: Record<OptimizerSpec['kind'], number> = { sgd: 0.05, adam: 0.001, adamw: 0.001 };
