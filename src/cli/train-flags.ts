/** The flags of `vultus train` and how they become a configuration. */
import { Option } from 'commander';
import { type AugmentConfig, noAugment, presets, validateAugment } from '../augment/index.js';
import type { Model } from '../model/index.js';
import { type ConfigInput, completeConfig, recipeFor, type TrainConfig } from '../train/index.js';
import { UsageError } from '../util/errors.js';
import { batchFlag, choiceFlag, numberFlag, seedFlag, threadsFlag, wholeFlag } from './flags.js';

const OPTIMIZERS = ['sgd', 'adam', 'adamw'] as const;
const SCHEDULES = ['constant', 'step', 'plateau', 'cosine', 'one-cycle'] as const;
const PRESETS = Object.keys(presets).join(', ');

/** Flags that decide the weights; a network's own recipe gives the defaults. */
export const configFlags = (): Option[] => [
  wholeFlag('--epochs <n>', 'times over the training images', 1, 100_000),
  batchFlag(),
  numberFlag('--lr <rate>', 'base learning rate', 0, 1000, true),
  choiceFlag('--optimizer <name>', 'update rule', OPTIMIZERS),
  numberFlag('--momentum <share>', 'of SGD, Nesterov', 0, 0.9999),
  numberFlag('--weight-decay <amount>', 'on weights; biases and norms are spared', 0, 1),
  choiceFlag('--schedule <name>', 'how the learning rate moves', SCHEDULES),
  numberFlag('--warmup <epochs>', 'epochs of linear warm-up; fractions allowed', 0, 1000),
  numberFlag('--label-smoothing <share>', 'of each target spread over all classes', 0, 0.999),
  numberFlag('--votes-share <share>', 'of soft votes in each target, the rest is the label', 0, 1, true),
  numberFlag('--adaptive-targets <momentum>', "move targets towards the network's own answers", 0, 0.999),
  numberFlag('--mixup <alpha>', 'blend pairs of images and their targets, 0 for none', 0, 1),
  choiceFlag('--class-weights <how>', 'balanced: rare classes count as much as common ones', [
    'none',
    'balanced',
  ]),
  numberFlag('--clip <norm>', 'largest gradient norm, 0 for none', 0, 1e9),
  numberFlag('--ema <decay>', 'keep an average of the weights with this decay, 0 for none', 0, 0.99999),
  validationFlag('a split, a share of the training split such as 0.1, or none'),
  new Option('--keep-duplicates', 'train also on exact copies of images of other splits'),
  choiceFlag('--choose <epoch>', 'whose weights are kept, by validation accuracy', ['last', 'best']),
  wholeFlag('--early-stop <epochs>', 'stop after so many without a better one, 0 for never', 0, 100_000),
  seedFlag(),
  wholeFlag(
    '--split-seed <n>',
    'draws the images that --validation SHARE sets aside, --seed by default',
    0,
    Number.MAX_SAFE_INTEGER,
  ),
  threadsFlag(),
];

/** Flags of the augmentation; each changes one part of what `--augment` (or the recipe) says. */
export const augmentFlags = (): Option[] => [
  new Option('--augment <what>', `${PRESETS}, default, or JSON settings`).argParser(parseAugment),
  numberFlag('--shift <share>', 'largest shift, of the side', 0, 0.5),
  numberFlag('--zoom <share>', 'largest change of size', 0, 0.5),
  numberFlag('--rotate <degrees>', 'largest rotation', 0, 180),
  new Option('--flip', 'mirror left and right'),
  new Option('--no-flip', 'do not mirror'),
  numberFlag('--brightness <share>', 'largest change of brightness', 0, 1),
  numberFlag('--contrast <share>', 'largest change of contrast', 0, 1),
  numberFlag('--erase <probability>', 'of erasing one rectangle', 0, 1),
  choiceFlag('--edge <how>', 'what lies beyond the edge', ['reflect', 'nearest']),
];

/** What `configFlags` and `augmentFlags` parse to. */
export interface ConfigFlags extends AugmentFlags {
  readonly epochs?: number;
  readonly batch?: number;
  readonly lr?: number;
  readonly optimizer?: (typeof OPTIMIZERS)[number];
  readonly momentum?: number;
  readonly weightDecay?: number;
  readonly schedule?: (typeof SCHEDULES)[number];
  readonly warmup?: number;
  readonly labelSmoothing?: number;
  readonly mixup?: number;
  readonly votesShare?: number;
  readonly adaptiveTargets?: number;
  readonly classWeights?: 'none' | 'balanced';
  readonly clip?: number;
  readonly ema?: number;
  readonly validation?: ConfigInput['validation'];
  readonly keepDuplicates?: boolean;
  readonly choose?: 'last' | 'best';
  readonly earlyStop?: number;
  readonly seed?: number;
  readonly splitSeed?: number;
  readonly threads?: number;
}

