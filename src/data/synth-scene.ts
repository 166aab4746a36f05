/** What lies behind, around and in front of the face: backdrop, neck, ears, hair, glasses, hand, scarf, hat. */
import { bump, cover, type Spot } from './synth-features.js';
import type { Looks } from './synth-looks.js';

/** Half the width of the soft border where hair meets the forehead, in head units. */
export const HAIR_SOFT = 0.04;

/** Pixel noise and texture: a hash of (key, n), 32 bits, exact integers only (MurmurHash3's finaliser). */
export function grainWord(key: number, n: number): number {
  let h = Math.imul(key ^ Math.imul(n, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The same as a number in [0, 1). */
function grainAt(key: number, n: number): number {
  return grainWord(key, n) / 4294967296;
}

/** Smooth one-dimensional noise in [0, 1) with features of length 1. */
function smoothNoise(key: number, t: number): number {
  const i = Math.floor(t);
  const f = t - i;
  const a = grainAt(key, i);
  return a + (grainAt(key, i + 1) - a) * f * f * (3 - 2 * f);
}

/** Backdrop at canvas position (x, y), both in (−1, 1). */
export function drawBackdrop(x: number, y: number, looks: Looks): number {
  let g = looks.background + looks.backgroundSlope[0] * x + looks.backgroundSlope[1] * y;
  const bx = x - looks.blob[0];
  const by = y - looks.blob[1];
  g += looks.blob[2] * bump((bx * bx + by * by) * 2.2);
  if (x > looks.door[0]) g += looks.door[1];
  return g;
}

/** Neck and shoulders below the head; they stay upright. */
export function drawBody(at: Spot, looks: Looks): void {
  const { uprightX: x, uprightY: y, edge } = at;
  let g = at.gray;
  const neck = cover(0.5 * looks.aspect + 0.06 + 0.3 * Math.max(0, y - 0.9) - Math.abs(x), edge);
  g += (looks.skin * (0.5 + 0.12 * looks.light[0] * x) - g) * neck;
  const collar = 1.08 + 0.28 * x * x + 0.22 * bump((x * x) / 0.12);
  const clothes = cover(Math.min(y - collar, 1.25 - Math.abs(x)), edge);
  at.gray = g + (looks.clothes * (0.9 + 0.25 * looks.light[0] * x) - g) * clothes;
}

/** Ear, drawn before the head covers its inner part. */
export function drawEars(at: Spot, looks: Looks): void {
  const { gray, x, y, edge } = at;
  const sin = looks.yaw[0];
  const side = x < 0 ? -1 : 1;
  const centre = side * looks.aspect * looks.yaw[1] * 0.99 - 0.12 * sin;
  const dx = (x - centre) / 0.1;
  const dy = (y - 0.02 - 0.3 * looks.pitch[0]) / 0.19;
  const r = Math.sqrt(dx * dx + dy * dy);
  if (r > 1.4) return;
  const tone =
    looks.skin * (0.62 + 0.22 * side * looks.light[0]) * (1 - 0.3 * bump(dx * dx * 2 + dy * dy * 2));
  at.gray = gray + (tone - gray) * cover((1 - r) * 0.1, edge);
}

/** Gray of hair at head position (x, y): strands along it, a sheen towards the light. */
function hairGray(x: number, y: number, looks: Looks): number {
  const curly = looks.hair === 'curly';
  const along = curly ? x * 9 + smoothNoise(looks.grain + 3, y * 9) * 3 : x * 11 - y * 2.5;
  const strand = smoothNoise(looks.grain + 7, along) - 0.5;
  const sx = x - 0.4 * looks.light[0];
  const sy = y + 0.85;
  const sheen = bump((sx * sx) / 0.3 + (sy * sy) / 0.06);
  return looks.hairTone * (0.92 + 0.4 * strand) + (14 + 0.2 * looks.hairTone) * sheen;
}

/** Hair behind and around the head. */
export function drawHairBehind(at: Spot, looks: Looks): void {
  const { gray, x, y, edge } = at;
  // Short hair lies close to the head towards the ears; other hair ends at a height.
  const close = looks.hair === 'short' || looks.hair === 'side';
  const over = looks.hairVolume - 0.98;
  let inside = 0.98 + over * (close ? Math.min(1, Math.max(0, (0.05 - y) * 1.6)) : 1) - at.radius;
  if (looks.hair === 'curly') {
    const lumps = smoothNoise(looks.grain, (x + 2) * 5) + smoothNoise(looks.grain + 1, (y + 2) * 5);
    inside += 0.1 + 0.07 * (lumps - 1);
  }
  inside = Math.min(inside, (looks.hair === 'fringe' ? 0.5 : 0.12) - y - 0.25 * x * x);
  if (looks.hair === 'long')
    inside = Math.max(inside, Math.min(1.2 * looks.aspect + 0.06 * y - Math.abs(x), y + 0.2));
  if (looks.hair === 'bun') {
    const by = y + 1.12;
    inside = Math.max(inside, 0.3 - Math.sqrt(x * x + by * by));
  }
  const alpha = cover(inside, edge * 1.5);
  at.gray = alpha > 0 ? gray + (hairGray(x, y, looks) - gray) * alpha : gray;
}

/** How far below the hairline a point of the front of the head is (negative: covered by hair). */
export function belowHairline(at: Spot, looks: Looks): number {
  const { u: px, v: py, s } = at;
  const { hair, hairline, part } = looks;
  let line = hairline + 0.25 * Math.max(0, 0.3 - Math.abs(s - 0.3));
  if (hair === 'side') line = hairline - 0.04 + 0.3 * Math.max(0, part > 0 ? part - px : px - part);
  if (hair === 'fringe') line = -0.45 + 0.04 * smoothNoise(looks.grain + 9, px * 9 + 20);
  if (hair === 'long') line = hairline - 0.05 + 0.75 * Math.max(0, s - 0.15);
  // At the temples the hair comes down in a tongue that thins out towards the sideburn.
  const end = hair === 'long' || hair === 'fringe' ? 0.6 : 0.12;
  const temple = 0.6 + 0.13 * Math.max(0, (py + 0.45) / (end + 0.45)) - s;
  return Math.min(py - line, Math.max(temple, py - end));
}

/** Hair over the front of the head, `below` the hairline by so much (see belowHairline). */
export function drawHairFront(at: Spot, looks: Looks, below: number): void {
  const { gray, diskY: y, edge } = at;
  const x = at.diskX * looks.aspect;
  // The fringe throws a little shade on the forehead.
  const shaded = gray * (1 - 0.12 * Math.min(1, 1 - below / 0.1));
  const alpha = cover(-below, 2 * HAIR_SOFT + edge);
  at.gray = alpha > 0 ? shaded + (hairGray(x, y, looks) - shaded) * alpha : shaded;
}

/** Stubble, beard and moustache; they turn with the head. */
export function drawBeard(at: Spot, looks: Looks, mouthY: number): void {
  const { gray, s, v: py, n } = at;
  const region = Math.min(1, Math.max(0, (py - 0.5 + 0.55 * (s - 0.25)) * 6));
  let dark = Math.max(looks.beard, looks.stubble) * region;
  const my = py - (mouthY - 0.1);
  dark = Math.max(dark, Math.max(looks.moustache, looks.stubble) * bump((s * s) / 0.07 + (my * my) / 0.007));
  if (dark <= 0) return;
  const tone = Math.min(gray, looks.hairTone * 0.9 + 12);
  at.gray = gray + (tone - gray) * Math.min(1, dark * (0.75 + 0.5 * grainAt(looks.grain, n)));
}

/** Rims, bridge and temples of glasses, with a slight glare,; they turn with the head. */
export function drawGlasses(at: Spot, looks: Looks): void {
  const { s, edge } = at;
  let g = at.gray;
  const y = at.v - looks.eyeY - 0.025;
  if (y < -0.24 || y > 0.26) return;
  const dx = (s - looks.eyeX - 0.005) / 0.225;
  const dy = y / 0.165;
  // |dx|⁴ + |dy|⁴ = 1: a rounded rectangle; its distance by the gradient's usual size.
  const quad = dx * dx * dx * dx + dy * dy * dy * dy;
  const d = (Math.sqrt(Math.sqrt(quad)) - 1) * 0.19;
  if (d < 0) g += (255 - g) * 0.07 + 26 * bump(((dx + 0.9 * dy + 0.5) * (dx + 0.9 * dy + 0.5)) / 0.05);
  let rim = cover(looks.glasses - Math.abs(d), edge);
  if (s < looks.eyeX - 0.2) rim = Math.max(rim, cover(looks.glasses - Math.abs(y + 0.05 + 0.2 * s), edge));
  if (s > looks.eyeX + 0.21) rim = Math.max(rim, cover(looks.glasses - Math.abs(y + 0.06), edge));
  g += (looks.glassesTone - g) * rim;
  at.gray = g;
}

/** Hat and scarf follow the head. */
export function drawWornOcclusion(at: Spot, looks: Looks): void {
  const { u, v } = at;
  const place = looks.occlusionPlace;
  const tone = looks.clothes * (0.85 + 0.25 * looks.light[0] * at.diskX * looks.aspect);
  if (looks.occlusion === 'hat' && v < -0.4 - 0.1 * place) {
    const band = v > -0.5 - 0.1 * place ? 0.6 : 1;
    at.gray = tone * band * (0.9 + 0.2 * smoothNoise(looks.grain + 11, u * 14));
  } else if (looks.occlusion === 'scarf' && v > 0.72 + 0.12 * place - 0.1 * u * u) {
    at.gray = tone * (0.8 + 0.4 * smoothNoise(looks.grain + 12, (v * 2 + u) * 6));
  } else if (looks.occlusion === 'strand' && v < 0.1) {
    const d = u * looks.occlusionSide - (0.16 + 0.3 * place + 0.35 * (v + 0.6) * (v + 0.6));
    at.gray += (looks.hairTone - at.gray) * 0.85 * bump((d * d) / 0.006);
  }
}

/** Four fingers from below on one side, over chin or cheek. */
export function drawHand(at: Spot, looks: Looks): void {
  const { x, y, edge } = at;
  let g = at.gray;
  const side = looks.occlusionSide;
  for (let finger = 0; finger < 4; finger++) {
    // A capsule from (ax, ay) up to (ax + dx, ay − length).
    const ax = 0.66 - 0.17 * finger + 0.12 * looks.occlusionPlace;
    const length = 0.62 + 0.1 * (finger === 1 || finger === 2 ? 1 : 0) - 0.25 * looks.occlusionPlace;
    const qx = side * x - ax;
    const qy = y - 1.15;
    const dx = 0.16;
    const t = Math.min(1, Math.max(0, (qx * dx - qy * length) / (dx * dx + length * length)));
    const ex = qx - dx * t;
    const ey = qy + length * t;
    const d = Math.sqrt(ex * ex + ey * ey);
    if (d > 0.14) continue;
    const tone = looks.skin * (0.92 - 0.35 * (d / 0.1) * (d / 0.1));
    g += (tone - g) * cover(0.1 - d, edge);
  }
  at.gray = g;
}
