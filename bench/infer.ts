/**
 * `npm run bench:infer`: the same network's logits by ours, PyTorch, ONNX Runtime and TensorFlow.js in one interleaved
 * run: images a second at a large batch, milliseconds for one image. See README.md for the options and the peers.
 */
import { inferencePeers, type Network, ours, PYTHON, withNetworks } from './commands.js';
import { compare, comparisonText } from './comparison.js';
import { inTurn, startAll, type Timing } from './contender.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';
import { percentile } from './statistics.js';

const options = readOptions({
  networks: ['classic', 'resnet-s', 'mini-xception'],
  batch: 64,
  threads: 2,
  rounds: 7,
  warmup: 2,
  steps: 8,
  /** Single images a round: the latencies of all rounds are taken together. */
  singles: 40,
  python: PYTHON,
  node: [process.execPath],
  out: 'bench/results/infer.json',
});
const { threads, rounds, python, warmup: warmUp } = options;

async function measure(network: Network, batch: number, steps: number) {
  const task = { network, batch, threads, python };
  const commands = [...ours('infer', options.node, task), ...inferencePeers(task)];
  const { contenders, missing } = await startAll(commands, network.parameters);
  try {
    const timings = await inTurn(contenders, { rounds, warmUp, steps });
    const comparison = compare(contenders, timings, batch, missing);
    return { ...comparison, latency: contenders.map(({ name }) => latency(name, timings.get(name)!)) };
  } finally {
    for (const contender of contenders) contender.close();
  }
}

/** Milliseconds of a step over all rounds. */
function latency(name: string, timings: readonly Timing[]) {
  const each = timings.flatMap((timing) => timing.each).map((seconds) => seconds * 1000);
  return { name, medianMs: percentile(each, 0.5), p95Ms: percentile(each, 0.95) };
}

function latencyText(rows: readonly ReturnType<typeof latency>[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  return rows
    .map(({ name, medianMs, p95Ms }) => {
      const median = medianMs.toFixed(2).padStart(8);
      return `${name.padEnd(width)}${median} ms median${p95Ms.toFixed(2).padStart(8)} ms p95`;
    })
    .join('\n');
}

console.log(machineText());
const results = await withNetworks(options.networks, async (networks) => {
  const measured = [];
  for (const network of networks) {
    console.log(`\n${network.name}, batch ${options.batch}, ${threads} threads, ${rounds} rounds`);
    const batched = await measure(network, options.batch, options.steps);
    console.log(comparisonText(batched));
    console.log(`\n${network.name}, one image at a time`);
    const single = await measure(network, 1, options.singles);
    console.log(latencyText(single.latency));
    measured.push({ network: network.name, parameters: network.parameters, batched, single });
  }
  return measured;
});
const { batch, steps, singles } = options;
await writeResults(options.out, { batch, threads, rounds, steps, singles, results });
