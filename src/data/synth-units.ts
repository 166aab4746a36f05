/**
 * The seven expressions as facial action units (AUs) and the draw of one face's intensities.
 *
 * Source: Ekman & Friesen 1978, Facial Action Coding System, and the emotion predictions of EMFACS (Friesen & Ekman
 * 1983): happiness 6+12, sadness 1+4+15, surprise 1+2+5+26, fear 1+2+4+5+7+20+26, anger 4+5+7+23, disgust 9+15+16.
 * AU names: 1 inner brow raiser, 2 outer brow raiser, 4 brow lowerer, 5 upper lid raiser, 6 cheek raiser, 7 lid
 * tightener, 9 nose wrinkler, 10 upper lip raiser, 12 lip corner puller, 15 lip corner depressor, 16 lower lip
 * depressor, 17 chin raiser, 20 lip stretcher, 23 lip tightener, 25 lips part, 26 jaw drop, 27 mouth stretch.
 */
import type { RandomStream } from '../util/random.js';

/** The AUs that faces are drawn from, in the order in which their random numbers are drawn. */
const UNITS = [1, 2, 4, 5, 6, 7, 9, 10, 12, 15, 16, 17, 20, 23, 25, 26, 27] as const;

/** Intensities by AU number, 0 (absent) to about 1.2 (FACS letter E), for each half of the face. */
export interface Units {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** One AU of an expression: how often it takes part and how strongly against the others. */
type Part = readonly [unit: number, chance: number, weight: number];

/** By class code (util/classes.ts). Several ways to show one emotion are alternatives with a chance each. */
const EXPRESSIONS: readonly (readonly Part[])[] = [
  // angry: brows down, stare through tight lids, lips pressed thin, at times bared
  [
    [4, 1, 1.05],
    [5, 0.5, 0.5],
    [7, 0.9, 0.9],
    [23, 0.95, 1],
    [17, 0.4, 0.5],
    [25, 0.25, 0.6],
    [16, 0.2, 0.7],
  ],
  // disgust: nose wrinkled, upper lip raised, corners down or lower lip down
  [
    [9, 1, 1.05],
    [10, 0.8, 0.9],
    [15, 0.6, 0.6],
    [16, 0.5, 0.7],
    [4, 0.4, 0.4],
    [6, 0.3, 0.4],
    [7, 0.4, 0.5],
    [25, 0.4, 0.6],
  ],
  // fear: brows raised and drawn together, eyes wide, lips stretched
  [
    [1, 1, 1],
    [2, 0.7, 0.55],
    [4, 1, 0.75],
    [5, 1, 1],
    [7, 0.3, 0.3],
    [20, 1, 1.05],
    [25, 0.8, 0.9],
    [26, 0.5, 0.5],
  ],
  // happy: cheeks and corners up, teeth more often than not
  [
    [6, 0.9, 0.9],
    [12, 1, 1],
    [25, 0.65, 1],
    [26, 0.2, 0.5],
  ],
  // sad: inner brows up and together, corners down, chin pushed up
  [
    [1, 1, 1.1],
    [4, 0.9, 0.7],
    [15, 1, 1.15],
    [17, 0.5, 0.7],
    [7, 0.25, 0.4],
  ],
  // surprise: whole brows up, eyes wide, jaw dropped
  [
    [1, 1, 1],
    [2, 1, 1.05],
    [5, 0.85, 0.8],
    [25, 1, 0.7],
    [26, 1, 0.9],
    [27, 0.45, 0.9],
  ],
  // neutral
  [],
];

/** Range of an expression's strength. The low end is a moderate face (FACS letter C). */
const STRENGTH = [0.8, 1.15] as const;
/** Every face also shows a little of what does not belong to its expression. */
const STRAY_CHANCE = 0.1;
const STRAY_STRENGTH = 0.15;

/** Draws both halves of one face. The same number of draws whatever the label. */
export function drawUnits(random: RandomStream, label: number): Units {
  const left = new Float64Array(28);
  const right = new Float64Array(28);
  const strength = random.uniform(STRENGTH[0], STRENGTH[1]);
  // Spontaneous faces are slightly lopsided, posed ones more so: one lean for the face, a little more for each unit.
  const lean = random.uniform(-0.14, 0.14);
  for (const unit of UNITS) {
    const takesPart = random.uniform();
    const vary = random.uniform(0.85, 1.15);
    const tilt = lean + random.uniform(-0.08, 0.08);
    const strays = random.chance(STRAY_CHANCE);
    const stray = random.uniform(0, STRAY_STRENGTH);
    const part = EXPRESSIONS[label].find(([number]) => number === unit);
    let intensity = strays ? stray : 0;
    if (part && takesPart < part[1]) intensity = Math.max(intensity, strength * vary * part[2]);
    left[unit] = intensity * (1 + tilt);
    right[unit] = intensity * (1 - tilt);
  }
  return { left, right };
}
