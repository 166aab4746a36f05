/**
 * `npm run bench:kernels`: where one thread's time goes in a step, kernel by kernel: milliseconds, GFLOP/s and the share
 * of this machine's measured matrix-product peak, or GB/s for kernels that do no multiply-accumulates of a layer.
 * GFLOP/s count what the plain algorithm would do (two for each multiply-accumulate), so Winograd may exceed 100 %.
 *
 * The plan's ops run in their order with their real arguments and data, each timed alone; the best of many steps counts.
 */

import { planTable } from '../src/engine/describe.js';
import { createEngine } from '../src/engine/engine.js';
import { revectoriseState } from '../src/engine/revectorise-node.js';
import { initialise, zooModel } from '../src/model/index.js';
import type { Model } from '../src/model/types.js';
import { gemmPeak } from './gemm-peak.js';
import { addWork, bestOf, type KernelRow, kernelTable } from './kernel-rows.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';
import { createTrainer, randomImages } from './ours.js';

const options = readOptions({
  networks: ['classic', 'resnet-s', 'mini-xception'],
  batch: 64,
  repeats: 12,
  /** Steps before the counted ones: V8 compiles the kernels twice. */
  warmup: 4,
  /** The plan of inference instead of training. */
  infer: false,
  out: 'bench/results/kernels.json',
});
const { batch, repeats, warmup, infer } = options;

/** Something that runs the plan once in this thread, and tells how long each op took. */
async function stepper(model: Model) {
  if (!infer) return createTrainer(model, { batchSize: batch, threads: 1, profile: true, inline: true });
  const common = { model, batchSize: batch, threads: 1, profile: true, inline: true };
  const engine = await createEngine(common);
  engine.setWeights(initialise(model, 1));
  engine.setImages(randomImages(batch));
  const indices = Uint32Array.from({ length: batch }, (_, i) => i);
  return { engine, step: () => engine.infer({ indices }), close: () => engine.close() };
}

async function measure(name: string): Promise<KernelRow[]> {
  const model = zooModel(name);
  const { engine, step, close } = await stepper(model);
  const profiles = [];
  for (let i = -warmup; i < repeats; i++) {
    await step();
    const profile = engine.takeProfile();
    if (i >= 0) profiles.push(profile);
  }
  await close();
  const { rows } = planTable(model, { batchSize: batch, mode: infer ? 'infer' : 'train' });
  return addWork(bestOf(profiles), rows);
}

console.log(machineText());
const peak = await gemmPeak();
console.log(
  `matrix product peak, one thread: ${peak.gflops.toFixed(1)} GFLOP/s (${peak.shape}, ` +
    `revectorised kernels ${revectoriseState() ?? 'off'}, Node ${process.versions.node})`,
);
const results = [];
for (const network of options.networks) {
  const rows = await measure(network);
  console.log(`\n${network}, batch ${batch}, ${infer ? 'inference' : 'training'}, one thread`);
  console.log(kernelTable(rows, peak.gflops));
  results.push({ network, rows });
}
const mode = infer ? 'infer' : 'train';
const node = { version: process.versions.node, revectorised: revectoriseState() ?? 'off' };
await writeResults(options.out, { node, peak, batch, repeats, mode, results });
