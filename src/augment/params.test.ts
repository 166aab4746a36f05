import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type AugmentConfig,
  applyWarp,
  defaultAugment,
  fillWarps,
  identityWarp,
  noAugment,
  presets,
  sampleWarp,
  WARP_FLOATS,
} from './index.js';

/** The first six values' bits, written down once: a change here changes every training run with augmentation. */
const GOLDEN_BITS = [0xbf7ae70c, 0, 0x42381fa3, 0, 0x3f7ae70c, 0x408ca0b2];

function draw(config: AugmentConfig, sample: number, epoch = 0, seed = 42): number[] {
  const out = new Float32Array(WARP_FLOATS);
  sampleWarp(config, seed, epoch, sample, out, 0);
  return Array.from(out);
}

/** Where output pixel (x, y) reads, by one record. */
function source(record: number[], x: number, y: number): [number, number] {
  return [record[0] * x + record[1] * y + record[2], record[3] * x + record[4] * y + record[5]];
}

const everything: AugmentConfig = { ...presets.strong, flipY: true, erase: 1 };

describe('sampleWarp', () => {
  it('is a pure function of seed, epoch and sample, and differs when one of them does', () => {
    const first = draw(everything, 7);
    draw(everything, 8);
    assert.deepEqual(draw(everything, 7), first);
    assert.notDeepEqual(draw(everything, 8), first);
    assert.notDeepEqual(draw(everything, 7, 1), first);
    assert.notDeepEqual(draw(everything, 7, 0, 43), first);
  });

  it('gives known bits for seed 42, epoch 0, sample 7', () => {
    const bits = Array.from(new Uint32Array(Float32Array.from(draw(presets.classic, 7)).buffer));
    assert.deepEqual(bits.slice(0, 6), GOLDEN_BITS);
  });

  it('gives the identity, bit for bit, when everything is off', () => {
    const want = new Float32Array(WARP_FLOATS);
    identityWarp(want, 0);
    for (let sample = 0; sample < 50; sample++) {
      const got = Float32Array.from(draw({ ...noAugment, edge: 'reflect' }, sample));
      assert.deepEqual(new Uint8Array(got.buffer), new Uint8Array(want.buffer));
    }
  });

  it('leaves the other parts as they were when one is switched off', () => {
    for (let sample = 0; sample < 50; sample++) {
      const all = draw(everything, sample);
      assert.deepEqual(draw({ ...everything, rotate: 0, zoom: 0 }, sample).slice(6), all.slice(6));
      assert.deepEqual(draw({ ...everything, erase: 0 }, sample).slice(0, 8), all.slice(0, 8));
      const still = draw({ ...everything, brightness: 0, contrast: 0 }, sample);
      assert.deepEqual([...still.slice(0, 6), ...still.slice(8)], [...all.slice(0, 6), ...all.slice(8)]);
      const flipless = draw({ ...everything, flipX: false }, sample);
      assert.deepEqual(flipless.map(Math.abs).slice(0, 2), all.map(Math.abs).slice(0, 2));
    }
  });

  it('keeps every part inside its range and reaches both ends of it within a tenth', () => {
    const only = (part: Partial<AugmentConfig>) =>
      Array.from({ length: 2000 }, (_, sample) => draw({ ...noAugment, ...part }, sample));
    const covers = (values: number[], low: number, high: number) => {
      const tolerance = 1e-5 * (high - low); // float32 rounding of values of this size
      const margin = 0.1 * (high - low); // 2,000 uniform draws miss a tenth with probability 0.9²⁰⁰⁰ < 1e-91
      assert.ok(Math.min(...values) >= low - tolerance && Math.max(...values) <= high + tolerance);
      assert.ok(Math.min(...values) < low + margin && Math.max(...values) > high - margin);
    };
    covers(
      only({ shiftX: 0.1 }).map((r) => r[2]),
      -4.8,
      4.8,
    );
    covers(
      only({ shiftY: 0.25 }).map((r) => r[5]),
      -12,
      12,
    );
    covers(
      only({ zoom: 0.2 }).map((r) => 1 / r[0]),
      0.8,
      1.2,
    );
    covers(
      only({ rotate: 30 }).map((r) => r[1]),
      -0.5,
      0.5,
    );
    covers(
      only({ brightness: 0.2 }).map((r) => r[7]),
      -51,
      51,
    );
    covers(
      only({ contrast: 0.3 }).map((r) => r[6]),
      0.7,
      1.3,
    );
    // Half of 2,000 fair draws, ± 5 standard deviations of √500.
    const flipped = only({ flipX: true }).filter((r) => r[0] === -1).length;
    assert.ok(Math.abs(flipped - 1000) < 112);
    const erased = only({ erase: 0.25 }).filter((r) => r[10] > 0).length;
    assert.ok(Math.abs(erased - 500) < 97);
  });

  it('turns and zooms about the centre and flips in place', () => {
    for (let sample = 0; sample < 20; sample++) {
      const centred = draw({ ...everything, shiftX: 0, shiftY: 0, rotate: 180 }, sample);
      for (const value of source(centred, 23.5, 23.5)) assert.ok(Math.abs(value - 23.5) < 1e-4);
    }
    const flips = Array.from({ length: 50 }, (_, sample) => draw({ ...noAugment, flipX: true }, sample));
    const mirrored = flips.find((r) => r[0] === -1);
    assert.ok(mirrored);
    assert.deepEqual(source(mirrored, 0, 10), [47, 10]);
  });

  it('keeps contrast about mid gray', () => {
    for (let sample = 0; sample < 20; sample++) {
      const record = draw({ ...noAugment, contrast: 0.5 }, sample);
      assert.ok(Math.abs(record[6] * 127.5 + record[7] - 127.5) < 1e-4);
    }
  });

  it('erases whole-pixel rectangles inside the image, 2 to 40 % of it up to rounding and clipping', () => {
    for (let sample = 0; sample < 500; sample++) {
      const [x, y, width, height, value] = draw({ ...noAugment, erase: 1 }, sample).slice(8, 13);
      for (const number of [x, y, width, height]) assert.ok(Number.isInteger(number) && number >= 0);
      assert.ok(width >= 1 && height >= 1 && x + width <= 48 && y + height <= 48);
      assert.ok(value >= 0 && value <= 255);
      // Rounding to the nearest pixel changes an area of at most 0.4·48² by less than (√(0.4·3.34)·48 + 48)/2 + 1.
      assert.ok(width * height <= 0.4 * 2304 + 53);
    }
  });
});

