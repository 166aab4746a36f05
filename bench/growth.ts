/**
 * `npm run bench:growth`: how the cost of training grows: a step by batch size, throughput by threads, an epoch by the
 * number of images. Writes the figures as JSON and a plot beside them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { revectoriseState } from '../src/engine/revectorise-node.js';
import { writeFileAtomic } from '../src/export/atomic.js';
import { zooModel } from '../src/model/index.js';
import { completeConfig, type EpochRecord, train } from '../src/train/index.js';
import { likeFer2013 } from './command-line.js';
import { growthSvg } from './growth-plot.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';
import { createTrainer } from './ours.js';
import { spread } from './statistics.js';

const options = readOptions({
  network: 'classic',
  batch: 64,
  threads: Math.min(2, availableParallelism()),
  /** Images trained on for one point of a curve. */
  work: 1024,
  largestBatch: 256,
  mostThreads: availableParallelism(),
  mostImages: 8192,
  out: 'bench/results/growth.json',
});
const { network, batch, threads, work } = options;
const model = zooModel(network);

const doubling = (from: number, to: number): number[] => {
  const sizes = [];
  for (let size = from; size <= to; size *= 2) sizes.push(size);
  return sizes;
};

/** Seconds of a step: the median of as many as make up the work, after as many to warm up. */
async function secondsOfStep(batchSize: number, threadCount: number): Promise<number> {
  const trainer = await createTrainer(model, { batchSize, threads: threadCount });
  const count = Math.max(5, Math.ceil(work / batchSize));
  const times: number[] = [];
  for (let i = -Math.ceil(count / 2); i < count; i++) {
    const started = performance.now();
    await trainer.step();
    if (i >= 0) times.push((performance.now() - started) / 1000);
  }
  await trainer.close();
  return spread(times).median;
}

/** Seconds of a whole epoch of `train`: shuffling, batches, steps. */
async function secondsOfEpoch(images: number): Promise<number> {
  const dataset = likeFer2013([images]);
  const settings = {
    model: network,
    batchSize: batch,
    epochs: 1,
    validation: 'none',
    choose: 'last',
  } as const;
  const config = { ...completeConfig(settings, dataset.splitNames), threads };
  const folder = mkdtempSync(join(tmpdir(), 'vultus-bench-epoch-'));
  const records: EpochRecord[] = [];
  try {
    const result = await train({ config, dataset, directory: join(folder, 'run') });
    records.push(...result.epochs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return records[0].seconds;
}

console.log(machineText());
await secondsOfStep(batch, threads); // V8 compiles the kernels twice: warm for everything below
const byBatch = [];
for (const size of doubling(1, options.largestBatch)) {
  const milliseconds = 1000 * (await secondsOfStep(size, threads));
  byBatch.push({ batch: size, milliseconds });
  console.log(
    `batch ${size}: ${milliseconds.toFixed(2)} ms, ${(milliseconds / size).toFixed(2)} ms an image`,
  );
}
const byThreads = [];
for (let count = 1; count <= options.mostThreads; count++) {
  const imagesPerSecond = batch / (await secondsOfStep(batch, count));
  byThreads.push({ threads: count, imagesPerSecond });
  const times = imagesPerSecond / byThreads[0].imagesPerSecond;
  console.log(`${count} threads: ${imagesPerSecond.toFixed(1)} images/s, ${times.toFixed(2)} × one thread's`);
}
const byImages = [];
for (const images of doubling(Math.ceil(options.mostImages / 8), options.mostImages)) {
  const seconds = await secondsOfEpoch(images);
  byImages.push({ images, seconds });
  console.log(
    `${images} images: ${seconds.toFixed(2)} s an epoch, ${((1000 * seconds) / images).toFixed(3)} ms an image`,
  );
}
const growth = { network, batch, threads, byBatch, byThreads, byImages };
const node = { version: process.versions.node, revectorised: revectoriseState() ?? 'off' };
await writeResults(options.out, { node, ...growth });
const picture = options.out.replace(/(\.json)?$/, '.svg');
await writeFileAtomic(
  picture,
  growthSvg({ ...growth, machine: `${machineText().split(',')[0]}, Node ${node.version}` }),
);
console.log(`written: ${picture}`);
