/** The measurement over all cells: counts, continuation, interruption, and what cannot be measured. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesise } from '../data/synth.js';
import type { Batch, Engine } from '../engine/api.js';
import { PIXELS } from '../util/classes.js';
import { DataError, ModelError } from '../util/errors.js';
import { CORRUPTIONS } from './corruptions.js';
import {
  measureRobustness,
  type Robustness,
  type RobustnessRequest,
  summariseRobustness,
} from './robustness.js';
import { robustnessTable, strengthLines } from './robustness-table.js';

const dataset = synthesise({ count: 35, seed: 1 });
const rows = Uint32Array.from({ length: 30 }, (_, i) => i + 5);
/** JPEG is the codec's own test's; here only that it is called matters. */
const jpeg = (images: Uint8Array): Promise<Uint8Array> => Promise.resolve(images.map((value) => 255 - value));

/** A network that knows the first pixels of each undamaged image by heart. */
class Rote {
  images: Uint8Array = new Uint8Array(0);
  calls = 0;
  readonly #known = new Map<string, number>();
  constructor(readonly classes = 7) {
    for (const row of rows) this.#known.set(keyAt(dataset.pixels, row), dataset.labels[row]);
  }
  setImages(pixels: Uint8Array): void {
    this.images = pixels;
  }
  async infer({ indices }: Batch): Promise<Float32Array> {
    this.calls++;
    const logits = new Float32Array(indices.length * this.classes);
    indices.forEach((row, i) => {
      const known = this.#known.get(keyAt(this.images, row));
      // What it does not know it calls the last class, neutral.
      if (known !== undefined) logits[i * this.classes + known] = 1;
      else logits.fill(-1, i * this.classes, (i + 1) * this.classes - 1);
    });
    return logits;
  }
}

function keyAt(pixels: Uint8Array, row: number): string {
  return pixels.subarray(row * PIXELS, row * PIXELS + 400).join();
}

function request(more: Partial<RobustnessRequest> = {}): RobustnessRequest & { readonly rote: Rote } {
  const rote = new Rote();
  const base = { engine: rote as unknown as Engine, dataset, rows, batchSize: 8, seed: 1, jpeg };
  return { ...base, ...more, rote };
}

describe('measureRobustness', () => {
  test('measures the clean images and 45 cells, and counts every image', async () => {
    const seen: [number, number][] = [];
    const result = await measureRobustness(request({ onProgress: (...at) => seen.push(at) }));
    assert.equal(result.clean, 30);
    assert.equal(result.cells.length, 45);
    assert.deepEqual(seen.at(-1), [46 * 30, 46 * 30]);
    const jpegCells = result.cells.filter(({ corruption }) => corruption === 'jpeg');
    const neutral = rows.filter((row) => dataset.labels[row] === 6).length;
    assert.ok(jpegCells.every(({ right }) => right === neutral));
  });
  test('goes on from what is known and ends as an unbroken measurement', async () => {
    const whole = await measureRobustness(request());
    const known: Robustness = { ...whole, cells: whole.cells.filter((_, i) => i % 9 !== 4) };
    const again = request({ known });
    assert.deepEqual(await measureRobustness(again), whole);
    assert.equal(again.rote.calls, 5 * Math.ceil(30 / 8));
    const done = request({ known: whole });
    await measureRobustness(done);
    assert.equal(done.rote.calls, 0);
  });
  test('stops at the signal, having told every finished cell', async () => {
    const controller = new AbortController();
    const told: Robustness[] = [];
    const onCell = (soFar: Robustness): void => {
      told.push(soFar);
      if (told.length === 3) controller.abort();
    };
    await assert.rejects(measureRobustness(request({ onCell, signal: controller.signal })), {
      name: 'AbortError',
    });
    assert.equal(told.length, 3);
    assert.deepEqual(
      told.at(-1)?.cells.map(({ strength }) => strength),
      CORRUPTIONS[0].strengths.slice(0, 3),
    );
  });
  test('no images, and a network of other classes', async () => {
    await assert.rejects(measureRobustness(request({ rows: new Uint32Array(0) })), DataError);
    const engine = new Rote(8) as unknown as Engine;
    await assert.rejects(measureRobustness(request({ engine })), ModelError);
  });
});

describe('summariseRobustness', () => {
  const cells = CORRUPTIONS.flatMap(({ name, strengths }, kind) =>
    strengths.map((strength, i) => ({ corruption: name, strength, right: 10 * (9 - kind) - i })),
  );
  test('means over strengths and corruptions, and the share of the clean accuracy', () => {
    const summary = summariseRobustness({ count: 100, seed: 1, clean: 96, cells });
    assert.ok(Math.abs(summary.rows[0].mean! - 0.88) < 1e-12);
    assert.ok(Math.abs(summary.mean!.accuracy - 0.48) < 1e-12);
    assert.ok(Math.abs(summary.mean!.kept! - 0.5) < 1e-12);
    const table = robustnessTable(summary);
    assert.deepEqual(table.rows[0], ['blur', '90.0 %', '89.0 %', '88.0 %', '87.0 %', '86.0 %', '88.0 %']);
    assert.equal(table.rows[1][1], '82.6–94.5');
    assert.match(strengthLines(summary)[0], /^blur: σ .*: 0\.5, 1, 1\.5, 2, 3$/);
  });
  test('an unfinished measurement has no means, and a network that is never right keeps no share', () => {
    const part = summariseRobustness({ count: 100, seed: 1, clean: 96, cells: cells.slice(0, 7) });
    assert.equal(part.mean, null);
    assert.notEqual(part.rows[0].mean, null);
    assert.equal(part.rows[1].mean, null);
    assert.equal(robustnessTable(part).rows[2][3], '–');
    const never = summariseRobustness({
      ...{ count: 5, seed: 1, clean: 0 },
      cells: cells.map((cell) => ({ ...cell, right: 0 })),
    });
    assert.deepEqual(never.mean, { accuracy: 0, kept: null });
  });
});