describe('fillWarps', () => {
  it('writes one record a row', () => {
    const rows = Uint32Array.of(5, 0, 123456);
    const out = new Float32Array(3 * WARP_FLOATS);
    fillWarps(defaultAugment, 42, 3, rows, out);
    rows.forEach((row, i) => {
      const record = Array.from(out.subarray(i * WARP_FLOATS, (i + 1) * WARP_FLOATS));
      assert.deepEqual(record, draw(defaultAugment, row, 3));
    });
  });
});

describe('applyWarp', () => {
  const pixels = Uint8Array.from({ length: 2 * 2304 }, (_, i) => (i * 37 + (i >> 5) * 11) % 256);

  it('returns the image itself for the identity', () => {
    const record = new Float32Array(2 * WARP_FLOATS);
    identityWarp(record, WARP_FLOATS);
    assert.deepEqual(applyWarp(pixels, 1, record, WARP_FLOATS), pixels.slice(2304));
  });

  it('moves the picture right and down for positive shifts, and erases after the change of light', () => {
    const record = new Float32Array(WARP_FLOATS);
    identityWarp(record, 0);
    record.set([-4, 0, 0, -2], 2);
    record[4] = 1;
    record.set([-2, 1, 10, 0, 0, 3, 2, 77], 5);
    const out = applyWarp(pixels, 0, record);
    assert.equal(out[10 * 48 + 20], Math.min(255, pixels[8 * 48 + 16] + 10));
    assert.deepEqual([out[0], out[2], out[48 + 2]], [77, 77, 77]);
    assert.notEqual(out[3], 77);
  });
});
