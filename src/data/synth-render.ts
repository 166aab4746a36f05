/**
 * Draws one face: every point of a 96×96 canvas is turned back to where it lies on a head looking straight ahead; a
 * small camera (averaging, blur, exposure, noise) makes the 48×48 picture.
 */
import { PIXELS, SIDE } from '../util/classes.js';
import { cover, drawBrow, drawEye, drawMouth, drawNose, drawSkinLines } from './synth-features.js';
import type { Looks } from './synth-looks.js';
import { buildRig, type Rig } from './synth-rig.js';
import {
  drawBackdrop,
  drawBeard,
  drawBody,
  drawEars,
  drawGlasses,
  drawHairBehind,
  drawHairFront,
  drawHand,
  drawWornOcclusion,
  grainAt,
} from './synth-scene.js';
import type { Units } from './synth-units.js';

const CANVAS = 2 * SIDE;
const small = new Float64Array(PIXELS);

/** Gray of the head's surface: (hx, hy) on its unit disc, z its height, n the pixel's number for texture. */
function drawSurface(
  hx: number,
  hy: number,
  z: number,
  looks: Looks,
  rig: Rig,
  edge: number,
  n: number,
): number {
  const [sinYaw, cosYaw] = looks.yaw;
  const [sinPitch, cosPitch] = looks.pitch;
  const [lx, ly, lz] = looks.light;
  // Turn the point back: first the nod, then the turn.
  const v = hy * cosPitch - z * sinPitch;
  const depth = hy * sinPitch + z * cosPitch;
  const u = hx * cosYaw - depth * sinYaw;
  const px = u * looks.aspect;
  const s = Math.abs(px);
  const side = px < 0 ? -1 : 1;
  const half = px < 0 ? rig.left : rig.right;
  const lit = Math.max(0, hx * lx + hy * 0.7 * ly + z * lz);
  const light = looks.ambient + (1 - looks.ambient) * 1.12 * lit;
  let g = looks.skin * light * (0.86 + 0.14 * z);
  g = drawSkinLines(g, s, v, half, rig, looks);
  g = drawNose(g, s, v, side, half, looks, lx);
  g = drawEye(g, s, v, side, half, looks, edge, light);
  g = drawBeard(g, px, v, looks, rig.mouthY, n);
  g = drawMouth(g, s, v, half, rig, looks, edge);
  g = drawBrow(g, s, v, half, looks, Math.min(looks.hairTone, 0.5 * looks.skin), edge);
  const x = hx * looks.aspect;
  g = drawHairFront(g, px, v, x, hy, looks, edge);
  g = drawGlasses(g, px, v, looks, edge);
  return looks.occlusion === 'none' ? g : drawWornOcclusion(g, px, v, x, looks);
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
    g = drawHairBehind(g, x, y, r, looks, edge);
    g = drawBody(g, dx, dy, looks, edge);
    g = drawEars(g, x, y, looks, edge);
  }
  if (inside > 0) {
    const z = r2 < 1 ? Math.sqrt(1 - r2) : 0;
    const face = drawSurface(hx, hy, z, looks, rig, edge, row * CANVAS + column);
    g += (face - g) * inside;
  }
  return drawHand(g, x, y, looks, edge);
}

/** One pixel: four samples where the features are, one (with borders twice as soft) elsewhere. */
function drawPixel(column: number, row: number, looks: Looks, rig: Rig): number {
  const x = 2 * column + 0.5;
  const y = 2 * row + 0.5;
  const edge = 1 / looks.size;
  const dx = (x - looks.centreX) * edge;
  const dy = (y - looks.centreY) * edge;
  if (dx * dx + dy * dy > 0.72) return drawPoint(x, y, looks, rig, 2 * edge);
  const upper = drawPoint(x - 0.5, y - 0.5, looks, rig, edge) + drawPoint(x + 0.5, y - 0.5, looks, rig, edge);
  return (
    (upper + drawPoint(x - 0.5, y + 0.5, looks, rig, edge) + drawPoint(x + 0.5, y + 0.5, looks, rig, edge)) /
    4
  );
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
  for (let i = 0; i < PIXELS; i++) small[i] = drawPixel(i % SIDE, Math.floor(i / SIDE), looks, rig);
  blur(looks.blur);
  expose(looks.brightness, looks.contrast);
  const pixels = new Uint8Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    // The sum of two uniforms: a triangular noise with standard deviation 0.82 · looks.noise.
    const noise = grainAt(looks.grain, 20000 + 2 * i) + grainAt(looks.grain, 20001 + 2 * i) - 1;
    const value = small[i] + 2 * noise * looks.noise;
    pixels[i] = value <= 0 ? 0 : Math.round(Math.min(value, 255));
  }
  return pixels;
}
