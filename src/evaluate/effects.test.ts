/** What each corruption does to one image, against values worked out by hand or by a plainer method. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawFace } from '../data/synth.js';
import { PIXELS, SIDE } from '../util/classes.js';
import { Purpose, RandomStream } from '../util/random.js';
import { addNoise, changeBrightness, changeContrast, coverSquare, rotate, shift } from './effects.js';
import { blur, lowerResolution } from './smoothing.js';

const stream = (row = 0): RandomStream => new RandomStream(1, Purpose.corrupt, 0, row);
const gray = (value: number): Uint8Array => new Uint8Array(PIXELS).fill(value);
const face = drawFace(1, 0, 3);
const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe('corruptions of one image', () => {
  test('noise has mean 0 and the standard deviation asked for, within 4 standard errors of 23,040 draws', () => {
    const added: number[] = [];
    for (let row = 0; row < 10; row++) {
      const image = gray(128);
      addNoise(image, 0.08, stream(row));
      added.push(...Array.from(image, (value) => value - 128));
    }
    const sigma = 0.08 * 255;
    const n = added.length;
    const mean = meanOf(added);
    const deviation = Math.sqrt(meanOf(added.map((value) => value * value)));
    assert.ok(Math.abs(mean) < (4 * sigma) / Math.sqrt(n), `mean ${mean}`);
    // Rounding to whole grays adds a variance of 1/12.
    const expected = Math.sqrt(sigma * sigma + 1 / 12);
    assert.ok(Math.abs(deviation - expected) < (4 * expected) / Math.sqrt(2 * n), `deviation ${deviation}`);
  });
  test('brightness moves all pixels by the share of 255, up in some images and down in others, and clips', () => {
    const seen = new Set<number>();
    for (let row = 0; row < 20; row++) {
      const image = gray(100);
      changeBrightness(image, 0.2, stream(row));
      assert.ok(image.every((value) => value === image[0]));
      seen.add(image[0]);
    }
    assert.deepEqual([...seen].sort(), [151, 49]);
    const dark = gray(10);
    const light = gray(250);
    for (let row = 0; row < 2; row++) {
      changeBrightness(dark, 0.5, stream(row));
      changeBrightness(light, 0.5, stream(row));
    }
    assert.ok(Math.min(...dark) >= 0 && Math.max(...light) <= 255);
  });
  test('contrast keeps the mean and multiplies every difference to it, to half a gray value', () => {
    const image = face.slice();
    changeContrast(image, 0.4, stream());
    const mean = meanOf(face);
    for (let i = 0; i < PIXELS; i++) {
      assert.ok(Math.abs(image[i] - (mean + 0.4 * (face[i] - mean))) <= 0.5 + 1e-9);
    }
  });
  test('occlusion covers one square inside the image and nothing else', () => {
    for (let row = 0; row < 20; row++) {
      const image = gray(7);
      coverSquare(image, 12, stream(row));
      const covered = [...image.keys()].filter((i) => image[i] !== 7);
      assert.equal(covered.length, 144);
      assert.ok(covered.every((i) => image[i] === 128));
      const columns = new Set(covered.map((i) => i % SIDE));
      assert.equal(columns.size, 12);
    }
  });
  test('shift moves whole pixels about as far as asked and repeats the edge', () => {
    for (let row = 0; row < 10; row++) {
      const image = face.slice();
      shift(image, 6, stream(row));
      const found: [number, number][] = [];
      for (let dy = -6; dy <= 6; dy++)
        for (let dx = -6; dx <= 6; dx++) if (isMoved(image, dx, dy)) found.push([dx, dy]);
      assert.equal(found.length, 1);
      const [[dx, dy]] = found;
      // Each of x and y is rounded by half a pixel at most.
      assert.ok(Math.abs(Math.hypot(dx, dy) - 6) <= Math.SQRT1_2, `${dx}, ${dy}`);
    }
  });
  test('a quarter turn moves each pixel to its place, one way or the other', () => {
    const ways = new Set<boolean>();
    for (let row = 0; row < 8; row++) {
      const image = face.slice();
      rotate(image, 90, stream(row));
      const at = (x: number, y: number): number => image[y * SIDE + x];
      const clockwise =
        at(SIDE - 1 - 5, 20) === face[5 * SIDE + 20] && at(SIDE - 1 - 30, 9) === face[30 * SIDE + 9];
      ways.add(clockwise);
      for (let y = 0; y < SIDE; y++) {
        for (let x = 0; x < SIDE; x++) {
          const turned = clockwise ? at(SIDE - 1 - y, x) : at(y, SIDE - 1 - x);
          // The float32 map reaches a neighbour by 1e-5 pixels at most, which cannot move a gray value by 1.
          assert.ok(Math.abs(turned - face[y * SIDE + x]) <= 1);
        }
      }
    }
    assert.equal(ways.size, 2);
  });
});

/** Whether the image is the face moved so, as far as both overlap. */
function isMoved(image: Uint8Array, dx: number, dy: number): boolean {
  const inside = (at: number): number => Math.max(0, Math.min(SIDE - 1, at));
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (image[y * SIDE + x] !== face[inside(y - dy) * SIDE + inside(x - dx)]) return false;
    }
  }
  return true;
}

