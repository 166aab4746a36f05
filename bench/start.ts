/**
 * `npm run bench:start`: seconds from starting the process `vultus train` to its first finished step, the data packed:
 * Node's own start, reading the data, compiling the plan and the kernels, and a step all count.
 */
import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { runTrain, withPackedData } from './command-line.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';
import { spread, spreadText } from './statistics.js';

const options = readOptions({
  networks: ['classic'],
  batch: 64,
  threads: 2,
  rounds: 7,
  /** FER2013 or other data; empty = random images in its shape. */
  data: '',
  node: [process.execPath],
  out: 'bench/results/start.json',
});
const { batch, threads, rounds } = options;

console.log(machineText());
const results = await withPackedData(options.data, async (data, { count }) => {
  const measured = [];
  for (const network of options.networks) {
    const runs = options.node.map((node) => ({ node, seconds: [] as number[] }));
    // Round −1 brings programs and data into the system's file cache.
    for (let round = -1; round < rounds; round++) {
      for (const { node, seconds } of runs) {
        const { seconds: taken } = await runTrain({ node, data, network, batch, threads, seconds: 0 });
        if (round >= 0) seconds.push(taken);
      }
    }
    for (const { node, seconds } of runs) {
      const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
      const figures = spread(seconds);
      console.log(
        `${network}, ${count} images, Node ${version}: ${spreadText(figures, 2)} s to the first step`,
      );
      measured.push({ network, images: count, node: version, seconds: figures, rounds: seconds });
    }
  }
  return measured;
});
await writeResults(options.out, { batch, threads, data: basename(options.data) || 'random images', results });
