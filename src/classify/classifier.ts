/**
 * A network that can be asked about faces, wherever it came from and whatever reads the images: `load-node.ts` brings
 * both under Node.
 */
import { createEngine } from '../engine/engine.js';
import { assertFinite, inferViews, PLAIN, VIEW_SETS } from '../evaluate/index.js';
import type { LoadedModel } from '../export/index.js';
import { mapAhead } from '../util/ahead.js';
import { PIXELS } from '../util/classes.js';
import { UsageError, VultusError } from '../util/errors.js';
import { predictionsOf } from './predictions.js';
import { suretyOf } from './sureness.js';
import type { Classified, Classifier, ClassifierFacts, ClassifyOptions, ManyOptions } from './types.js';

/** Images read at the same time: enough for the decoder's threads, few enough to hold in memory. */
const AT_ONCE = 16;
const BATCH = 64;

export interface ClassifierParts<Input> {
  readonly loaded: LoadedModel;
  readonly threads: number;
  readonly options: ClassifyOptions;
  /** [48, 48] gray values of an image. @throws VultusError when it cannot be read */
  readonly read: (image: Input) => Promise<Uint8Array>;
}

/**
 * @throws UsageError for an option out of range; ModelError for a network of other images than 48×48 gray ones
 */
export async function createClassifier<Input>(parts: ClassifierParts<Input>): Promise<Classifier<Input>> {
  const { loaded, threads, options, read } = parts;
  const { batchSize = BATCH, tta } = options;
  const about = factsOf(loaded, options);
  const engine = await createEngine({ model: loaded.model, batchSize, threads });
  engine.setWeights(loaded.weights);
  const views = tta === undefined ? PLAIN : VIEW_SETS[tta];
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One batch at a time: the engine keeps a reference to the images of the one it works on. */
  const infer = (faces: readonly Uint8Array[]): Promise<Float32Array> => {
    const turn = last.then(async () => {
      engine.setImages(joined(faces));
      const logits = await inferViews(engine, Uint32Array.from(faces.keys()), views);
      assertFinite(logits, about.classes.length);
      return logits;
    });
    last = turn.catch(() => {});
    return turn;
  };
  const requireOpen = (): void => {
    if (closed) throw new UsageError('The classifier is closed: load the model again.');
  };

  const classify = async (image: Input) => {
    requireOpen();
    const face = await read(image);
    requireOpen();
    return predictionsOf(await infer([face]), about)[0];
  };
  async function* many<Image extends Input>(
    images: Iterable<Image> | AsyncIterable<Image>,
    { onProgress, signal }: ManyOptions = {},
  ): AsyncGenerator<Classified<Image>> {
    requireOpen();
    const total = Array.isArray(images) ? images.length : undefined;
    let done = 0;
    for await (const batch of inBatches(mapAhead(images, AT_ONCE, readOrFail<Image>(read)), batchSize)) {
      signal?.throwIfAborted();
      requireOpen();
      const answers = await answerBatch(batch, infer, about);
      done += batch.length;
      onProgress?.(done, total);
      yield* answers;
    }
  }
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await last;
    await engine.close();
  };
  return Object.assign(classify, { many, close, about });
}

function factsOf({ model, hash, temperature }: LoadedModel, options: ClassifyOptions): ClassifierFacts {
  const { name, classes } = model;
  return { name, classes, hash, temperature: temperature?.value ?? null, ...suretyOf(temperature, options) };
}

/** A read image, or why it is none; `fatal` is what no image is to blame for. */
type Read<Input> = {
  readonly image: Input;
  readonly face?: Uint8Array;
  readonly error?: VultusError;
  readonly fatal?: unknown;
};

/** `read` that never rejects. */
function readOrFail<Input>(read: (image: Input) => Promise<Uint8Array>) {
  return async (image: Input): Promise<Read<Input>> => {
    try {
      return { image, face: await read(image) };
    } catch (error) {
      return error instanceof VultusError ? { image, error } : { image, fatal: error };
    }
  };
}

/** The predictions of a batch, with the images in between that could not be read. */
async function answerBatch<Input>(
  batch: readonly Read<Input>[],
  infer: (faces: readonly Uint8Array[]) => Promise<Float32Array>,
  about: ClassifierFacts,
): Promise<Classified<Input>[]> {
  const faces = batch.flatMap(({ face }) => face ?? []);
  const predictions = faces.length === 0 ? [] : predictionsOf(await infer(faces), about);
  let next = 0;
  return batch.map(({ image, error, fatal }) => {
    if (fatal !== undefined) throw fatal;
    return error ? { image, error } : { image, prediction: predictions[next++] };
  });
}

/** Groups of up to `size`, the next one being gathered while the caller works on one. */
async function* inBatches<T>(items: AsyncGenerator<T>, size: number): AsyncGenerator<T[]> {
  const gather = async (): Promise<T[]> => {
    const batch: T[] = [];
    while (batch.length < size) {
      const next = await items.next();
      if (next.done) break;
      batch.push(next.value);
    }
    return batch;
  };
  let coming = gather();
  try {
    for (let batch = await coming; batch.length > 0; batch = await coming) {
      coming = gather();
      // What fails is thrown when its turn comes; without this the process would end before.
      coming.catch(() => {});
      yield batch;
    }
  } finally {
    // Whoever stops early closes the source too, once the gathering under way is done.
    void coming.then(() => items.return(undefined)).catch(() => {});
  }
}

function joined(faces: readonly Uint8Array[]): Uint8Array {
  const pixels = new Uint8Array(faces.length * PIXELS);
  faces.forEach((face, i) => {
    pixels.set(face, i * PIXELS);
  });
  return pixels;
}
