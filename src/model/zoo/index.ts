/** The networks that come with Vultus, by name. */
import { CLASSES } from '../../util/classes.js';
import { ModelError } from '../../util/errors.js';
import type { Model } from '../types.js';
import { classic } from './classic.js';
import { miniXception } from './mini-xception.js';
import { resnetS } from './resnet-s.js';
import { tiny } from './tiny.js';
import { sprint, vggM, vggS } from './vgg.js';

/** One network of the zoo. */
export interface ZooEntry {
  /** One line for a list of names. */
  readonly about: string;
  /** @param classes class names in the order of the outputs */
  readonly build: (classes: readonly string[]) => Model;
}

export const zoo: Readonly<Record<string, ZooEntry>> = {
  classic: { about: 'the Keras course project’s network: the baseline', build: classic },
  'mini-xception': {
    about: 'separable convolutions in 58 k parameters (Arriaga et al. 2017)',
    build: miniXception,
  },
  'resnet-s': { about: 'a small residual network of our own', build: resnetS },
  'vgg-m': { about: 'plain 3×3 stack, 1.7 M parameters: the larger of those that are shipped', build: vggM },
  'vgg-s': { about: 'the same in 207 k parameters: the small one', build: vggS },
  sprint: { about: 'the same for the speed run', build: sprint },
  tiny: { about: 'four small stages, for a first run in minutes', build: tiny },
};

/**
 * A network of the zoo.
 * @param options.classes class names; default the seven of FER2013
 * @throws ModelError listing the names when there is none of this name
 * @example
 * const model = zooModel('classic');
 * countParameters(model).trainable; // 2345607
 */
export function zooModel(name: string, options: { classes?: readonly string[] } = {}): Model {
  if (!Object.hasOwn(zoo, name)) {
    throw new ModelError(`there is no model named "${name}"; choose one of ${Object.keys(zoo).join(', ')}`);
  }
  return zoo[name].build(options.classes ?? CLASSES);
}
