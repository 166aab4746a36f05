/** What each network of the zoo is trained with unless the user says otherwise, and why. */
import type { z } from 'zod';
import { defaultAugment, presets } from '../augment/index.js';
import type { trainConfigSchema } from './config.js';

/** Any part of a configuration, before defaults are filled in. */
export type Recipe = Partial<Omit<z.input<typeof trainConfigSchema>, 'model'>>;

/** For a network nobody wrote a recipe for: what rarely fails. */
const GENERAL: Recipe = {
  epochs: 40,
  // Large enough to keep the kernels busy, small enough for many updates an epoch.
  batchSize: 64,
  // Adam needs the least tuning of its rate.
  optimizer: { kind: 'adam' },
  learningRate: 0.001,
  schedule: { kind: 'cosine' },
  augment: defaultAugment,
  choose: 'best',
};

/**
 * For plain stacks with batch norm (docs/results/recipe/README.md says what was tried, and what was not):
 * Nesterov momentum and a cosine to 0 (He et al. 2019, "Bag of tricks"), labels smoothed because many are wrong, the last epoch's
 * averaged weights kept so that nothing needs choosing.
 */
const PLAIN: Recipe = {
  batchSize: 128,
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.0005 },
  learningRate: 0.1,
  schedule: { kind: 'cosine', warmupEpochs: 1 },
  labelSmoothing: 0.1,
  // The last 1,000 steps, four or five epochs of FER2013.
  ema: 0.999,
  // Between the presets standard, which a small network overfits in forty epochs, and strong, which it has not learned by then.
  augment: { ...presets.standard, zoom: 0.15, rotate: 12, erase: 0.3 },
  choose: 'last',
};

const RECIPES: Record<string, Recipe> = {
  // The Keras course project: a constant rate, nothing chosen, the last epoch taken, so that its numbers compare.
  classic: {
    epochs: 40,
    batchSize: 64,
    optimizer: { kind: 'adam' },
    learningRate: 0.001,
    schedule: { kind: 'constant' },
    augment: defaultAugment,
    choose: 'last',
  },
  // As published (github.com/oarriaga/face_classification): Adam, batches of 32, a tenth of the rate on a plateau,
  // shifts, flips, zoom and 10° of rotation. Fewer epochs: the published 110 are stopped early in practice.
  'mini-xception': {
    epochs: 60,
    batchSize: 32,
    optimizer: { kind: 'adam' },
    learningRate: 0.001,
    schedule: { kind: 'plateau', factor: 0.1, patience: 12 },
    augment: { ...defaultAugment, rotate: 10 },
    choose: 'best',
  },
  // The usual residual-network recipe (He et al. 2019, "Bag of tricks"), a first version that nothing was tuned for:
  // Nesterov momentum, warm-up, cosine, smoothed labels. EMA 0.998 averages the last 500 steps, about two epochs.
  'resnet-s': {
    epochs: 40,
    batchSize: 128,
    optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.0005 },
    learningRate: 0.1,
    schedule: { kind: 'cosine', warmupEpochs: 1 },
    labelSmoothing: 0.1,
    ema: 0.998,
    augment: presets.standard,
    choose: 'best',
  },
  'vgg-m': { ...PLAIN, epochs: 90 },
  // Chosen by reasoning and not by comparison: few filters learn less by heart, so less augmentation and more epochs.
  'vgg-s': { ...PLAIN, epochs: 150, augment: presets.standard },
  // The speed run: one cycle (Smith & Topin 2018) at a high rate, an average short enough for a run of some 2,500 steps.
  sprint: {
    ...PLAIN,
    epochs: 12,
    learningRate: 0.2,
    schedule: { kind: 'one-cycle' },
    ema: 0.99,
    augment: presets.standard,
  },
  // A first run in minutes: one cycle gets far in few epochs (Smith & Topin 2018).
  tiny: {
    epochs: 10,
    batchSize: 64,
    optimizer: { kind: 'adam' },
    learningRate: 0.004,
    schedule: { kind: 'one-cycle' },
    augment: defaultAugment,
    choose: 'last',
  },
};

/** The recipe of a network by its name, or the general one. */
export function recipeFor(modelName: string): Recipe {
  return Object.hasOwn(RECIPES, modelName) ? RECIPES[modelName] : GENERAL;
}
