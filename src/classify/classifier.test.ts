import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { saveModelDirectory } from '../export/index.js';
import { initialise } from '../model/index.js';
import { DataError, ModelError, UsageError } from '../util/errors.js';
import { loadModel } from './load-node.js';
import { drawFaces, model, saveTiny, temperature, toPng, weights } from './trained.test.helper.js';
import type { Classified, Classifier, ImageInput } from './types.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-classify-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const faces = drawFaces(7);
let classify: Classifier;
let paths: string[] = [];

before(async () => {
  classify = await loadModel(await saveTiny(join(folder, 'tiny')), { threads: 1, batchSize: 3 });
  mkdirSync(join(folder, 'faces'));
  paths = faces.map((_, i) => join(folder, 'faces', `${i}.png`));
  for (const [i, path] of paths.entries()) writeFileSync(path, await toPng(faces[i]));
});
after(() => classify.close());

async function all(images: Iterable<ImageInput>, one = classify): Promise<Classified<ImageInput>[]> {
  const found: Classified<ImageInput>[] = [];
  for await (const result of one.many(images)) found.push(result);
  return found;
}

test('a path, bytes, pixels and raw values of one face give the same answer', async () => {
  const rgba = new Uint8ClampedArray(4 * 2304).map((_, i) => (i % 4 === 3 ? 255 : faces[0][i >> 2]));
  const answers = [];
  for (const image of [
    paths[0],
    await toPng(faces[0]),
    { pixels: faces[0] },
    { data: faces[0], width: 48, height: 48 },
    { data: rgba, width: 48, height: 48 },
  ] satisfies ImageInput[]) {
    answers.push(await classify(image));
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
});

test('probabilities are those after the temperature and sum to 1', async () => {
  const { label, confidence, probabilities, sure, threshold } = await classify(paths[0]);
  assert.deepEqual(Object.keys(probabilities), model.classes);
  const sum = Object.values(probabilities).reduce((total, share) => total + share, 0);
  // Seven float32 values, each rounded by at most half a unit of 2⁻²⁴.
  assert.ok(Math.abs(sum - 1) < 7 * 2 ** -24);
  assert.equal(confidence, probabilities[label]);
  assert.equal(confidence, Math.max(...Object.values(probabilities)));
  assert.deepEqual([threshold, sure], [0.15, confidence >= 0.15]);
  const plain = await loadModel(await saveTiny(join(folder, 'plain'), false), { threads: 1 });
  const { probabilities: hot, sure: unknown } = await plain(paths[0]);
  await plain.close();
  assert.equal(unknown, null);
  // Softmax at temperature 2: ratios are square roots.
  const [a, b] = model.classes;
  const expected = Math.sqrt(hot[a] / hot[b]);
  assert.ok(Math.abs(probabilities[a] / probabilities[b] - expected) < 1e-5);
});

test('the threshold decides what is sure', async () => {
  const strict = await loadModel(join(folder, 'tiny'), { threads: 1, threshold: 1 });
  const lax = await loadModel(join(folder, 'tiny'), { threads: 1, threshold: 0 });
  assert.equal((await strict(paths[0])).sure, false);
  assert.equal((await lax(paths[0])).sure, true);
  await Promise.all([strict.close(), lax.close()]);
});

test('many gives what one by one gives, in order, whatever the batch, and calls side by side do not mix', async () => {
  const single = [];
  for (const path of paths) single.push(await classify(path));
  assert.deepEqual(
    (await all(paths)).map(({ prediction }) => prediction),
    single,
  );
  assert.deepEqual(await Promise.all(paths.map((path) => classify(path))), single);
  const [first, second] = await Promise.all([all(paths), all([...paths].reverse())]);
  assert.deepEqual(
    first.map(({ prediction }) => prediction),
    second.reverse().map(({ prediction }) => prediction),
  );
});

test('an image that cannot be read has its error in its place', async () => {
  const cut = (await toPng(faces[0])).subarray(0, 200);
  const bad = ['missing.png', cut, new Uint8Array(), Buffer.from('text'), { pixels: new Uint8Array(5) }];
  const odd = { data: new Uint8Array(10), width: 3, height: 3 };
  const results = await all([paths[0], ...bad, odd, paths[1]]);
  assert.deepEqual(
    results.map(({ error }) => error?.message),
    [
      undefined,
      '"missing.png" does not exist: check the path.',
      'the image is cut short or damaged: give a whole JPEG, PNG or WebP picture.',
      'the image is empty: give a whole JPEG, PNG or WebP picture.',
      'the image is no JPEG, PNG or WebP image (it begins with "text"): give a whole JPEG, PNG or WebP picture.',
      'the image has 5 pixels instead of 48×48: give { data, width, height } for another size.',
      `the image cannot have 3×3 pixels of ${10 / 9} channels: give one byte a pixel and channel.`,
      undefined,
    ],
  );
  assert.deepEqual(results[7].prediction, await classify(paths[1]));
  await assert.rejects(classify('missing.png'), DataError);
  const short = { data: new Uint8Array(8), width: 3, height: 3, channels: 1 } as const;
  await assert.rejects(classify(short), /has 8 values, which are not 3×3 pixels of 1/);
});

test('faces of other sizes and colours are made fit', async () => {
  const large = await sharp(faces[0], { raw: { width: 48, height: 48, channels: 1 } })
    .resize(300, 200, { fit: 'fill' })
    .toColourspace('srgb')
    .jpeg()
    .toBuffer();
  assert.ok(model.classes.includes((await classify(large)).label));
});

test('progress, an abort and a reader that stops early', async () => {
  const seen: [number, number | undefined][] = [];
  for await (const _ of classify.many(paths, { onProgress: (...at) => seen.push(at) }));
  assert.deepEqual(seen, [
    [3, 7],
    [6, 7],
    [7, 7],
  ]);
  const controller = new AbortController();
  const stopped = async (): Promise<void> => {
    for await (const _ of classify.many(paths, { signal: controller.signal })) controller.abort();
  };
  await assert.rejects(stopped(), { name: 'AbortError' });
  let closed = false;
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) yield paths[0];
    } finally {
      closed = true;
    }
  }
  for await (const _ of classify.many(endless())) break;
  await classify(paths[0]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(closed, 'the source is closed too');
  async function* broken(): AsyncGenerator<string> {
    yield* paths.slice(0, 3);
    throw new Error('the source broke');
  }
  const results: unknown[] = [];
  await assert.rejects(async () => {
    for await (const result of classify.many(broken())) results.push(result);
  }, /the source broke/);
});

