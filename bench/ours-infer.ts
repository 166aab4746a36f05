/**
 * Our own contender of inference: normalised float images in, logits out, with random weights.
 * Arguments: model.json, batch size, threads.
 */
import { readFileSync } from 'node:fs';
import { createEngine } from '../src/engine/engine.js';
import { initialise } from '../src/model/index.js';
import { PIXELS } from '../src/util/classes.js';
import { Purpose, RandomStream } from '../src/util/random.js';
import { serve } from './serve.js';

const [path, batch, threads] = process.argv.slice(2);
const model = JSON.parse(readFileSync(path, 'utf8'));
const batchSize = Number(batch);
const engine = await createEngine({ model, batchSize, threads: Number(threads) });
engine.setWeights(initialise(model, 1));
const random = new RandomStream(1, Purpose.synthesise);
const floats = Float32Array.from({ length: batchSize * PIXELS }, () => random.uniform(-1, 1));
const indices = Uint32Array.from({ length: batchSize }, (_, i) => i);
await serve(model, () => engine.infer({ indices, floats }));
await engine.close();
