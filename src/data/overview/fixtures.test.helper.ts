/** Data sets for this folder's tests: drawn faces, changed in ways that are known. */
import { CLASSES, PIXELS, SIDE } from '../../util/classes.js';
import { Purpose, RandomStream } from '../../util/random.js';
import { synthesise } from '../synth.js';
import type { Dataset } from '../types.js';

/** Images one after the other, with labels and splits; all of class 0 and split 0 unless given. */
export function datasetOf(
  images: readonly Uint8Array[],
  labels: readonly number[] = images.map(() => 0),
  splits: readonly number[] = images.map(() => 0),
): Dataset {
  const pixels = new Uint8Array(images.length * PIXELS);
  images.forEach((image, i) => {
    pixels.set(image, i * PIXELS);
  });
  return {
    ...{ count: images.length, pixels, labels: Uint8Array.from(labels), splits: Uint8Array.from(splits) },
    ...{ splitNames: ['Training', 'PublicTest'], classes: CLASSES, source: 'memory', skipped: [] },
    fingerprint: '',
  };
}

/** Drawn faces, all different. */
export function faces(count: number, seed = 1): Uint8Array[] {
  const { pixels } = synthesise({ count, seed });
  return Array.from({ length: count }, (_, i) => pixels.slice(i * PIXELS, (i + 1) * PIXELS));
}

/** Blocks of 3×3 pixels of independent random grays: nothing in common with anything. */
export function randomBlocks(seed: number): Uint8Array {
  const random = new RandomStream(seed, Purpose.synthesise, 99);
  const grays = Uint8Array.from({ length: PIXELS / 9 }, () => random.integer(256));
  return Uint8Array.from(
    { length: PIXELS },
    (_, i) => grays[Math.floor(i / SIDE / 3) * (SIDE / 3) + Math.floor((i % SIDE) / 3)],
  );
}

/** Random grays smoothed into blobs some 12 pixels wide, as far apart in content as photographs are. */
export function blobs(seed: number): Uint8Array {
  const random = new RandomStream(seed, Purpose.synthesise, 98);
  const waves = Array.from({ length: 24 }, () => ({
    ...{ u: random.uniform(-4, 4), v: random.uniform(-4, 4), phase: random.uniform(0, 6.28) },
  }));
  const values = Array.from({ length: PIXELS }, (_, i) => {
    const [x, y] = [(i % SIDE) / SIDE, Math.floor(i / SIDE) / SIDE];
    return waves.reduce((sum, { u, v, phase }) => sum + Math.cos(6.28 * (u * x + v * y) + phase), 0);
  });
  return Uint8Array.from(values, (value) => Math.max(0, Math.min(255, Math.round(128 + 16 * value))));
}

/** The image moved to the right by so many pixels; the left edge is repeated. */
export function shifted(image: Uint8Array, by: number): Uint8Array {
  return image.map((_, i) => image[i - (i % SIDE) + Math.max(0, (i % SIDE) - by)]);
}

export function mirrored(image: Uint8Array): Uint8Array {
  return image.map((_, i) => image[i - (i % SIDE) + SIDE - 1 - (i % SIDE)]);
}

/** Every gray times `contrast` plus `brightness`, within 0–255. */
export function relit(image: Uint8Array, contrast: number, brightness: number): Uint8Array {
  return image.map((gray) => Math.max(0, Math.min(255, Math.round(gray * contrast + brightness))));
}
