/** The features of a face as functions of a point: each draws itself over the gray value that the point has so far. */
import type { Looks } from './synth-looks.js';
import type { Half, Rig } from './synth-rig.js';

/**
 * A point of the picture while it is being drawn, in head units. One record is used again and again: numbers that
 * go into a record stay plain, while numbers that go through calls are boxed one by one.
 */
export interface Spot {
  gray: number;
  /** Place on the picture from the head's middle: upright, and leaning as the head does. */
  uprightX: number;
  uprightY: number;
  x: number;
  y: number;
  /** Place on the head's unit disc, height above it, and distance from the middle (1 = outline). */
  diskX: number;
  diskY: number;
  height: number;
  radius: number;
  /** Place on a head looking straight ahead: across, down, |across|, and the sign of across. */
  u: number;
  v: number;
  s: number;
  side: number;
  half: Half;
  /** Light that falls here, and what one sample measures (the width of soft borders). */
  light: number;
  edge: number;
  /** Number of the point, for texture. */
  n: number;
}

/** 0 outside, 1 inside, linear over one pixel at the border; `inside` is the signed distance to it. */
export function cover(inside: number, edge: number): number {
  const t = 0.5 + inside / edge;
  return t <= 0 ? 0 : Math.min(t, 1);
}

/** A bump of height 1 at 0 that reaches 0 at ±1, given the squared distance. */
export function bump(squared: number): number {
  if (squared >= 1) return 0;
  return (1 - squared) * (1 - squared);
}

/** Bump around the curve value: 1 on it, 0 beyond `width`. */
function line(distance: number, width: number): number {
  const t = distance / width;
  return bump(t * t);
}

/** Eyebrow: a band along a parabola through three heights, thick inside and thin outside. */
export function drawBrow(at: Spot, looks: Looks): void {
  const { gray, s, v: y, half, edge } = at;
  const t = (s - half.browInner) / 0.43;
  if (t < -0.1 || t > 1.1) return;
  const bend = 2 * (half.browY0 + half.browY2 - 2 * half.browY1);
  const centre = half.browY0 + t * (half.browY2 - half.browY0 - bend * (1 - t));
  const thick = looks.browThick * (t < 0.35 ? 0.8 + 0.6 * t : 1.01 - 0.9 * (t - 0.35));
  const d = Math.abs(y - centre);
  const ends = Math.min(1, Math.max(0, (t + 0.1) * 7), Math.max(0, (1.1 - t) * 7));
  const alpha = cover(thick - d, edge * 1.6) * ends * 0.9;
  const tone = Math.min(looks.hairTone, 0.5 * looks.skin);
  at.gray = gray + (tone - gray) * alpha;
}

/** Ball, iris, lids and their shadows. */
export function drawEye(at: Spot, looks: Looks): void {
  const { gray, s, v: y, half, edge } = at;
  const ey = y - looks.eyeY;
  const ex = s - looks.eyeX;
  const x = ex / looks.eyeWidth;
  if (x < -1.75 || x > 1.75) return;
  // The socket: a soft shade between brow and eye.
  let g = gray * (1 - 0.2 * bump((ex * ex) / 0.045 + ((ey + 0.05) * (ey + 0.05)) / 0.02));
  const h = 1 - x * x;
  const tilt = looks.eyeTilt * x;
  const upper = tilt - half.lidUpper * h;
  const lower = tilt + half.lidLower * h;
  if (h > 0) {
    const inside = Math.min(ey - upper, lower - ey);
    const alpha = cover(inside, edge);
    if (alpha > 0) g += (eyeball(at, looks, ex, ey, upper) - g) * alpha;
  }
  if (h > -0.2) {
    // Lashes and lid borders; the crease runs above the lid, the bag below.
    g *= 1 - 0.72 * line(ey - upper, 0.024) * Math.min(1, h + 0.45);
    g *= 1 - 0.3 * line(ey - lower, 0.018) * Math.min(1, h + 0.2);
    g *= 1 - 0.26 * line(ey - (tilt - half.lidUpper * 0.75 * h - 0.052), 0.02) * Math.max(0, h);
    g *= 1 - 0.38 * half.bag * line(ey - (lower + 0.035 + 0.02 * h), 0.025) * Math.max(0, h + 0.1);
  }
  at.gray = g;
}