export interface AugmentFlags {
  readonly augment?: AugmentConfig;
  readonly shift?: number;
  readonly zoom?: number;
  readonly rotate?: number;
  readonly flip?: boolean;
  readonly brightness?: number;
  readonly contrast?: number;
  readonly erase?: number;
  readonly edge?: 'reflect' | 'nearest';
}

/**
 * The configuration the flags ask for on top of the network's recipe.
 * @param votes what the votes over the data became
 * @param splitNames the data set's splits; absent before the data is read
 */
export function configFromFlags(
  model: Model,
  flags: ConfigFlags,
  votes: TrainConfig['votes'],
  splitNames?: readonly string[],
): TrainConfig {
  const recipe = recipeFor(model.name);
  const input: ConfigInput = {
    model,
    epochs: flags.epochs,
    batchSize: flags.batch,
    learningRate: flags.lr,
    optimizer: optimizerFromFlags(flags, recipe.optimizer),
    schedule: scheduleFromFlags(flags, recipe.schedule),
    labelSmoothing: flags.labelSmoothing,
    mixup: flags.mixup,
    adaptiveTargets: adaptiveFromFlags(flags),
    classWeights: flags.classWeights,
    clipNorm: flags.clip,
    ema: flags.ema,
    augment: augmentFromFlags(flags, recipe.augment as AugmentConfig | undefined),
    validation: flags.validation,
    dropStraddlers: flags.keepDuplicates ? false : undefined,
    choose: flags.choose,
    earlyStopping: flags.earlyStop,
    seed: flags.seed,
    splitSeed: flags.splitSeed,
    threads: flags.threads,
    votes,
    voteShare: flags.votesShare,
  };
  return completeConfig(input, splitNames);
}

/** From the recipe's share of the epochs on, or the usual one. */
function adaptiveFromFlags({ adaptiveTargets }: ConfigFlags): ConfigInput['adaptiveTargets'] {
  return adaptiveTargets === undefined ? undefined : { momentum: adaptiveTargets };
}

function optimizerFromFlags(flags: ConfigFlags, recipe: ConfigInput['optimizer']): ConfigInput['optimizer'] {
  const { optimizer, momentum, weightDecay } = flags;
  if (optimizer === undefined && momentum === undefined && weightDecay === undefined) return undefined;
  const base =
    recipe !== undefined && (optimizer ?? recipe.kind) === recipe.kind
      ? recipe
      : { kind: optimizer ?? 'adam' };
  const decayed = weightDecay === undefined ? base : { ...base, weightDecay };
  if (momentum === undefined) return decayed;
  if (decayed.kind === 'sgd') return { ...decayed, momentum };
  throw new UsageError(`--momentum ${momentum} does not go with ${decayed.kind}: add --optimizer sgd.`);
}

function scheduleFromFlags(flags: ConfigFlags, recipe: ConfigInput['schedule']): ConfigInput['schedule'] {
  const { schedule, warmup } = flags;
  if (schedule === undefined && warmup === undefined) return undefined;
  const base =
    recipe !== undefined && (schedule ?? recipe.kind) === recipe.kind
      ? recipe
      : { kind: schedule ?? 'constant' };
  if (warmup === undefined) return base;
  if (base.kind !== 'one-cycle') return { ...base, warmupEpochs: warmup };
  throw new UsageError(
    `--warmup ${warmup} does not go with the one-cycle schedule, which has its own: choose another --schedule.`,
  );
}

/** The augmentation flags over `base`; undefined when none was given. */
export function augmentFromFlags(
  flags: AugmentFlags,
  base: AugmentConfig = noAugment,
): AugmentConfig | undefined {
  const parts = {
    shiftX: flags.shift,
    shiftY: flags.shift,
    zoom: flags.zoom,
    rotate: flags.rotate,
    flipX: flags.flip,
    brightness: flags.brightness,
    contrast: flags.contrast,
    erase: flags.erase,
    edge: flags.edge,
  };
  const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  if (flags.augment === undefined && Object.keys(given).length === 0) return undefined;
  return validateAugment({ ...(flags.augment ?? base), ...given });
}

function parseAugment(text: string): AugmentConfig {
  if (text === 'default') return presets.classic;
  if (Object.hasOwn(presets, text)) return presets[text as keyof typeof presets];
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch {
    throw new UsageError(
      `--augment ${text} cannot be used: give one of ${PRESETS}, default, or JSON settings.`,
    );
  }
  // A part that is left out stays off.
  const complete =
    typeof settings === 'object' && settings !== null ? { ...noAugment, ...settings } : settings;
  return validateAugment(complete);
}

/** Where validation images come from. */
export function validationFlag(description: string): Option {
  return new Option('--validation <where>', description).argParser(parseValidation);
}

function parseValidation(text: string): TrainConfig['validation'] {
  if (text === 'none') return 'none';
  if (!/^[\d.+-]/.test(text)) return { split: text };
  const ratio = Number(text);
  if (ratio >= 0.01 && ratio <= 0.5) return { ratio };
  throw new UsageError(
    `--validation ${text} cannot be used: give a split's name, a share from 0.01 to 0.5, or none.`,
  );
}
