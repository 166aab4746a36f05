/**
 * `npm run bench:train`: training throughput beside PyTorch's on the same machine, in one interleaved run
 * (ours, PyTorch, PyTorch channels_last, ours, …), medians and spreads, ratios round by round. Peers that are not
 * installed are reported as missing. Ours includes augmentation; the peers train on images that lie ready.
 *
 * Options: --network classic --batch 64 --threads 2 --rounds 7 --steps 4 --python .venv/bin/python --out FILE.json
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contender, startContender } from './contender.js';
import { spread, spreadText } from './statistics.js';

const { values } = parseArgs({
  options: {
    network: { type: 'string', default: 'classic' },
    batch: { type: 'string', default: '64' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '7' },
    steps: { type: 'string', default: '4' },
    python: { type: 'string', default: '.venv/bin/python' },
    node: { type: 'string', default: process.execPath },
    out: { type: 'string' },
  },
});
const { network, batch, threads, python } = values;
const rounds = Number(values.rounds);
const steps = Number(values.steps);

const torch = (layout: string) => [`bench/peers/torch_train.py`, network, batch, threads, layout];
const started = [
  ['ours', values.node, ['dist/bench/ours-train.js', network, batch, threads]],
  ['PyTorch', python, torch('contiguous')],
  ['PyTorch channels_last', python, torch('channels_last')],
] as const;

const contenders: Contender[] = [];
const missing: { name: string; why: string }[] = [];
for (const [name, command, args] of started) {
  const contender = await startContender(name, command, [...args]);
  if (typeof contender === 'string') missing.push({ name, why: contender });
  else contenders.push(contender);
}

const rates = new Map(contenders.map(({ name }) => [name, [] as number[]]));
for (let round = -1; round < rounds; round++) {
  for (const contender of contenders) {
    // Round −1 warms up: V8 compiles the kernels twice, PyTorch chooses its own.
    const seconds = await contender.run(steps);
    if (round >= 0) rates.get(contender.name)!.push((Number(batch) * steps) / seconds);
  }
}
for (const contender of contenders) contender.close();

const hardware = `${cpus()[0].model}, ${cpus().length} cores`;
console.log(
  `${network}, batch ${batch}, ${threads} threads, ${rounds} rounds of ${steps} steps · ${hardware}`,
);
const results = contenders.map(({ name, version }) => {
  const own = rates.get(name)!;
  const ratios = rates.get('ours')!.map((rate, round) => rate / own[round]);
  return { name, version, imagesPerSecond: spread(own), oursAgainstIt: spread(ratios), rounds: own };
});
for (const { name, version, imagesPerSecond, oursAgainstIt } of results) {
  const ratio = name === 'ours' ? '' : `  ours ${spreadText(oursAgainstIt, 2)}×`;
  console.log(`${name.padEnd(22)} ${spreadText(imagesPerSecond).padEnd(24)} images/s${ratio}  [${version}]`);
}
for (const { name, why } of missing) console.log(`${name.padEnd(22)} missing: ${why}`);
if (values.out) {
  mkdirSync(dirname(values.out), { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  const report = { date, hardware, network, batch, threads, rounds, steps, results, missing };
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
}