/** Gray of the eyeball at (ex, ey) from the eye's middle; the upper lid's border is at `upper`. */
function eyeball(at: Spot, looks: Looks, ex: number, ey: number, upper: number): number {
  const { side, light, edge } = at;
  const white = (150 + 85 * Math.min(1, light)) * (1 - 0.3 * line(ey - upper, 0.035));
  const ix = ex - side * looks.gazeX;
  const iy = ey + 0.008 - looks.gazeY;
  const r = Math.sqrt(ix * ix + iy * iy);
  if (r > 0.09) return white;
  let g = white + (looks.iris - white) * cover(0.066 - r, edge);
  g += (8 - g) * cover(0.03 - r, edge);
  const gx = side * ix + 0.02;
  const gy = iy + 0.022;
  g += (235 - g) * cover(0.016 - Math.sqrt(gx * gx + gy * gy), edge) * 0.85;
  return g;
}

/** Ridge, wings and nostrils, with the wrinkles of AU9. */
export function drawNose(at: Spot, looks: Looks): void {
  const { s, v: y, side, half } = at;
  let g = at.gray;
  const tip = looks.noseLength;
  const w = looks.noseWidth;
  const down = Math.min(1, Math.max(0, (y + 0.15) / (tip + 0.15)));
  // The flank away from the light is darker, the ridge lighter.
  const flank = 0.045 + (w - 0.06) * down * down;
  const shade = Math.max(0, 0.13 - 0.2 * side * looks.light[0]);
  if (y < tip + 0.03) {
    g *= 1 - shade * line(s - flank, 0.06) * (0.4 + 0.6 * down);
    g *= 1 + 0.13 * line(s, 0.045) * down;
  }
  // Ball of the nose and the shadow under it.
  g *= 1 + 0.1 * bump((s * s) / 0.006 + ((y - tip + 0.05) * (y - tip + 0.05)) / 0.005);
  g *= 1 - 0.28 * bump((s * s) / (w * w * 1.3) + ((y - tip - 0.045) * (y - tip - 0.045)) / 0.0022);
  const wingY = tip - 0.02 - half.wing;
  const nx = s - 0.5 * w;
  const ny = y - (tip + 0.012 - 0.6 * half.wing);
  g *= 1 - 0.78 * bump((nx * nx) / 0.0019 + (ny * ny) / 0.0007);
  // Crease around the wing.
  const ax = s - (w - 0.035);
  const ay = y - wingY;
  const ring = Math.sqrt(ax * ax * 1.4 + ay * ay) - 0.058;
  if (ax > 0) g *= 1 - 0.4 * line(ring, 0.02);
  if (half.noseWrinkle > 0 && y < 0.2) {
    const fade = bump(((y + 0.01) * (y + 0.01)) / 0.03) * (s < 0.13 ? 1 : Math.max(0, 1 - (s - 0.13) / 0.05));
    const wave = line((((y + 0.45 * s + 1) * 17) % 1) - 0.5, 0.42);
    g *= 1 - 0.45 * half.noseWrinkle * wave * fade;
  }
  at.gray = g;
}

/** Lines and bulges of the skin outside the features themselves. */
export function drawSkinLines(at: Spot, looks: Looks, rig: Rig): void {
  const { s, v: y, half } = at;
  let g = at.gray;
  if (y < -0.3) {
    if (rig.forehead > 0 && s < 0.42) {
      const wave = line((((y + 0.25 * s * s + 2) * 11.5) % 1) - 0.5, 0.32);
      g *= 1 - 0.32 * rig.forehead * wave * bump((s * s) / 0.176) * bump(((y + 0.48) * (y + 0.48)) / 0.025);
    }
  }
  if (y < -0.08 && y > -0.5 && s < 0.12 && rig.glabella > 0) {
    g *= 1 - 0.5 * rig.glabella * line(s - 0.045, 0.028) * bump(((y + 0.27) * (y + 0.27)) / 0.022);
    g *= 1 - 0.15 * rig.glabella * bump((s * s) / 0.012 + ((y + 0.27) * (y + 0.27)) / 0.02);
  }
  if (y > -0.1 && y < 0.95 && s < 0.75) {
    // Cheek raised into a ball under the eye.
    const cx = s - 0.4;
    const cy = y - 0.17 + 0.05 * half.cheek;
    g *= 1 + (0.05 + 0.14 * half.cheek) * bump((cx * cx) / 0.035 + (cy * cy) / 0.025);
    g *= 1 - 0.16 * half.cheek * bump((cx * cx) / 0.04 + ((cy - 0.2) * (cy - 0.2)) / 0.012);
    // From the wing of the nose around the mouth corner.
    const from = looks.noseLength - 0.03 - half.wing;
    const to = rig.mouthY + half.cornerY + 0.06;
    if (y > from && y < to) {
      const t = (y - from) / (to - from);
      const curve =
        looks.noseWidth + 0.03 + (half.cornerX + 0.045 - looks.noseWidth) * (1.5 * t - 0.5 * t * t);
      g *= 1 - 0.5 * half.nasolabial * line(s - curve, 0.032) * Math.min(1, 4 * t, 4 * (1 - t));
    }
    if (half.droop > 0) {
      const dy = y - (rig.mouthY + half.cornerY + 0.08);
      const dx = s - (half.cornerX + 0.02 + 0.15 * dy);
      g *= 1 - 0.4 * half.droop * bump((dx * dx) / 0.0012 + (dy * dy) / 0.008);
    }
  }
  if (half.crow > 0 && y > -0.25 && y < 0.05 && s > 0.5 && s < 0.72) {
    const dy = y - looks.eyeY;
    const fan = line((((dy / (s - 0.36)) * 3.2 + 10) % 1) - 0.5, 0.35);
    g *= 1 - 0.35 * half.crow * fan * bump(((s - 0.6) * (s - 0.6)) / 0.01 + (dy * dy) / 0.012);
  }
  if (y > 0.6) {
    // Hollow under the lower lip, light on the chin, dimples of AU17.
    const hollow = y - (rig.mouthY + rig.openLower + rig.lipLower + 0.05);
    g *= 1 - 0.22 * bump((s * s) / 0.025 + (hollow * hollow) / 0.004);
    g *= 1 + 0.08 * bump((s * s) / 0.03 + ((y - 0.84) * (y - 0.84)) / 0.015);
    if (rig.chin > 0) {
      const wave = line((((s * 1.1 + 1.7 * y) * 16) % 1) - 0.5, 0.4);
      g *= 1 - 0.25 * rig.chin * wave * bump((s * s) / 0.03 + ((y - 0.8) * (y - 0.8)) / 0.015);
    }
  }
  at.gray = g;
}