describe('blur and resolution', () => {
  test('blur equals the plain two-dimensional sum over the whole image, to half a gray value', () => {
    const sigma = 1.5;
    const image = face.slice();
    blur(image, sigma);
    const inside = (at: number): number => Math.max(0, Math.min(SIDE - 1, at));
    for (const [x, y] of [
      [0, 0],
      [24, 24],
      [47, 10],
      [3, 40],
    ]) {
      let [sum, weights] = [0, 0];
      for (let dy = -12; dy <= 12; dy++) {
        for (let dx = -12; dx <= 12; dx++) {
          const weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
          weights += weight;
          sum += weight * face[inside(y + dy) * SIDE + inside(x + dx)];
        }
      }
      // 4σ on either side leave out 1.3e-4 of the weights, of at most 255 gray values.
      assert.ok(Math.abs(image[y * SIDE + x] - sum / weights) <= 0.5 + 255 * 1.3e-4);
    }
  });
  test('neither changes a flat image', () => {
    for (const value of [0, 77, 255]) {
      const image = gray(value);
      blur(image, 2);
      lowerResolution(image, 14);
      assert.deepEqual(image, gray(value));
    }
  });
  test('half the resolution is the mean of 2×2 pixels, in between by a quarter and three quarters', () => {
    const image = face.slice();
    lowerResolution(image, 24);
    const small = (x: number, y: number): number => {
      const at = 2 * y * SIDE + 2 * x;
      return Math.round((face[at] + face[at + 1] + face[at + SIDE] + face[at + SIDE + 1]) / 4);
    };
    for (const [x, y] of [
      [3, 5],
      [10, 20],
      [22, 7],
    ]) {
      const value = (9 * small(x, y) + 3 * small(x + 1, y) + 3 * small(x, y + 1) + small(x + 1, y + 1)) / 16;
      assert.ok(Math.abs(image[(2 * y + 1) * SIDE + 2 * x + 1] - value) <= 0.5);
    }
  });
  test('a resolution that does not divide 48 keeps the mean of a smooth image, to one gray value', () => {
    const ramp = Uint8Array.from({ length: PIXELS }, (_, i) => 40 + 3 * (i % SIDE));
    const image = ramp.slice();
    lowerResolution(image, 14);
    assert.ok(Math.abs(meanOf(image) - meanOf(ramp)) < 1);
  });
  test('48 pixels and more change nothing', () => {
    const image = face.slice();
    lowerResolution(image, 48);
    lowerResolution(image, 60);
    assert.deepEqual(image, face);
  });
});
