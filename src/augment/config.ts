/** Ready augmentation settings and their check. */
import { UsageError } from '../util/errors.js';
import type { AugmentConfig } from './types.js';

/** Nothing changes: every sample gets the identity. */
export const noAugment: AugmentConfig = {
  shiftX: 0,
  shiftY: 0,
  flipX: false,
  flipY: false,
  zoom: 0,
  rotate: 0,
  brightness: 0,
  contrast: 0,
  erase: 0,
  edge: 'nearest',
};

/** The set of the typical Keras course project, the default of the `classic` network: shift ±10 %, flip, zoom ±10 %. */
export const defaultAugment: AugmentConfig = {
  ...noAugment,
  shiftX: 0.1,
  shiftY: 0.1,
  flipX: true,
  zoom: 0.1,
};

/** Settings by name, from none to strong. */
export const presets: Readonly<Record<'none' | 'classic' | 'standard' | 'strong', AugmentConfig>> = {
  none: noAugment,
  classic: defaultAugment,
  // Faces are already aligned in FER2013: a few degrees and a little light go a long way.
  standard: { ...defaultAugment, rotate: 10, brightness: 0.1, contrast: 0.2, edge: 'reflect' },
  // Erasing as in Zhong et al. 2020 (p = 0.5 on CIFAR); for networks that would overfit otherwise.
  strong: {
    ...defaultAugment,
    shiftX: 0.12,
    shiftY: 0.12,
    zoom: 0.15,
    rotate: 15,
    brightness: 0.15,
    contrast: 0.3,
    erase: 0.5,
    edge: 'reflect',
  },
};

const RANGES = {
  shiftX: [0.5, 'a fraction of the width'],
  shiftY: [0.5, 'a fraction of the height'],
  zoom: [0.5, 'the change of the zoom factor'],
  rotate: [180, 'degrees'],
  brightness: [1, 'a fraction of the full range'],
  contrast: [1, 'the change of the contrast factor'],
  erase: [1, 'a probability'],
} as const;

/** A value as a message shows it: JSON where there is one, so that text and numbers can be told apart. */
function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}

/**
 * Checks settings from a flag or a file.
 * @throws UsageError naming the first setting that is missing, unknown, of another type or out of its range
 * @example
 * validateAugment({ ...defaultAugment, rotate: 15 }); // fine: returns the same settings
 */
export function validateAugment(config: unknown): AugmentConfig {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new UsageError(`augmentation is ${shown(config)} but must be an object of settings`);
  }
  const given = config as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(noAugment, name)) {
      throw new UsageError(
        `augmentation has no setting "${name}"; the settings are ${Object.keys(noAugment).join(', ')}`,
      );
    }
  }
  for (const [name, [limit, unit]] of Object.entries(RANGES)) {
    const value = given[name];
    if (typeof value !== 'number' || !(value >= 0 && value <= limit)) {
      throw new UsageError(
        `augmentation ${name} is ${shown(value)} but must be a number from 0 to ${limit} (${unit})`,
      );
    }
  }
  for (const name of ['flipX', 'flipY']) {
    if (typeof given[name] !== 'boolean') {
      throw new UsageError(`augmentation ${name} is ${shown(given[name])} but must be true or false`);
    }
  }
  if (given.edge !== 'reflect' && given.edge !== 'nearest') {
    throw new UsageError(`augmentation edge is ${shown(given.edge)} but must be "reflect" or "nearest"`);
  }
  return config as AugmentConfig;
}
