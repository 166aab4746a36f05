/**
 * Our own contender of `npm run bench:train`: whole training steps with augmentation, from bytes to updated weights.
 * Same protocol as the peers: `run N` on stdin gives the seconds of N steps, `quit` ends.
 * Arguments: network, batch size, threads.
 */
import { createInterface } from 'node:readline';
import { defaultAugment, fillWarps } from '../src/augment/index.js';
import { WARP_FLOATS } from '../src/augment/types.js';
import { createEngine } from '../src/engine/engine.js';
import { initialise, zooModel } from '../src/model/index.js';
import { PIXELS } from '../src/util/classes.js';
import { Purpose, RandomStream } from '../src/util/random.js';

const [network, batchText, threadText] = process.argv.slice(2);
const batchSize = Number(batchText);
const model = zooModel(network);
const classes = model.classes.length;
const engine = await createEngine({
  model,
  batchSize,
  threads: Number(threadText),
  imageCapacity: batchSize,
  training: {
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 },
    clipNorm: 0,
    ema: 0,
  },
});
engine.setWeights(initialise(model, 1));
const random = new RandomStream(1, Purpose.synthesise);
engine.loadImages(Uint8Array.from({ length: batchSize * PIXELS }, () => random.integer(256)));
const indices = Uint32Array.from({ length: batchSize }, (_, i) => i);
const targets = new Float32Array(batchSize * classes);
for (let i = 0; i < batchSize; i++) targets[i * classes + random.integer(classes)] = 1;
const warps = new Float32Array(batchSize * WARP_FLOATS);
let steps = 0;

async function train(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    fillWarps(defaultAugment, 1, steps, indices, warps);
    const dropoutKeys = indices.map((row) => row * 2654435761 + steps);
    await engine.trainStep({ indices, warps, targets, dropoutKeys }, 1e-3, steps++);
  }
}

const answer = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
answer({ ready: true, version: `Vultus on Node ${process.versions.node}` });
for await (const line of createInterface({ input: process.stdin })) {
  const [command, count] = line.split(' ');
  if (command === 'quit') break;
  const started = performance.now();
  await train(Number(count));
  answer({ seconds: (performance.now() - started) / 1000 });
}
await engine.close();
