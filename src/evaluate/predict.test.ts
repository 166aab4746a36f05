/** Batching of predictions, with an engine that answers from the row number alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Batch, Engine, WeightSet } from '../engine/api.js';
import { DataError, ModelError, UsageError } from '../util/errors.js';
import { predict } from './predict.js';

/** Logits of row r are [r, −r]. The buffer is reused, as a real engine may do. */
function rowEngine(seen: { sizes: number[]; which: (WeightSet | undefined)[] }): Engine {
  const buffer = new Float32Array(64);
  const infer = async (batch: Batch, which?: WeightSet): Promise<Float32Array> => {
    seen.sizes.push(batch.indices.length);
    seen.which.push(which);
    for (const [i, row] of batch.indices.entries()) buffer.set([row, -row], 2 * i);
    return buffer.subarray(0, 2 * batch.indices.length);
  };
  return { infer } as Partial<Engine> as Engine;
}

describe('predict', () => {
  it('keeps the order of the rows, with a short last batch', async () => {
    const seen = { sizes: [], which: [] };
    const rows = Uint32Array.of(5, 1, 9, 3, 7);
    const progress: number[][] = [];
    const logits = await predict(rowEngine(seen), rows, 2, {
      which: 'ema',
      onProgress: (done, total) => progress.push([done, total]),
    });
    assert.deepEqual([...logits], [5, -5, 1, -1, 9, -9, 3, -3, 7, -7]);
    assert.deepEqual(seen.sizes, [2, 2, 1]);
    assert.deepEqual(seen.which, ['ema', 'ema', 'ema']);
    assert.deepEqual(progress, [
      [2, 5],
      [4, 5],
      [5, 5],
    ]);
  });

  it('does not depend on the batch size', async () => {
    const rows = Uint32Array.from({ length: 23 }, (_, i) => (i * 7) % 23);
    const whole = await predict(rowEngine({ sizes: [], which: [] }), rows, 23);
    for (const size of [1, 4, 22]) {
      assert.deepEqual(await predict(rowEngine({ sizes: [], which: [] }), rows, size), whole);
    }
  });

  it('stops between batches when asked to', async () => {
    const seen = { sizes: [], which: [] };
    const controller = new AbortController();
    const onProgress = (): void => controller.abort();
    const running = predict(rowEngine(seen), new Uint32Array(6), 2, {
      onProgress,
      signal: controller.signal,
    });
    await assert.rejects(running, { name: 'AbortError' });
    assert.deepEqual(seen.sizes, [2]);
  });

  it('refuses no rows, an impossible batch and an engine whose answer does not fit', async () => {
    const engine = rowEngine({ sizes: [], which: [] });
    await assert.rejects(predict(engine, new Uint32Array(0), 2), DataError);
    await assert.rejects(predict(engine, new Uint32Array(2), 0), UsageError);
    await assert.rejects(predict(engine, new Uint32Array(2), Number.NaN), UsageError);
    const odd = { infer: async () => new Float32Array(5) } as Partial<Engine> as Engine;
    await assert.rejects(predict(odd, new Uint32Array(2), 2), ModelError);
  });
});
