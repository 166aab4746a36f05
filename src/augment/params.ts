/** Draws what happens to one sample in one epoch: settings + (seed, epoch, sample) → a warp record. */
import { SIDE } from '../util/classes.js';
import { exp, sinCos } from '../util/math.js';
import { Purpose, RandomStream } from '../util/random.js';
import { type AugmentConfig, WARP_FLOATS } from './types.js';

/** The fixed point of flip, zoom and rotation. */
const CENTRE = (SIDE - 1) / 2;
// Random erasing, Zhong et al. 2020, section 3: area 2–40 % of the image, aspect ratio 0.3–3.33, here log-uniform so
// that upright and lying rectangles are equally likely.
const ERASE_AREA = [0.02, 0.4] as const;
const LOG_ASPECT = 1.2039728043259361; // ln(1 / 0.3)

/** Writes the record that changes nothing. */
export function identityWarp(out: Float32Array, offset: number): void {
  out.fill(0, offset, offset + WARP_FLOATS);
  out[offset] = 1;
  out[offset + 4] = 1;
  out[offset + 6] = 1;
}

/**
 * Draws the warp of one sample in one epoch: a pure function of its arguments, whatever the order of calls.
 * Every part draws its numbers, in one fixed order, even when it is switched off, so that switching one part on or
 * off leaves the others' values as they were.
 *
 * The image is mirrored, zoomed and turned (clockwise for positive angles) about its centre (23.5, 23.5), then
 * shifted by whole or part pixels of the output; the record holds the inverse, output → source. A zoom of 1.1
 * magnifies by 1.1.
 * @param sample row number in the data set
 * @param out records; WARP_FLOATS values are written from `offset` on
 * @example
 * const record = new Float32Array(WARP_FLOATS);
 * sampleWarp(defaultAugment, 42, 0, 7, record, 0); // what happens to row 7 in the first epoch of seed 42
 */
export function sampleWarp(
  config: AugmentConfig,
  seed: number,
  epoch: number,
  sample: number,
  out: Float32Array,
  offset: number,
): void {
  const random = new RandomStream(seed, Purpose.augment, epoch, sample);
  const dx = random.uniform(-1, 1) * config.shiftX * SIDE;
  const dy = random.uniform(-1, 1) * config.shiftY * SIDE;
  const mirrorX = random.uniform() < 0.5 && config.flipX ? -1 : 1;
  const mirrorY = random.uniform() < 0.5 && config.flipY ? -1 : 1;
  const zoom = 1 + random.uniform(-1, 1) * config.zoom;
  const angle = (random.uniform(-1, 1) * config.rotate * Math.PI) / 180;
  const brightness = random.uniform(-1, 1) * config.brightness * 255;
  const gain = 1 + random.uniform(-1, 1) * config.contrast;
  placeMap(out, offset, dx, dy, mirrorX / zoom, mirrorY / zoom, angle);
  out[offset + 6] = gain;
  out[offset + 7] = 127.5 * (1 - gain) + brightness;
  placeErasing(random, config.erase, out, offset);
  out[offset + 13] = config.edge === 'nearest' ? 1 : 0;
  out[offset + 14] = 0;
  out[offset + 15] = 0;
}

/**
 * Writes a record's affine part: source = S · R(−angle) · (output − centre − shift) + centre, S = diag(scaleX, scaleY).
 * @param dx shift of the output to the right, in pixels; dy down
 * @param angle clockwise, in radians
 */
export function placeMap(
  out: Float32Array,
  offset: number,
  dx: number,
  dy: number,
  scaleX: number,
  scaleY: number,
  angle: number,
): void {
  const [sin, cos] = angle === 0 ? [0, 1] : sinCos(angle);
  // "+ 0" turns −0 into 0, so that equal maps have equal bits.
  const m0 = scaleX * cos;
  const m1 = scaleX * sin + 0;
  const m3 = -scaleY * sin + 0;
  const m4 = scaleY * cos;
  out[offset] = m0;
  out[offset + 1] = m1;
  out[offset + 2] = CENTRE - m0 * (CENTRE + dx) - m1 * (CENTRE + dy);
  out[offset + 3] = m3;
  out[offset + 4] = m4;
  out[offset + 5] = CENTRE - m3 * (CENTRE + dx) - m4 * (CENTRE + dy);
}

/** The erased rectangle: whole pixels, always inside the image; all zero when nothing is erased. */
function placeErasing(random: RandomStream, probability: number, out: Float32Array, offset: number): void {
  const erased = random.uniform() < probability;
  const area = random.uniform(ERASE_AREA[0], ERASE_AREA[1]) * SIDE * SIDE;
  const logAspect = random.uniform(-LOG_ASPECT, LOG_ASPECT);
  const u = random.uniform();
  const v = random.uniform();
  const value = random.uniform(0, 255);
  if (!erased) {
    out.fill(0, offset + 8, offset + 13);
    return;
  }
  const aspect = exp(logAspect);
  const width = Math.min(SIDE, Math.max(1, Math.round(Math.sqrt(area * aspect))));
  const height = Math.min(SIDE, Math.max(1, Math.round(Math.sqrt(area / aspect))));
  out[offset + 8] = Math.floor(u * (SIDE - width + 1));
  out[offset + 9] = Math.floor(v * (SIDE - height + 1));
  out[offset + 10] = width;
  out[offset + 11] = height;
  out[offset + 12] = value;
}

/**
 * Fills the records of a batch, one a row.
 * @param rows [n] row numbers in the data set
 * @param out [n, WARP_FLOATS]
 */
export function fillWarps(
  config: AugmentConfig,
  seed: number,
  epoch: number,
  rows: Uint32Array,
  out: Float32Array,
): void {
  for (let i = 0; i < rows.length; i++) sampleWarp(config, seed, epoch, rows[i], out, i * WARP_FLOATS);
}