/** Lips, teeth, tongue and the dark of the mouth. */
export function drawMouth(at: Spot, looks: Looks, rig: Rig): void {
  const { gray, s, v: y, half, edge } = at;
  const my = y - rig.mouthY;
  if (my < -0.24 || my > 0.42 || s > half.cornerX + 0.06) return;
  const x = s / half.cornerX;
  const h = 1 - x * x;
  const bend = half.cornerY * x * x;
  // Shadow that ends the mouth at its corners.
  const dx = s - half.cornerX;
  const dy = my - half.cornerY;
  let g = gray * (1 - 0.42 * bump((dx * dx) / 0.0016 + (dy * dy) / 0.0012));
  if (h <= 0) {
    at.gray = g;
    return;
  }
  const shape = h + (Math.sqrt(h) - h) * rig.round;
  const innerTop = bend - rig.openUpper * shape;
  const innerLow = bend + rig.openLower * shape;
  const cupid = 1 - 0.35 * bump((x * x) / 0.07);
  const outerTop = innerTop - rig.lipUpper * cupid * Math.min(1, 1.6 * h);
  const outerLow = innerLow + rig.lipLower * Math.min(1, 1.3 * h);
  const lips = cover(Math.min(my - outerTop, outerLow - my), edge);
  if (lips <= 0) {
    at.gray = g;
    return;
  }
  // The upper lip faces down and is darker; the lower one catches light in its middle.
  const isUpper = my < (innerTop + innerLow) / 2;
  const middle = (innerLow + outerLow) / 2;
  const shine = isUpper ? 0.86 : 1.02 + 0.16 * bump((x * x) / 0.4 + ((my - middle) * (my - middle)) / 0.0008);
  g += (gray * looks.lipTone * shine - g) * lips;
  const gap = innerLow - innerTop;
  const inside = cover(Math.min(my - innerTop, innerLow - my), edge);
  if (inside > 0 && gap > 0.012) g += (innerMouth(x, my, innerTop, innerLow, rig, edge) - g) * inside;
  // The line between closed lips.
  if (gap < 0.05) g *= 1 - 0.68 * line(my - (innerTop + innerLow) / 2, 0.02) * (1 - gap / 0.05);
  at.gray = g;
}

function innerMouth(x: number, my: number, top: number, low: number, rig: Rig, edge: number): number {
  let g = 22;
  const tongue = (my - (low - 0.03)) / 0.07;
  g += 62 * bump(x * x * 1.6 + tongue * tongue);
  const side = Math.max(0, 1 - 0.55 * x * x);
  if (rig.teethUpper > 0.008) g += (228 * side - g) * cover(top + rig.teethUpper - my, edge);
  if (rig.teethLower > 0.008) g += (205 * side - g) * cover(my - (low - rig.teethLower), edge);
  return g;
}