test('with test-time augmentation a face and its mirror get one answer', async () => {
  const both = await loadModel(join(folder, 'tiny'), { threads: 1, tta: 'mirror' });
  const mirror = faces[0].map((_, i) => faces[0][i - (i % 48) + 47 - (i % 48)]);
  const answer = await both({ pixels: faces[0] });
  assert.deepEqual(await both({ pixels: mirror }), answer);
  assert.notDeepEqual(answer.probabilities, (await classify({ pixels: faces[0] })).probabilities);
  await both.close();
});

test('a closed classifier, a damaged model and a network of other images', async () => {
  const one = await loadModel(join(folder, 'tiny'), { threads: 1 });
  await one.close();
  await one.close();
  await assert.rejects(one(paths[0]), UsageError);
  await assert.rejects(all(paths, one), UsageError);
  const wide = { ...model, input: { height: 96, width: 96, channels: 1 } };
  await saveModelDirectory(join(folder, 'wide'), { model: wide, weights: initialise(wide, 1) });
  await assert.rejects(loadModel(join(folder, 'wide')), (error) => {
    assert.ok(error instanceof ModelError);
    assert.match(error.message, /input is 96×96×1; the engine reads 48×48×1/);
    return true;
  });
  await assert.rejects(loadModel(join(folder, 'nowhere')), ModelError);
  await assert.rejects(loadModel(join(folder, 'tiny'), { batchSize: 0 }), UsageError);
  const infinite = new Map(weights);
  const [name, tensor] = [...weights].at(-1)!;
  infinite.set(name, { ...tensor, data: tensor.data.map(() => Number.NaN) });
  await saveModelDirectory(join(folder, 'nan'), { model, weights: infinite });
  const broken = await loadModel(join(folder, 'nan'), { threads: 1 });
  await assert.rejects(broken(paths[0]), ModelError);
  await broken.close();
});

test('the facts of a classifier', () => {
  const { name, classes, hash, ...rest } = classify.about;
  assert.equal(name, 'tiny');
  assert.deepEqual(classes, model.classes);
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(rest, { temperature: temperature.value, threshold: 0.15, accuracy: 0.8 });
});
