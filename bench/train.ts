/**
 * `npm run bench:train`: training throughput beside PyTorch's and Keras' on the same machine, in one interleaved run
 * (ours, PyTorch, Keras, ours, …): medians and spreads, ratios round by round. Peers that are not installed are reported
 * as missing. Ours includes augmentation; the peers train on images that lie ready. See README.md for the options.
 */
import { ours, PYTHON, type Task, trainingPeers, withNetworks } from './commands.js';
import { compare, comparisonText } from './comparison.js';
import { inTurn, startAll } from './contender.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';
import { ratios, spreadText } from './statistics.js';

const options = readOptions({
  networks: ['classic', 'resnet-s', 'mini-xception'],
  batch: 64,
  threads: 2,
  rounds: 7,
  warmup: 2,
  steps: 4,
  python: PYTHON,
  node: [process.execPath],
  /** Ours with one thread as well, and how many times as fast all threads are. */
  scaling: false,
  out: 'bench/results/train.json',
});
const { batch, threads, rounds, steps, python } = options;

const ALONE = ', 1 thread';

async function measure(task: Task) {
  const alone = options.scaling ? ours('train', options.node, { ...task, threads: 1 }) : [];
  const commands = [
    ...ours('train', options.node, task),
    ...alone.map((command) => ({ ...command, name: `${command.name}${ALONE}` })),
    ...trainingPeers(task),
  ];
  const { contenders, missing } = await startAll(commands, task.network.parameters);
  try {
    const timings = await inTurn(contenders, { rounds, warmUp: options.warmup, steps });
    // One thread is compared with two of its own, not with the peers' two.
    const crews = contenders.filter(({ name }) => !name.endsWith(ALONE));
    const comparison = compare(crews, timings, batch, missing);
    const rates = (name: string) => timings.get(name)!.map(({ seconds, each }) => each.length / seconds);
    const scaling = alone.map(({ name }) => ({
      ...{ name, threads, ratio: ratios(rates(name), rates(`${name}${ALONE}`)) },
    }));
    return { network: task.network.name, parameters: task.network.parameters, ...comparison, scaling };
  } finally {
    for (const contender of contenders) contender.close();
  }
}

console.log(machineText());
const results = await withNetworks(options.networks, async (networks) => {
  const measured = [];
  for (const network of networks) {
    console.log(
      `\n${network.name}, batch ${batch}, ${threads} threads, ${rounds} rounds of ${steps} steps each`,
    );
    const result = await measure({ network, batch, threads, python });
    console.log(comparisonText(result));
    for (const { name, ratio } of result.scaling) {
      console.log(`${name}: ${spreadText(ratio, 2)} × as fast with ${threads} threads as with one`);
    }
    measured.push(result);
  }
  return measured;
});
await writeResults(options.out, { batch, threads, rounds, steps, results });
