/**
 * Synthetic faces: the data set that is always there. 48×48 drawings of varied heads, hair, light, pose, noise and
 * occlusion whose brows, eyes and mouths follow the action units of the seven expressions (synth-units.ts).
 *
 * They are drawings: a network that reads them well has shown that the training works, not that it reads people.
 */
import { CLASSES, PIXELS } from '../util/classes.js';
import { UsageError } from '../util/errors.js';
import { Purpose, RandomStream } from '../util/random.js';
import { fingerprint } from './fingerprint.js';
import { drawLooks } from './synth-looks.js';
import { renderFace } from './synth-render.js';
import { drawUnits } from './synth-units.js';
import type { Dataset, ReadProgress } from './types.js';

export interface SynthOptions {
  /** Number of faces, at least 1. */
  readonly count: number;
  /** Any whole number from 0 to 2^53 − 1; the same seed gives the same bytes on every machine. */
  readonly seed: number;
  /** Called now and then with the faces drawn so far. */
  readonly onProgress?: ReadProgress;
}

/** More would not fit a Uint8Array comfortably (2.3 GB). */
const MOST = 1_000_000;
/** Out of five faces of a class, the last is for validation. */
const FOLDS = 5;

/**
 * Draws face `index` of a seed with the expression of class `label` (0–6, util/classes.ts).
 * @returns [48, 48] gray values
 * @example
 * const pixels = drawFace(1, 0, CLASSES.indexOf('happy'));
 */
export function drawFace(seed: number, index: number, label: number): Uint8Array {
  const random = new RandomStream(seed, Purpose.synthesise, index);
  const looks = drawLooks(random);
  return renderFace(looks, drawUnits(random, label));
}

/**
 * Draws a balanced data set: row i shows class i mod 7, and of five consecutive faces of a class four are `Training`
 * and one is `PublicTest`.
 * @throws UsageError when the count or the seed cannot be used
 * @example
 * const faces = synthesise({ count: 7000, seed: 1 }); // 1,000 of each class, 5,600 to train on
 */
export function synthesise(options: SynthOptions): Dataset {
  const { count, seed, onProgress } = options;
  if (!Number.isInteger(count) || count < 1 || count > MOST) {
    throw new UsageError(`count is ${count} but must be a whole number from 1 to ${MOST}`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new UsageError(`seed is ${seed} but must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  const splits = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % CLASSES.length;
    labels[i] = label;
    splits[i] = Math.floor(i / CLASSES.length) % FOLDS === FOLDS - 1 ? 1 : 0;
    pixels.set(drawFace(seed, i, label), i * PIXELS);
    if (onProgress && (i + 1) % 100 === 0) onProgress(i + 1, count);
  }
  onProgress?.(count, count);
  const splitNames = ['Training', 'PublicTest'];
  return {
    count,
    pixels,
    labels,
    splits,
    splitNames,
    classes: CLASSES,
    source: `synthetic faces (seed ${seed})`,
    fingerprint: fingerprint({ count, pixels, labels, splits, splitNames }),
    skipped: [],
  };
}
