/** What each corruption but blur, resolution and JPEG does to one image, in place. */
import { applyWarp, identityWarp, placeMap, WARP_FLOATS } from '../augment/index.js';
import { PIXELS, SIDE } from '../util/classes.js';
import { log, sinCos } from '../util/math.js';
import type { RandomStream } from '../util/random.js';

/**
 * Damages one image in place.
 * @param image [48, 48] gray values
 * @param strength in the corruption's own measure
 * @param random the image's own stream; the draws do not depend on the strength
 */
export type Effect = (image: Uint8Array, strength: number, random: RandomStream) => void;

/** What covers a part of the face: the middle of the gray scale, which few faces have as one flat square. */
const COVER = 128;
/** Where a warp record says that edge pixels are repeated (augment/types.ts). */
const EDGE = 13;

/** Adds to each pixel a normal number of standard deviation `share`·255. */
export const addNoise: Effect = (image, share, random) => {
  for (let i = 0; i < PIXELS; i += 2) {
    const [a, b] = twoNormals(random);
    image[i] = toGray(image[i] + share * 255 * a);
    image[i + 1] = toGray(image[i + 1] + share * 255 * b);
  }
};

/** Two independent standard normal numbers (Marsaglia & Bray 1964, the polar method). */
function twoNormals(random: RandomStream): [number, number] {
  for (;;) {
    const u = random.uniform(-1, 1);
    const v = random.uniform(-1, 1);
    const square = u * u + v * v;
    if (square === 0 || square >= 1) continue;
    const factor = Math.sqrt((-2 * log(square)) / square);
    return [u * factor, v * factor];
  }
}

/** Adds `share`·255 to every pixel, or takes it away, whichever the image drew. */
export const changeBrightness: Effect = (image, share, random) => {
  const offset = (random.chance(0.5) ? 1 : -1) * share * 255;
  for (let i = 0; i < PIXELS; i++) image[i] = toGray(image[i] + offset);
};

/** Draws every pixel towards the image's mean until only this share of the difference is left. */
export const changeContrast: Effect = (image, factor) => {
  let sum = 0;
  for (let i = 0; i < PIXELS; i++) sum += image[i];
  const mean = sum / PIXELS;
  for (let i = 0; i < PIXELS; i++) image[i] = toGray(mean + factor * (image[i] - mean));
};

/** Covers a square of so many pixels a side, somewhere inside the image. */
export const coverSquare: Effect = (image, side, random) => {
  const whole = Math.min(SIDE, Math.round(side));
  const left = Math.floor(random.uniform() * (SIDE - whole + 1));
  const top = Math.floor(random.uniform() * (SIDE - whole + 1));
  for (let y = top; y < top + whole; y++) image.fill(COVER, y * SIDE + left, y * SIDE + left + whole);
};

/**
 * Moves the image so many pixels in some direction, in whole pixels of x and y, so that nothing is blurred. Beyond the
 * edge the edge's pixels are repeated.
 */
export const shift: Effect = (image, distance, random) => {
  const [sin, cos] = sinCos(random.uniform(0, 2 * Math.PI));
  const [dx, dy] = [Math.round(distance * cos), Math.round(distance * sin)];
  const before = image.slice();
  for (let y = 0; y < SIDE; y++) {
    const line = inside(y - dy) * SIDE;
    for (let x = 0; x < SIDE; x++) image[y * SIDE + x] = before[line + inside(x - dx)];
  }
};

/** Turns the image about its centre by so many degrees, to the side it drew, as augmentation does; edges as for `shift`. */
export const rotate: Effect = (image, degrees, random) => {
  const record = new Float32Array(WARP_FLOATS);
  identityWarp(record, 0);
  placeMap(record, 0, 0, 0, 1, 1, ((random.chance(0.5) ? 1 : -1) * degrees * Math.PI) / 180);
  record[EDGE] = 1;
  image.set(applyWarp(image, 0, record));
};

function inside(at: number): number {
  return Math.max(0, Math.min(SIDE - 1, at));
}

function toGray(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
