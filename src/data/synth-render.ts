/**
 * Draws one face: every point of a 96×96 canvas is turned back to where it lies on a head looking straight ahead; a
 * small camera (averaging, blur, exposure, noise) makes the 48×48 picture.
 */
import { PIXELS, SIDE } from '../util/classes.js';
import { cover, drawBrow, drawEye, drawMouth, drawNose, drawSkinLines } from './synth-features.js';
import type { Looks } from './synth-looks.js';
import { buildRig, type Rig } from './synth-rig.js';
import {
  belowHairline,
  drawBackdrop,
  drawBeard,
  drawBody,
  drawEars,
  drawGlasses,
  drawHairBehind,
  drawHairFront,
  drawHand,
  drawWornOcclusion,
  grainWord,
  HAIR_SOFT,
} from './synth-scene.js';
import type { Units } from './synth-units.js';

const CANVAS = 2 * SIDE;
const small = new Float64Array(PIXELS);

/**
 * Gray of the head's surface: (hx, hy) on its unit disc, z its height, n the pixel's number for texture.
 * Most points lie under few features, so each is asked for only inside its box: calls cost more than arithmetic here.
 */
function drawSurface(
  hx: number,
  hy: number,
  z: number,
  looks: Looks,
  rig: Rig,
  edge: number,
  n: number,
): number {
  // Turn the point back: first the nod, then the turn.
  const v = hy * looks.pitch[1] - z * looks.pitch[0];
  const depth = hy * looks.pitch[0] + z * looks.pitch[1];
  const px = (hx * looks.yaw[1] - depth * looks.yaw[0]) * looks.aspect;
  const x = hx * looks.aspect;
  const below = looks.hair === 'bald' ? 1 : belowHairline(px, v, looks);
  const lit = hx * looks.light[0] + hy * 0.7 * looks.light[1] + z * looks.light[2];
  const light = looks.ambient + (1 - looks.ambient) * 1.12 * Math.max(0, lit);
  let g = looks.skin * light * (0.86 + 0.14 * z);
  if (below > -HAIR_SOFT - edge) {
    g = drawFeatures(g, px, v, looks, rig, edge, light);
    if (v > 0.3) g = drawBeard(g, px, v, looks, rig.mouthY, n);
    if (v > 0.24) g = drawMouth(g, Math.abs(px), v, px < 0 ? rig.left : rig.right, rig, looks, edge);
  }
  if (below < 0.1) g = drawHairFront(g, below, x, hy, looks, edge);
  if (looks.glasses > 0) g = drawGlasses(g, px, v, looks, edge);
  return looks.occlusion === 'none' ? g : drawWornOcclusion(g, px, v, x, looks);
}

/** Skin, nose, eye and brow at the turned point (px, v). */
function drawFeatures(
  gray: number,
  px: number,
  v: number,
  looks: Looks,
  rig: Rig,
  edge: number,
  light: number,
): number {
  const s = Math.abs(px);
  const side = px < 0 ? -1 : 1;
  const half = px < 0 ? rig.left : rig.right;
  let g = drawSkinLines(gray, s, v, half, rig, looks);
  if (s < 0.34 && v > -0.22 && v < 0.5) g = drawNose(g, s, v, side, half, looks);
  if (s < 0.72 && v > -0.4 && v < 0.18) g = drawEye(g, s, v, side, half, looks, edge, light);
  if (s < 0.62 && v > -0.65 && v < -0.02) g = drawBrow(g, s, v, half, looks, edge);
  return g;
}

