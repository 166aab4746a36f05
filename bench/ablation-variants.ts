/** What an ablation changes: each trick of a recipe taken away once, and each that did not make it added once. */
import { noAugment } from '../src/augment/index.js';
import type { AugmentConfig } from '../src/augment/types.js';
import type { ConfigInput, TrainConfig } from '../src/train/index.js';

export interface Variant {
  readonly name: string;
  /** What differs from the recipe. */
  readonly change: (recipe: TrainConfig) => Partial<Omit<ConfigInput, 'model'>>;
  /** How FER+ votes count; absent where the labels alone do. */
  readonly votesAs?: 'soft';
}

/** The recipe itself; every other variant is compared with it. */
export const FULL: Variant = { name: 'the whole recipe', change: () => ({}) };

const augment =
  (part: Partial<AugmentConfig>) =>
  ({ augment: whole }: TrainConfig) => ({ augment: { ...whole, ...part } });

export const VARIANTS: readonly Variant[] = [
  FULL,
  { name: 'no augmentation', change: () => ({ augment: noAugment }) },
  { name: 'no mirroring', change: augment({ flipX: false }) },
  { name: 'no rotation', change: augment({ rotate: 0 }) },
  { name: 'no change of light', change: augment({ brightness: 0, contrast: 0 }) },
  { name: 'no zoom and shift', change: augment({ zoom: 0, shiftX: 0, shiftY: 0 }) },
  { name: 'no label smoothing', change: () => ({ labelSmoothing: 0 }) },
  { name: 'no average of weights', change: () => ({ ema: 0 }) },
  { name: 'no weight decay', change: ({ optimizer }) => ({ optimizer: { ...optimizer, weightDecay: 0 } }) },
  { name: 'constant rate', change: () => ({ schedule: { kind: 'constant' as const, warmupEpochs: 1 } }) },
  { name: 'Adam at 0.001', change: () => ({ optimizer: { kind: 'adam' as const }, learningRate: 0.001 }) },
  { name: 'with erasing, of 3 in 10', change: augment({ erase: 0.3 }) },
  { name: 'with mixup 0.2', change: () => ({ mixup: 0.2 }) },
  { name: 'with adaptive targets', change: () => ({ adaptiveTargets: { momentum: 0.9 } }) },
  {
    name: 'half of each target from FER+ votes',
    change: () => ({ votes: 'soft' as const, voteShare: 0.5 }),
    votesAs: 'soft',
  },
];
