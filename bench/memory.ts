/**
 * `npm run bench:memory`: peak resident memory of training with all of FER2013's training images loaded: our engine's
 * process and PyTorch's, which hold the same bytes and train on them batch after batch; and the whole `vultus train`.
 */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runTrain, trainingPixels, withPackedData } from './command-line.js';
import { ours, PYTHON, trainingPeers, withNetworks } from './commands.js';
import { isOurs } from './comparison.js';
import { startAll } from './contender.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';

const options = readOptions({
  networks: ['classic'],
  batch: 64,
  threads: 2,
  steps: 20,
  /** FER2013 or other data; empty = random images in its shape. */
  data: '',
  python: PYTHON,
  node: [process.execPath],
  out: 'bench/results/memory.json',
});
const { batch, threads, steps, python } = options;

interface Peak {
  readonly name: string;
  readonly bytes: number;
}

async function measure(data: string, images: string, network: Parameters<typeof ours>[2]['network']) {
  const task = { network, batch, threads, python, images };
  // Keras' contender trains on a ready batch alone: it would hold less.
  const peers = trainingPeers(task).filter(({ name }) => name !== 'Keras');
  const { contenders, missing } = await startAll(
    [...ours('train', options.node, task), ...peers],
    network.parameters,
  );
  const peaks: Peak[] = [];
  try {
    for (const contender of contenders) {
      await contender.run(steps);
      peaks.push({ name: contender.name, bytes: await contender.peakMemory() });
      contender.close();
    }
  } finally {
    for (const contender of contenders) contender.close();
  }
  const { peakBytes } = await runTrain({
    ...{ node: options.node[0], data, network: network.name, batch, threads },
    seconds: 5,
  });
  if (peakBytes > 0) peaks.push({ name: 'ours, the whole vultus train', bytes: peakBytes });
  else missing.push({ name: 'ours, the whole vultus train', why: 'its memory can be read on Linux alone' });
  return { network: network.name, peaks, missing };
}

console.log(machineText());
const results = await withPackedData(options.data, (data, dataset) =>
  withNetworks(options.networks, async (networks, folder) => {
    const images = join(folder, 'images');
    writeFileSync(images, trainingPixels(dataset));
    const measured = [];
    for (const network of networks) {
      const result = await measure(data, images, network);
      const peers = result.peaks.filter(({ name }) => !isOurs(name)).map(({ bytes }) => bytes);
      const least = Math.min(...peers);
      console.log(`\n${network.name}, batch ${batch}, ${threads} threads: peak resident memory`);
      for (const { name, bytes } of result.peaks) {
        const share = isOurs(name) && peers.length > 0 ? `  ${(bytes / least).toFixed(2)} of PyTorch's` : '';
        console.log(`${name.padEnd(31)}${(bytes / 1e6).toFixed(0).padStart(6)} MB${share}`);
      }
      for (const { name, why } of result.missing) console.log(`${name.padEnd(31)} missing: ${why}`);
      measured.push(result);
    }
    return measured;
  }),
);
await writeResults(options.out, {
  batch,
  threads,
  steps,
  data: basename(options.data) || 'random images',
  results,
});
