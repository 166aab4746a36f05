/**
 * Everything that decides a run's weights, as plain JSON. A complete configuration, the data set's fingerprint and
 * nothing else determine the result bit by bit; only `threads` is here for the record and changes no bit.
 */
import { z } from 'zod';
import { type AugmentConfig, validateAugment } from '../augment/index.js';
import { VOTES_AS } from '../data/types.js';
import { type Model, parseModel, zooModel } from '../model/index.js';
import { ModelError, UsageError, VultusError } from '../util/errors.js';
import { ROWS_TEXT } from './drop-rows.js';
import { DEFAULT_RATE, optimizerSchema } from './optimizer.js';
import { recipeFor } from './recipes.js';
import { scheduleSchema } from './schedule.js';

/** Turns a check that throws one clear sentence into a zod type. */
function checked<T>(check: (value: unknown) => T) {
  return z.unknown().transform((value, context): T => {
    try {
      return check(value);
    } catch (error) {
      if (!(error instanceof VultusError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
}

/** Where the validation images come from. */
export const validationSchema = z.union([
  /** Nothing but the training split is ever looked at. */
  z.literal('none'),
  /** A split that the data set brings. */
  z.strictObject({ split: z.string().min(1) }),
  /** This share of the training split, stratified by class, drawn with `splitSeed`. */
  z.strictObject({ ratio: z.number().min(0.01).max(0.5) }),
]);

/** Whether the validation images are a share of the training split, which a seed draws. */
export function hasShare({
  validation,
}: {
  readonly validation: z.output<typeof validationSchema>;
}): boolean {
  return validation !== 'none' && 'ratio' in validation;
}

/** As `--validation` takes it. */
export function validationText(validation: z.output<typeof validationSchema>): string {
  if (validation === 'none') return validation;
  return 'split' in validation ? validation.split : String(validation.ratio);
}

/** Whether a split that validates holds images of the split that trains. */
export function overlaps(validation: z.output<typeof validationSchema>, trainSplit: string): boolean {
  if (validation === 'none' || !('split' in validation)) return false;
  return [validation.split, 'all'].includes(trainSplit) || validation.split === 'all';
}

export const trainConfigSchema = z
  .strictObject({
    /** The whole network, so that a run can be read back when the zoo has changed. */
    model: checked((value): Model => parseModel(value, 'model')),
    epochs: z.number().int().min(1).max(100_000),
    /** Images in one step; the last step of an epoch takes what is left. */
    batchSize: z.number().int().min(1).max(4096),
    /** First weights, order of images, warps, dropout and, without `splitSeed`, ratio splits come from this one number. */
    seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
    /** Draws ratio splits in place of `seed`, so that runs of several seeds set the same images aside. */
    splitSeed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    threads: z.number().int().min(1).max(64).default(1),
    optimizer: optimizerSchema,
    /** The base rate; the schedule scales it. */
    learningRate: z.number().gt(0).max(1000),
    schedule: scheduleSchema,
    /** Share of each target spread over all classes (Szegedy et al. 2016). */
    labelSmoothing: z.number().min(0).lt(1).default(0),
    /** Mixup's alpha (Zhang et al. 2018): pairs of a batch are blended, targets too; 0 = none, 1 = any share alike. */
    mixup: z.number().min(0).max(1).default(0),
    /** Targets that take on the network's own answers as training goes; see adaptive-targets.ts for the source. */
    adaptiveTargets: z
      .union([
        z.literal('none'),
        z.strictObject({
          /** The paper's: a target is half forgotten after seven visits. */
          momentum: z.number().min(0).lt(1).default(0.9),
          /** The paper's 60 of 200 epochs. */
          from: z.number().min(0).max(1).default(0.3),
        }),
      ])
      .default('none'),
    /** Targets that are in part what trained networks say; teacher.ts makes and keeps the answers. */
    teacher: z
      .union([
        z.literal('none'),
        z.strictObject({
          /** SHA-256 of `teacher.safetensors`. */
          answers: z.string().regex(/^[0-9a-f]{64}$/),
          /** Of the answers in each target; half is a usual choice. */
          share: z.number().gt(0).max(1).default(0.5),
          /** The teachers' logits were divided by it. */
          temperature: z.number().min(0.1).max(100).default(1),
        }),
      ])
      .default('none'),
    /** `balanced` makes rare classes count as much as common ones; plain accuracy then drops a little. */
    classWeights: z.union([z.enum(['none', 'balanced']), z.array(z.number().gt(0).max(1e6))]).default('none'),
    /** Weight decay also on biases and norms. They are few and cannot overfit, so they are spared by default. */
    decayAll: z.boolean().default(false),
    /** Largest global gradient norm; 0 = no clipping. */
    clipNorm: z.number().min(0).max(1e9).default(0),
    /** Decay of the averaged weights, which are then validated and kept in place of the raw ones; 0 = none. */
    ema: z.number().min(0).lt(1).default(0),
    augment: checked((value): AugmentConfig => validateAugment(value)),
    /** The split to train on, or `all`. */
    trainSplit: z.string().min(1).default('Training'),
    validation: validationSchema,
    /** Take images out of the training split that are exact copies of an image of another split. */
    dropStraddlers: z.boolean().default(true),
    /** Rows of the data set that do not train, as `rowsToText` writes them: labels found to be wrong. */
    dropRows: z.string().regex(ROWS_TEXT, 'write rows as 3,17-20').optional(),
    /** What the votes over the data became; `soft` and `ferplus` train on vote shares. */
    votes: z.enum(['none', ...VOTES_AS]).default('none'),
    /** Of soft votes in each target; the rest is the label. */
    voteShare: z.number().gt(0).max(1).default(1),
    /** Which epoch's weights are kept: the last one's, or those with the best validation accuracy. */
    choose: z.enum(['last', 'best']).default('last'),
    /** Stop after this many epochs without a better validation accuracy; 0 = never. */
    earlyStopping: z.number().int().min(0).max(100_000).default(0),
  })
  .superRefine((config, context) => {
    const fail = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (config.validation === 'none') {
      const advice = 'validate on a split or on a share such as 0.1 (--validation 0.1)';
      if (config.choose === 'best')
        fail('choose', `no images are there to choose the best epoch on; ${advice}`);
      if (config.earlyStopping > 0) fail('earlyStopping', `it needs validation images to watch; ${advice}`);
    } else if (overlaps(config.validation, config.trainSplit)) {
      const split = validationText(config.validation);
      const advice = 'name another split, or a share such as 0.1';
      fail('validation', `split ${split} has images that are trained on and cannot validate; ${advice}`);
    }
    if (config.splitSeed !== undefined && !hasShare(config)) {
      fail('splitSeed', 'only a share is drawn; validate on one such as 0.1 (--validation 0.1)');
    }
    if (config.mixup > 0 && config.adaptiveTargets !== 'none') {
      fail(
        'adaptiveTargets',
        'mixup blends images, so that answers are of no single one; use one of the two',
      );
    }
    if (config.voteShare < 1 && config.votes !== 'soft') {
      fail('voteShare', 'only soft votes can be mixed with labels; lay votes over the data as soft');
    }
    const { classWeights, model } = config;
    if (Array.isArray(classWeights) && model && classWeights.length !== model.classes.length) {
      fail('classWeights', `give one number for each of the ${model.classes.length} classes`);
    }
  });

/** A complete configuration. */
export type TrainConfig = z.output<typeof trainConfigSchema>;

/** What a user says: a network and whatever differs from its recipe. */
export type ConfigInput = Partial<Omit<z.input<typeof trainConfigSchema>, 'model'>> & {
  readonly model: string | Model;
};

/**
 * Fills a user's choices up to a complete configuration: first the network's recipe, then general defaults.
 * @param splitNames the data set's splits, by which a validation split is proposed
 * @throws UsageError naming the first setting that cannot be used
 * @example
 * completeConfig({ model: 'classic', epochs: 3 }).optimizer.kind; // 'adam'
 */
export function completeConfig(
  input: ConfigInput,
  splitNames: readonly string[] = ['Training', 'PublicTest', 'PrivateTest'],
): TrainConfig {
  const { model: named, ...wished } = input;
  const model = typeof named === 'string' ? zooModel(named) : named;
  const given = Object.fromEntries(Object.entries(wished).filter(([, value]) => value !== undefined));
  const recipe = recipeFor(model.name);
  // A recipe's rate fits the recipe's update rule only.
  const kind = wished.optimizer?.kind;
  const rate = kind && kind !== recipe.optimizer?.kind ? { learningRate: DEFAULT_RATE[kind] } : {};
  const merged = { ...recipe, ...rate, ...given, model };
  // Asked to look at nothing but the training split, a recipe cannot choose its best epoch.
  if (given.validation === 'none' && given.choose === undefined) merged.choose = 'last';
  merged.validation ??= defaultValidation(merged, splitNames);
  return check(merged, (name, message) => new UsageError(`Setting ${name} cannot be used: ${message}.`));
}

/**
 * The validation split when the user names none. PublicTest may only be watched, or chosen on when PrivateTest is
 * left for the final score; otherwise a tenth of the training split does the choosing.
 */
export function defaultValidation(
  config: Pick<ConfigInput, 'choose' | 'earlyStopping' | 'trainSplit'>,
  splitNames: readonly string[],
): TrainConfig['validation'] {
  const chooses = config.choose === 'best' || (config.earlyStopping ?? 0) > 0;
  const apart = splitNames.includes('PublicTest') && !['PublicTest', 'all'].includes(config.trainSplit ?? '');
  const free = apart && (!chooses || splitNames.includes('PrivateTest'));
  return free ? { split: 'PublicTest' } : { ratio: 0.1 };
}

/**
 * Reads a complete configuration back from JSON.
 * @param where the file, for the message
 * @throws ModelError naming the first setting that cannot be used
 */
export function parseConfig(value: unknown, where: string): TrainConfig {
  return check(
    value,
    (name, message) =>
      new ModelError(
        `${where}: setting ${name} cannot be used: ${message}; bring the file back or start the run anew.`,
      ),
  );
}

/** What sets each setting on the command line, for messages that serve both kinds of readers. */
const FLAGS: Readonly<Record<string, string>> = {
  model: '--model',
  epochs: '--epochs',
  batchSize: '--batch',
  seed: '--seed',
  splitSeed: '--split-seed',
  threads: '--threads',
  optimizer: '--optimizer',
  learningRate: '--lr',
  schedule: '--schedule',
  labelSmoothing: '--label-smoothing',
  mixup: '--mixup',
  adaptiveTargets: '--adaptive-targets',
  teacher: '--teacher',
  classWeights: '--class-weights',
  clipNorm: '--clip',
  ema: '--ema',
  augment: '--augment',
  validation: '--validation',
  dropStraddlers: '--keep-duplicates',
  dropRows: '--drop-labels',
  votes: '--votes-as',
  voteShare: '--votes-share',
  choose: '--choose',
  earlyStopping: '--early-stop',
};

/** `earlyStopping (--early-stop)` */
function settingName(path: string): string {
  const flag = FLAGS[path.split('.')[0]];
  return flag === undefined ? path : `${path} (${flag})`;
}

function check(value: unknown, problem: (name: string, message: string) => VultusError): TrainConfig {
  const result = trainConfigSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue.path.join('.') || '(all)';
  throw problem(settingName(path), issue.message.replace(/\.$/, ''));
}

/**
 * The first setting in which two configurations differ, apart from `threads`, which changes no bit.
 * @returns its name and both values as JSON, or undefined
 */
export function firstDifference(
  a: TrainConfig,
  b: TrainConfig,
): { setting: string; a: string; b: string } | undefined {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof TrainConfig>;
  keys.delete('threads');
  for (const setting of keys) {
    const [left, right] = [canonical(a[setting]), canonical(b[setting])];
    if (left !== right) return { setting, a: left, b: right };
  }
  return undefined;
}

/** JSON with sorted keys: two objects are equal when their texts are. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)))
        : part,
    ) ?? 'absent'
  );
}
