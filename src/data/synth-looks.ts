/**
 * Everything about a drawn face that is not its expression: head, hair, features, pose, light, camera, occlusion.
 *
 * Lengths are in head units: 1 = half the height of the head. x runs to the right, y down, from the middle of the face.
 */
import { sinCos } from '../util/math.js';
import type { RandomStream } from '../util/random.js';

export type Hair = 'bald' | 'short' | 'side' | 'fringe' | 'long' | 'curly' | 'bun';
const HAIR: readonly Hair[] = [
  'bald',
  'short',
  'short',
  'side',
  'side',
  'fringe',
  'long',
  'long',
  'curly',
  'bun',
];

export type Occlusion = 'none' | 'hand' | 'scarf' | 'hat' | 'strand';

export interface Looks {
  /** Head centre and half height on the 96×96 canvas. */
  readonly centreX: number;
  readonly centreY: number;
  readonly size: number;
  /** Half width over half height, and how much the jaw narrows. */
  readonly aspect: number;
  readonly taper: number;
  /** [sin, cos] of the head's turn right, down, and lean clockwise. */
  readonly yaw: readonly [number, number];
  readonly pitch: readonly [number, number];
  readonly roll: readonly [number, number];
  /** Direction to the light (unit length, z towards the viewer), and how much light comes from everywhere. */
  readonly light: readonly [number, number, number];
  readonly ambient: number;
  /** Gray values at full light. */
  readonly skin: number;
  readonly hairTone: number;
  readonly background: number;
  readonly backgroundSlope: readonly [number, number];
  /** Something bright or dark behind: x, y, gray; and an upright edge: x, gray. In (−1, 1) of the picture. */
  readonly blob: readonly [number, number, number];
  readonly door: readonly [number, number];
  readonly clothes: number;
  readonly hair: Hair;
  readonly hairVolume: number;
  readonly hairline: number;
  readonly part: number;
  readonly eyeX: number;
  readonly eyeY: number;
  readonly eyeWidth: number;
  readonly eyeOpen: number;
  readonly eyeTilt: number;
  readonly iris: number;
  readonly gazeX: number;
  readonly gazeY: number;
  readonly browY: number;
  readonly browThick: number;
  readonly browArch: number;
  readonly browTilt: number;
  readonly noseLength: number;
  readonly noseWidth: number;
  readonly mouthY: number;
  readonly mouthWidth: number;
  readonly lipUpper: number;
  readonly lipLower: number;
  readonly lipTone: number;
  readonly mouthRest: number;
  /** 0–1: how deep lines are. */
  readonly age: number;
  /** Darkness of facial hair, 0 = none. */
  readonly stubble: number;
  readonly beard: number;
  readonly moustache: number;
  /** Half the width of the frame's rim, 0 = no glasses. */
  readonly glasses: number;
  readonly glassesTone: number;
  readonly occlusion: Occlusion;
  /** 0–1 and ±1: where the occlusion sits and from which side it comes. */
  readonly occlusionPlace: number;
  readonly occlusionSide: number;
  readonly blur: number;
  readonly noise: number;
  /** Standard deviation and mean of the picture's gray values before clipping. */
  readonly contrast: number;
  readonly brightness: number;
  /** Seed of the pixel noise and the hair's texture, never 0. */
  readonly grain: number;
}

/** Sum of three uniforms: bell-shaped in (−1, 1), standard deviation ⅓. */
function bell(random: RandomStream): number {
  return (random.uniform(-1, 1) + random.uniform(-1, 1) + random.uniform(-1, 1)) / 3;
}

/** Uniform in [low, high) with the given chance, else 0; always two draws. */
function sometimes(random: RandomStream, chance: number, low: number, high: number): number {
  const happens = random.chance(chance);
  const value = random.uniform(low, high);
  return happens ? value : 0;
}

function drawLight(random: RandomStream): [number, number, number] {
  const x = random.uniform(-0.9, 0.9);
  const y = random.uniform(-0.9, 0.25);
  const z = random.uniform(0.6, 1);
  const length = Math.sqrt(x * x + y * y + z * z);
  return [x / length, y / length, z / length];
}

function drawOcclusion(random: RandomStream): Occlusion {
  const u = random.uniform();
  if (u < 0.03) return 'hand';
  if (u < 0.05) return 'scarf';
  if (u < 0.1) return 'hat';
  return u < 0.12 ? 'strand' : 'none';
}

/** Draws one face's looks; the same number of draws for every face. */
export function drawLooks(random: RandomStream): Looks {
  const u = (low: number, high: number) => random.uniform(low, high);
  const skin = u(95, 235);
  const background = u(10, 235);
  return {
    centreX: 48 + 3 * bell(random),
    centreY: 46 + 3 * bell(random),
    size: u(45, 53),
    aspect: u(0.7, 0.82),
    taper: u(0.1, 0.34),
    yaw: sinCos(0.45 * bell(random)),
    pitch: sinCos(0.26 * bell(random)),
    roll: sinCos(0.3 * bell(random)),
    light: drawLight(random),
    ambient: u(0.35, 0.75),
    skin,
    hairTone: u(0, 1) < 0.72 ? u(12, 70) : u(70, 215),
    background,
    backgroundSlope: [u(-45, 45), u(-45, 45)],
    blob: [u(-1.2, 1.2), u(-1, 1), u(-65, 65)],
    door: [u(-1, 3), u(-35, 35)],
    clothes: u(15, 225),
    hair: HAIR[random.integer(HAIR.length)],
    hairVolume: u(1.05, 1.2),
    hairline: u(-0.7, -0.56),
    part: u(-0.45, 0.45),
    eyeX: u(0.325, 0.385),
    eyeY: u(-0.13, -0.07),
    eyeWidth: u(0.15, 0.185),
    eyeOpen: u(0.9, 1.1),
    eyeTilt: u(-0.018, 0.018),
    iris: u(20, 110),
    gazeX: 0.06 * bell(random),
    gazeY: 0.03 * bell(random),
    browY: u(-0.33, -0.295),
    browThick: u(0.026, 0.052),
    browArch: u(0.01, 0.055),
    browTilt: u(-0.012, 0.012),
    noseLength: u(0.27, 0.35),
    noseWidth: u(0.11, 0.165),
    mouthY: u(0.5, 0.57),
    mouthWidth: u(0.245, 0.305),
    lipUpper: u(0.028, 0.052),
    lipLower: u(0.042, 0.075),
    lipTone: u(0.58, 0.85),
    mouthRest: u(-0.012, 0.012),
    age: u(0, 1),
    stubble: sometimes(random, 0.15, 0.08, 0.25),
    beard: sometimes(random, 0.1, 0.35, 0.8),
    moustache: sometimes(random, 0.1, 0.4, 0.85),
    glasses: sometimes(random, 0.16, 0.012, 0.03),
    glassesTone: u(10, 90),
    occlusion: drawOcclusion(random),
    occlusionPlace: u(0, 1),
    occlusionSide: random.chance(0.5) ? 1 : -1,
    blur: u(0, 0.22),
    noise: u(0.5, 5),
    contrast: u(38, 66),
    brightness: u(88, 165),
    grain: random.next() | 1,
  };
}
