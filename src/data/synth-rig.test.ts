import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLASSES } from '../util/classes.js';
import { Purpose, RandomStream } from '../util/random.js';
import { drawLooks } from './synth-looks.js';
import { buildRig, type Rig } from './synth-rig.js';
import { drawUnits, type Units } from './synth-units.js';

const looks = drawLooks(new RandomStream(1, Purpose.synthesise, 0));

/** A rig with some units at full strength on both sides. */
function rigOf(...units: number[]): Rig {
  const side = new Float64Array(28);
  for (const unit of units) side[unit] = 1;
  return buildRig(looks, { left: side, right: side.slice() });
}

const rest = rigOf();
const gap = (rig: Rig) => rig.openUpper + rig.openLower;
const eye = (rig: Rig) => rig.left.lidUpper + rig.left.lidLower;

describe('action units move what FACS says they move (smaller y is higher)', () => {
  const claims: [string, number[], (rig: Rig) => boolean][] = [
    ['1 raises the inner brow', [1], (rig) => rig.left.browY0 < rest.left.browY0 - 0.1],
    [
      '1 leaves the outer brow almost where it is',
      [1],
      (rig) => Math.abs(rig.left.browY2 - rest.left.browY2) < 0.02,
    ],
    ['2 raises the outer brow', [2], (rig) => rig.left.browY2 < rest.left.browY2 - 0.05],
    ['2 leaves the inner brow', [2], (rig) => rig.left.browY0 === rest.left.browY0],
    ['4 lowers the inner brow', [4], (rig) => rig.left.browY0 > rest.left.browY0 + 0.1],
    ['4 draws the brows together', [4], (rig) => rig.left.browInner < rest.left.browInner],
    ['4 furrows the glabella', [4], (rig) => rig.glabella > rest.glabella],
    [
      '1+4 makes brows oblique',
      [1, 4],
      (rig) => rig.left.browY0 - rig.left.browY2 < rest.left.browY0 - rest.left.browY2,
    ],
    ['5 widens the eye', [5], (rig) => eye(rig) > 1.4 * eye(rest)],
    ['6 narrows the eye from below', [6], (rig) => rig.left.lidLower < 0.5 * rest.left.lidLower],
    [
      '7 tightens both lids',
      [7],
      (rig) => rig.left.lidUpper < rest.left.lidUpper && rig.left.lidLower < rest.left.lidLower,
    ],
    ['9 wrinkles the nose', [9], (rig) => rig.left.noseWrinkle > 0.9 && rest.left.noseWrinkle === 0],
    ['10 raises the upper lip', [10], (rig) => rig.mouthY < rest.mouthY],
    [
      '12 pulls the corners up and out',
      [12],
      (rig) => rig.left.cornerY < rest.left.cornerY - 0.1 && rig.left.cornerX > rest.left.cornerX,
    ],
    ['15 pulls the corners down', [15], (rig) => rig.left.cornerY > rest.left.cornerY + 0.1],
    ['20 stretches the mouth sideways', [20], (rig) => rig.left.cornerX > rest.left.cornerX + 0.05],
    [
      '23 narrows lips and mouth',
      [23],
      (rig) => rig.lipLower < 0.5 * rest.lipLower && rig.left.cornerX < rest.left.cornerX,
    ],
    ['25 parts the lips', [25], (rig) => gap(rest) === 0 && gap(rig) > 0.03],
    ['26 drops the jaw', [26], (rig) => gap(rig) > gap(rigOf(25)) && rig.jaw > 1],
    [
      '27 stretches the mouth open',
      [27],
      (rig) => gap(rig) > gap(rigOf(26)) && rig.left.cornerX < rest.left.cornerX,
    ],
    ['12+25 bares the upper teeth', [12, 25], (rig) => rig.teethUpper > 0.05 && rigOf(12).teethUpper === 0],
  ];
  for (const [name, units, holds] of claims) it(name, () => assert.ok(holds(rigOf(...units))));
});

describe('drawUnits', () => {
  const draw = (index: number, label: number): Units =>
    drawUnits(new RandomStream(5, Purpose.synthesise, index), label);
  const mean = (label: number, unit: number) => {
    let sum = 0;
    for (let i = 0; i < 200; i++) sum += draw(i, label).left[unit] / 200;
    return sum;
  };

  it('gives each expression its prototype (EMFACS) clearly above every face without it', () => {
    const prototypes = [[4, 23], [9], [1, 5, 20], [12], [1, 15], [1, 2, 26], []];
    prototypes.forEach((units, label) => {
      // A prototype's unit is there at 0.5 or more on average; strays reach 0.1 · 0.15 / 2 on average.
      for (const unit of units) {
        assert.ok(mean(label, unit) > 0.5, `${CLASSES[label]} ${unit}`);
        assert.ok(mean(6, unit) < 0.03, `neutral ${unit}`);
      }
    });
  });

  it('is lopsided by at most 22 %, and draws as many numbers whatever the label', () => {
    for (let i = 0; i < 100; i++) {
      const { left, right } = draw(i, 3);
      assert.ok(left[12] > 0.5 && Math.abs(left[12] / right[12] - 1) < 1.22 / 0.78 - 1);
    }
    const after = CLASSES.map((_, label) => {
      const random = new RandomStream(5, Purpose.synthesise, 0);
      drawUnits(random, label);
      return random.next();
    });
    assert.equal(new Set(after).size, 1);
  });
});
