import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyWarp } from '../augment/index.js';
import { WARP_FLOATS } from '../augment/types.js';
import { createEngine } from '../engine/engine.js';
import { initialise, zooModel } from '../model/index.js';
import { UsageError } from '../util/errors.js';
import { RandomStream } from '../util/random.js';
import { predict } from './predict.js';
import { inferViews, MIRRORED, PLAIN, TEN_VIEWS, type View, viewWarps } from './tta.js';

const random = new RandomStream(1, 1, 0, 0);
const faces = Uint8Array.from({ length: 3 * 2304 }, () => random.uniform(0, 255));
const first = faces.subarray(0, 2304);

test('the documented example: the mirror is exact', () => {
  const record = viewWarps({ flip: true }, 1)!;
  assert.deepEqual(record.slice(0, 3), Float32Array.of(-1, 0, 47));
  const seen = applyWarp(first, 0, record);
  for (let y = 0; y < 48; y++) {
    for (let x = 0; x < 48; x++) assert.equal(seen[y * 48 + x], first[y * 48 + 47 - x]);
  }
});

test('a shift moves whole pixels and repeats the edge; a view that changes nothing is no warp', () => {
  const seen = applyWarp(first, 0, viewWarps({ shiftX: 2, shiftY: -1 }, 1)!);
  for (let y = 0; y < 48; y++) {
    for (let x = 0; x < 48; x++) {
      assert.equal(seen[y * 48 + x], first[Math.min(47, y + 1) * 48 + Math.max(0, x - 2)]);
    }
  }
  assert.equal(viewWarps({}, 4), undefined);
  assert.equal(viewWarps({ scale: 1.1 }, 4)?.length, 4 * WARP_FLOATS);
});

test('ten views: five places, each with its mirror, no two alike', () => {
  const seen = TEN_VIEWS.map((view) => {
    const warps = viewWarps(view, 1);
    return (warps ? applyWarp(first, 0, warps) : first).join();
  });
  assert.equal(new Set(seen).size, 10);
});

test('impossible views are refused', () => {
  for (const view of [{ shiftX: 25 }, { shiftY: Number.NaN }, { scale: 0 }, { scale: 3 }]) {
    assert.throws(() => viewWarps(view, 1), UsageError, JSON.stringify(view));
  }
});

test('the answer is the mean logits of the views: the same for an image and its mirror', async () => {
  const model = zooModel('tiny');
  const engine = await createEngine({ model, batchSize: 2, threads: 1 });
  try {
    engine.setWeights(initialise(model, 1));
    engine.setImages(faces);
    const rows = Uint32Array.of(0, 1, 2);
    const plain = await predict(engine, rows, 2);
    assert.deepEqual(await predict(engine, rows, 2, { views: PLAIN }), plain);
    const mirrored = await predict(engine, rows, 2, { views: MIRRORED });
    const flipped = await predict(engine, rows, 2, { views: [{ flip: true }] });
    assert.deepEqual(
      mirrored,
      plain.map((logit, i) => Math.fround(Math.fround(logit + flipped[i]) / 2)),
    );
    assert.notDeepEqual(flipped, plain);
    const mirror = applyWarp(first, 0, viewWarps({ flip: true }, 1)!);
    engine.setImages(mirror);
    const other = await predict(engine, Uint32Array.of(0), 2, { views: MIRRORED });
    assert.deepEqual(other, mirrored.slice(0, 7));
    const none: readonly View[] = [];
    await assert.rejects(inferViews(engine, Uint32Array.of(0), none), UsageError);
  } finally {
    await engine.close();
  }
});