/** The picture at canvas point (column, row); `edge` is the width of one sample in head units. */
function drawPoint(column: number, row: number, looks: Looks, rig: Rig, edge: number): number {
  const dx = (column - looks.centreX) / looks.size;
  const dy = (row - looks.centreY) / looks.size;
  const x = dx * looks.roll[1] + dy * looks.roll[0];
  const y = dy * looks.roll[1] - dx * looks.roll[0];
  const hy = y > 0 ? y / rig.jaw : y;
  const hx = x / (looks.aspect * (hy > 0 ? 1 - looks.taper * hy * hy : 1));
  const r2 = hx * hx + hy * hy;
  const r = Math.sqrt(r2);
  const inside = cover((1 - r) * looks.aspect, edge);
  let g = 0;
  if (inside < 1) {
    g = drawBackdrop(column / SIDE - 1, row / SIDE - 1, looks);
    if (looks.hair !== 'bald') g = drawHairBehind(g, x, y, r, looks, edge);
    if (dy > 0.35) g = drawBody(g, dx, dy, looks, edge);
    if (y > -0.4 && y < 0.5) g = drawEars(g, x, y, looks, edge);
  }
  if (inside > 0) {
    const z = r2 < 1 ? Math.sqrt(1 - r2) : 0;
    const face = drawSurface(hx, hy, z, looks, rig, edge, row * CANVAS + column);
    g += (face - g) * inside;
  }
  return looks.occlusion === 'hand' ? drawHand(g, x, y, looks, edge) : g;
}

/**
 * One pixel: two samples on its diagonal where the features are, so that thin lines of any direction are met, and one
 * with borders twice as soft elsewhere.
 */
function drawPixel(column: number, row: number, looks: Looks, rig: Rig): number {
  const x = 2 * column + 0.5;
  const y = 2 * row + 0.5;
  const edge = 1 / looks.size;
  const dx = (x - looks.centreX) * edge;
  const dy = (y - looks.centreY) * edge;
  const low = dy - 0.13;
  if (dx * dx * 2.6 + low * low * 2 > 1) return drawPoint(x, y, looks, rig, 2 * edge);
  const first = drawPoint(x - 0.5, y - 0.5, looks, rig, 1.4 * edge);
  return (first + drawPoint(x + 0.5, y + 0.5, looks, rig, 1.4 * edge)) / 2;
}

/** Blurs with (k, 1−2k, k) both ways; borders repeat. */
function blur(k: number): void {
  for (const step of [1, SIDE]) {
    const across = step === 1 ? SIDE : 1;
    for (let i = 0; i < SIDE; i++) {
      let before = small[i * across];
      for (let j = 0; j < SIDE; j++) {
        const at = i * across + j * step;
        const here = small[at];
        const after = j + 1 < SIDE ? small[at + step] : here;
        small[at] = here + k * (before + after - 2 * here);
        before = here;
      }
    }
  }
}

/** Brings the picture to the wanted mean and standard deviation, as a camera's exposure does. */
function expose(mean: number, deviation: number): void {
  let sum = 0;
  let squares = 0;
  for (const value of small) {
    sum += value;
    squares += value * value;
  }
  const was = sum / PIXELS;
  const spread = Math.sqrt(Math.max(1, squares / PIXELS - was * was));
  const gain = deviation / Math.max(spread, 15);
  for (let i = 0; i < PIXELS; i++) small[i] = mean + gain * (small[i] - was);
}

/**
 * Draws one face.
 * @returns [48, 48] gray values
 */
export function renderFace(looks: Looks, units: Units): Uint8Array {
  const rig = buildRig(looks, units);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      small[row * SIDE + column] = drawPixel(column, row, looks, rig);
    }
  }
  blur(looks.blur);
  expose(looks.brightness, looks.contrast);
  const pixels = new Uint8Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    // The sum of two 16-bit uniforms: a triangular noise with standard deviation 0.82 · looks.noise.
    const word = grainWord(looks.grain, 20000 + i);
    const noise = ((word & 0xffff) + (word >>> 16)) / 65536 - 1;
    const value = small[i] + 2 * noise * looks.noise;
    pixels[i] = value <= 0 ? 0 : Math.round(Math.min(value, 255));
  }
  return pixels;
}
