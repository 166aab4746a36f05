/**
 * Draws one face: every point of a 96×96 canvas is turned back to where it lies on a head looking straight ahead; a
 * small camera (averaging, blur, exposure, noise) makes the 48×48 picture.
 */
import { PIXELS, SIDE } from '../util/classes.js';
import { cover, drawBrow, drawEye, drawMouth, drawNose, drawSkinLines, type Spot } from './synth-features.js';
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

/** A blank spot; the fractions make every field a floating-point one from the start. */
function newSpot(rig: Rig): Spot {
  return {
    gray: 0.5,
    uprightX: 0.5,
    uprightY: 0.5,
    x: 0.5,
    y: 0.5,
    diskX: 0.5,
    diskY: 0.5,
    height: 0.5,
    radius: 0.5,
    u: 0.5,
    v: 0.5,
    s: 0.5,
    side: 0.5,
    half: rig.right,
    light: 0.5,
    edge: 0.5,
    n: 0.5,
  };
}

/** Turns the spot back to a head looking straight ahead (first the nod, then the turn) and lights it. */
function turnBack(at: Spot, looks: Looks, rig: Rig): void {
  const { diskX, diskY, height } = at;
  const { yaw, pitch, light } = looks;
  const depth = diskY * pitch[0] + height * pitch[1];
  at.v = diskY * pitch[1] - height * pitch[0];
  at.u = (diskX * yaw[1] - depth * yaw[0]) * looks.aspect;
  at.s = Math.abs(at.u);
  at.side = at.u < 0 ? -1 : 1;
  at.half = at.u < 0 ? rig.left : rig.right;
  const lit = diskX * light[0] + diskY * 0.7 * light[1] + height * light[2];
  at.light = looks.ambient + (1 - looks.ambient) * 1.12 * Math.max(0, lit);
}

/**
 * The head's surface. Most spots lie under few features, so each is asked for only inside its box: calls cost more
 * than arithmetic here.
 */
function drawSurface(at: Spot, looks: Looks, rig: Rig): void {
  turnBack(at, looks, rig);
  const { s, v } = at;
  const below = looks.hair === 'bald' ? 1 : belowHairline(at, looks);
  at.gray = looks.skin * at.light * (0.86 + 0.14 * at.height);
  if (below > -HAIR_SOFT - at.edge) {
    drawSkinLines(at, looks, rig);
    if (s < 0.34 && v > -0.22 && v < 0.5) drawNose(at, looks);
    if (s < 0.72 && v > -0.4 && v < 0.18) drawEye(at, looks);
    if (s < 0.62 && v > -0.65 && v < -0.02) drawBrow(at, looks);
    if (v > 0.3) drawBeard(at, looks, rig.mouthY);
    if (v > 0.24) drawMouth(at, looks, rig);
  }
  if (below < 0.1) drawHairFront(at, looks, below);
  if (looks.glasses > 0) drawGlasses(at, looks);
  if (looks.occlusion !== 'none') drawWornOcclusion(at, looks);
}

/** What lies behind the head at canvas point (column, row). */
function drawBehind(at: Spot, column: number, row: number, looks: Looks): void {
  at.gray = drawBackdrop(column / SIDE - 1, row / SIDE - 1, looks);
  if (looks.hair !== 'bald') drawHairBehind(at, looks);
  if (at.uprightY > 0.35) drawBody(at, looks);
  if (at.y > -0.4 && at.y < 0.5) drawEars(at, looks);
}

/** The picture at canvas point (column, row); `edge` is the width of one sample in head units. */
function drawPoint(at: Spot, column: number, row: number, looks: Looks, rig: Rig, edge: number): number {
  const dx = (column - looks.centreX) / looks.size;
  const dy = (row - looks.centreY) / looks.size;
  const x = dx * looks.roll[1] + dy * looks.roll[0];
  const y = dy * looks.roll[1] - dx * looks.roll[0];
  const diskY = y > 0 ? y / rig.jaw : y;
  const diskX = x / (looks.aspect * (diskY > 0 ? 1 - looks.taper * diskY * diskY : 1));
  const square = diskX * diskX + diskY * diskY;
  at.uprightX = dx;
  at.uprightY = dy;
  at.x = x;
  at.y = y;
  at.diskX = diskX;
  at.diskY = diskY;
  at.radius = Math.sqrt(square);
  at.height = square < 1 ? Math.sqrt(1 - square) : 0;
  at.edge = edge;
  at.n = row * CANVAS + column;
  const inside = cover((1 - at.radius) * looks.aspect, edge);
  if (inside < 1) drawBehind(at, column, row, looks);
  if (inside > 0) {
    const behind = inside < 1 ? at.gray : 0;
    drawSurface(at, looks, rig);
    at.gray = behind + (at.gray - behind) * inside;
  }
  if (looks.occlusion === 'hand') drawHand(at, looks);
  return at.gray;
}

/**
 * One pixel: two samples on its diagonal where the features are, so that thin lines of any direction are met, and one
 * with borders twice as soft elsewhere.
 */
function drawPixel(at: Spot, column: number, row: number, looks: Looks, rig: Rig): number {
  const x = 2 * column + 0.5;
  const y = 2 * row + 0.5;
  const edge = 1 / looks.size;
  const dx = (x - looks.centreX) * edge;
  const dy = (y - looks.centreY) * edge;
  const low = dy - 0.13;
  if (dx * dx * 2.6 + low * low * 2 > 1) return drawPoint(at, x, y, looks, rig, 2 * edge);
  const first = drawPoint(at, x - 0.5, y - 0.5, looks, rig, 1.4 * edge);
  return (first + drawPoint(at, x + 0.5, y + 0.5, looks, rig, 1.4 * edge)) / 2;
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
  for (let i = 0; i < PIXELS; i++) {
    const value = small[i];
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
  const spot = newSpot(rig);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      small[row * SIDE + column] = drawPixel(spot, column, row, looks, rig);
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
    // Storing cuts the fraction off, so that + 0.5 rounds.
    pixels[i] = value <= 0 ? 0 : Math.min(value, 255) + 0.5;
  }
  return pixels;
}
