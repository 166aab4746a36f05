import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { CLASSES, PIXELS } from '../util/classes.js';
import { UsageError } from '../util/errors.js';
import { fingerprint } from './fingerprint.js';
import { drawFace, synthesise } from './synth.js';

const GOLDEN = 'a36feb756dfcbbbffb1af8781580c1bedb38fb68492e1bdd0cd852cd2486d1d3';
const faces = synthesise({ count: 700, seed: 1 });

function image(row: number): Uint8Array {
  return faces.pixels.subarray(row * PIXELS, (row + 1) * PIXELS);
}

describe('synthesise', () => {
  it('gives the same bytes for the same seed on every machine', () => {
    const again = synthesise({ count: 70, seed: 1 });
    assert.deepEqual(again.pixels, faces.pixels.slice(0, 70 * PIXELS));
    const hash = createHash('sha256').update(faces.pixels).digest('hex');
    // Written down once: a change means that published results on synthetic faces cannot be repeated any more.
    assert.equal(hash, GOLDEN);
    assert.notDeepEqual(synthesise({ count: 70, seed: 2 }).pixels, again.pixels);
    // Seeds are not cut to 32 bits.
    assert.notDeepEqual(drawFace(1, 0, 0), drawFace(1 + 2 ** 32, 0, 0));
  });

  it('draws face i by itself, whatever the others', () => {
    for (const i of [0, 13, 699]) assert.deepEqual(drawFace(1, i, i % 7), image(i).slice());
  });

  it('balances classes in both splits: 80 % Training, 20 % PublicTest', () => {
    assert.deepEqual(faces.splitNames, ['Training', 'PublicTest']);
    const counts = CLASSES.map(() => [0, 0]);
    faces.labels.forEach((label, i) => {
      counts[label][faces.splits[i]]++;
    });
    assert.deepEqual(
      counts,
      CLASSES.map(() => [80, 20]),
    );
  });

  it('names the set by its content', () => {
    assert.equal(faces.count, 700);
    assert.equal(faces.fingerprint, fingerprint(faces));
    assert.deepEqual(faces.classes, CLASSES);
    assert.deepEqual(faces.skipped, []);
    assert.equal(faces.source, 'synthetic faces (seed 1)');
  });

  it('tells how far it is and that it is done', () => {
    const seen: number[] = [];
    synthesise({ count: 150, seed: 4, onProgress: (done, total) => seen.push(done, total) });
    assert.deepEqual(seen, [100, 150, 150, 150]);
  });

  it('refuses counts and seeds that cannot be, naming them', () => {
    for (const count of [0, -1, 1.5, Number.NaN, 1_000_001]) {
      assert.throws(
        () => synthesise({ count, seed: 1 }),
        (error) => error instanceof UsageError && error.message.includes(String(count)),
      );
    }
    for (const seed of [-1, 0.5, 2 ** 53]) {
      assert.throws(
        () => synthesise({ count: 1, seed }),
        (error) => error instanceof UsageError && error.message.includes(String(seed)),
      );
    }
  });
});

describe('the drawn faces', () => {
  it('are exposed like photographs: none flat, none black or white', () => {
    for (let i = 0; i < faces.count; i++) {
      const pixels = image(i);
      const mean = pixels.reduce((sum, v) => sum + v, 0) / PIXELS;
      const deviation = Math.sqrt(pixels.reduce((sum, v) => sum + (v - mean) ** 2, 0) / PIXELS);
      // The camera aims at means of 88–165 and deviations of 38–66; clipping and noise move both a little.
      assert.ok(mean > 70 && mean < 185, `face ${i}: mean ${mean}`);
      assert.ok(deviation > 20 && deviation < 75, `face ${i}: deviation ${deviation}`);
    }
  });

  it('hold no two alike', () => {
    const seen = new Set<string>();
    for (let i = 0; i < faces.count; i++) {
      seen.add(createHash('sha256').update(image(i)).digest('hex'));
    }
    assert.equal(seen.size, faces.count);
  });

  it('differ between expressions of one and the same face only where expressions show', () => {
    for (let i = 0; i < 40; i++) {
      const neutral = drawFace(9, i, 6);
      for (let label = 0; label < 6; label++) {
        const other = drawFace(9, i, label);
        const changed = neutral.reduce((n, v, at) => n + (Math.abs(v - other[at]) > 12 ? 1 : 0), 0);
        // A visible change, in less than half of the picture (light and exposure may follow slightly).
        assert.ok(changed > 15, `face ${i}, ${CLASSES[label]}: ${changed} pixels`);
        assert.ok(changed < PIXELS / 2, `face ${i}, ${CLASSES[label]}: ${changed} pixels`);
      }
    }
  });
});
