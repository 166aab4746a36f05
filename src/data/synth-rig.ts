/**
 * From looks and action units to the curves that are drawn: where each half of the face has its brow, lids and lips.
 * Lengths are in head units (see synth-looks.ts); a smaller y is higher.
 */
import type { Looks } from './synth-looks.js';
import type { Units } from './synth-units.js';

/** The moving parts of one half of the face. */
export interface Half {
  /** Brow: distance of its inner end from the midline, y at the inner end, the middle and the outer end. */
  browInner: number;
  browY0: number;
  browY1: number;
  browY2: number;
  /** Lids: how far the upper one is above and the lower one below the eye's middle; bag = lower lid's fold. */
  lidUpper: number;
  lidLower: number;
  bag: number;
  /** Mouth corner: distance from the midline and height against the middle of the mouth (+ is lower). */
  cornerX: number;
  cornerY: number;
  /** Depth of lines, 0–1: nasolabial, crow's feet, beside the nose root, below the mouth corner. */
  nasolabial: number;
  crow: number;
  noseWrinkle: number;
  droop: number;
  cheek: number;
  /** How far the wing of the nose is drawn up. */
  wing: number;
}

/** What both halves share. */
export interface Rig {
  readonly left: Half;
  readonly right: Half;
  /** Inner edges of the lips at the middle, above (negative) and below the mouth line. */
  readonly openUpper: number;
  readonly openLower: number;
  readonly lipUpper: number;
  readonly lipLower: number;
  /** Middle of the mouth line. */
  readonly mouthY: number;
  /** 0 = lens-shaped opening, 1 = oval. */
  readonly round: number;
  /** Height of the visible upper and lower teeth. */
  readonly teethUpper: number;
  readonly teethLower: number;
  /** Forehead lines and the upright lines between the brows, 0–1. */
  readonly forehead: number;
  readonly glabella: number;
  /** Chin dimpling (AU17). */
  readonly chin: number;
  /** Length of the lower half of the face against a closed jaw's. */
  readonly jaw: number;
}

function buildHalf(looks: Looks, au: Float64Array): Half {
  const lined = 0.45 + 0.55 * looks.age;
  // AU4 pulls the inner brow down, but hardly against AU1: together they make it oblique.
  const frown = au[4] * (1 - 0.65 * Math.min(1, au[1]));
  const browY = looks.browY + 0.045 * frown + 0.035 * au[9] - 0.012 * au[5];
  return {
    browInner: 0.125 - 0.045 * au[4] - 0.02 * au[9],
    browY0: browY - looks.browTilt - 0.13 * au[1] + 0.09 * frown + 0.04 * au[9],
    browY1: browY - looks.browArch - 0.05 * au[1] - 0.075 * au[2] + 0.01 * frown,
    browY2: browY + 0.03 + looks.browTilt - 0.07 * au[2] + 0.01 * au[1] - 0.03 * frown,
    lidUpper:
      looks.eyeOpen *
      Math.max(0.014, 0.058 + 0.055 * au[5] - 0.018 * au[7] - 0.016 * au[6] - 0.022 * au[9] - 0.008 * frown),
    lidLower:
      looks.eyeOpen * Math.max(0.004, 0.037 + 0.012 * au[5] - 0.022 * au[7] - 0.026 * au[6] - 0.02 * au[9]),
    bag: 0.25 + 0.4 * Math.max(au[6], au[7], au[9]),
    cornerX:
      looks.mouthWidth + 0.075 * au[12] + 0.08 * au[20] - 0.055 * au[23] - 0.05 * au[27] - 0.015 * au[15],
    cornerY: looks.mouthRest - 0.13 * au[12] + 0.115 * au[15] + 0.025 * au[20],
    nasolabial: lined * Math.min(1, 0.12 + 0.7 * au[12] + 0.55 * au[9] + 0.55 * au[10] + 0.3 * au[6]),
    crow: lined * Math.min(1, 0.8 * au[6]),
    noseWrinkle: Math.min(1, 0.95 * au[9]),
    droop: lined * Math.min(1, 0.75 * au[15] + 0.2 * au[17]),
    cheek: Math.min(1, 0.9 * au[6] + 0.4 * au[12] + 0.3 * au[9]),
    wing: 0.03 * au[9] + 0.018 * au[10],
  };
}

/** Computes the curves of one face. */
export function buildRig(looks: Looks, units: Units): Rig {
  const mean = (unit: number) => (units.left[unit] + units.right[unit]) / 2;
  const part = mean(25);
  const drop = mean(26);
  const stretch = mean(27);
  const tight = Math.min(1.1, mean(23));
  const lift = mean(10) + 0.5 * mean(9);
  const lowered = mean(16);
  const openLower = 0.035 * part + 0.1 * drop + 0.13 * stretch + 0.03 * lowered * part;
  const bared = Math.max(mean(12), 0.8 * lift, 0.75 * mean(20)) * Math.min(1, 1.4 * part + drop);
  return {
    left: buildHalf(looks, units.left),
    right: buildHalf(looks, units.right),
    openUpper: 0.022 * part + 0.018 * drop + 0.03 * stretch + 0.03 * lift * Math.min(1, part),
    openLower,
    lipUpper: Math.max(
      0.01,
      looks.lipUpper * (1 - 0.72 * tight - 0.3 * mean(12) - 0.2 * mean(20)) + 0.012 * lift,
    ),
    lipLower: Math.max(
      0.012,
      looks.lipLower * (1 - 0.68 * tight - 0.25 * mean(12) - 0.2 * mean(20)) +
        0.012 * lowered +
        0.01 * mean(17),
    ),
    mouthY: looks.mouthY - 0.03 * lift - 0.02 * mean(17) - 0.012 * mean(12) + 0.012 * drop,
    round: Math.min(1, 0.8 * stretch + 0.6 * drop * (1 - Math.min(1, mean(12) + mean(20)))),
    teethUpper: 0.062 * Math.min(1, bared),
    teethLower: 0.04 * Math.min(1, lowered * part + 0.5 * mean(20) * part),
    forehead: (0.35 + 0.65 * looks.age) * Math.min(1, 0.55 * mean(1) + 0.55 * mean(2)),
    glabella: (0.5 + 0.5 * looks.age) * Math.min(1, 0.85 * mean(4) + 0.4 * mean(9)),
    chin: Math.min(1, mean(17)),
    jaw: 1 + 0.05 * drop + 0.08 * stretch,
  };
}
