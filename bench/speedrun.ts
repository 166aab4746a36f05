/**
 * `npm run speedrun -- --data fer2013.csv.gz`: minutes from the program's start until a network trained on `Training` first
 * reaches the accuracy that the Keras course project ends with on `PublicTest`. Recipe and seed are fixed (src/train/recipes.ts, `sprint`):
 * PublicTest is looked at after every epoch and stops the run, and chooses nothing else. The hash of the weights that got there is printed.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDataset } from '../src/data/index.js';
import { warmUp } from '../src/engine/engine.js';
import { revectoriseState } from '../src/engine/revectorise-node.js';
import { defaultThreads } from '../src/engine/threads-node.js';
import { completeConfig, type EpochRecord, type TrainEvent, train } from '../src/train/index.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';

/** The reference project's validation accuracy after 40 epochs. */
const TARGET = 0.6159;
const SPLIT = 'PublicTest';
const BESIDE = '../shared/data/fer2013.csv.gz';

const options = readOptions({
  data: existsSync(BESIDE) ? BESIDE : '',
  network: 'sprint',
  seed: 1,
  threads: defaultThreads(),
  out: 'bench/results/speedrun.json',
});

/** Since the process began, so that loading Node, the program and the data counts. */
const minutes = (): number => performance.now() / 60_000;

async function run(directory: string) {
  const { network, seed, threads } = options;
  warmUp(threads);
  const dataset = await readDataset(options.data);
  const config = completeConfig(
    { model: network, seed, threads, validation: { split: SPLIT }, choose: 'last' },
    dataset.splitNames,
  );
  const controller = new AbortController();
  const epochs: (EpochRecord & { readonly minutes: number })[] = [];
  const onEvent = (event: TrainEvent): void => {
    if (event.type !== 'epoch') return;
    epochs.push({ ...event.record, minutes: minutes() });
    console.log(line(event.record));
    if ((event.record.validation?.accuracy ?? 0) >= TARGET) controller.abort();
  };
  const { hash } = await train({ config, dataset, directory, threads, onEvent, signal: controller.signal });
  return { config, epochs, hash, fingerprint: dataset.fingerprint };
}

function line({ epoch, train: trained, validation, imagesPerSecond }: EpochRecord): string {
  const percent = (share = 0): string => `${(100 * share).toFixed(2)} %`;
  return (
    `${minutes().toFixed(2).padStart(5)} min  epoch ${String(epoch).padStart(2)}  training ${percent(trained.accuracy)}  ` +
    `${SPLIT} ${percent(validation?.accuracy)}  ${Math.round(imagesPerSecond)} images/s`
  );
}

if (options.data === '') {
  throw new Error('the speed run needs FER2013: give --data fer2013.csv.gz');
}
console.log(machineText());
const folder = mkdtempSync(join(tmpdir(), 'vultus-speedrun-'));
try {
  const { config, epochs, hash, fingerprint } = await run(join(folder, 'run'));
  const last = epochs[epochs.length - 1];
  const reached = (last.validation?.accuracy ?? 0) >= TARGET;
  console.log(
    reached
      ? `reached ${100 * TARGET} % after ${last.minutes.toFixed(2)} minutes, weights SHA-256 ${hash}`
      : `did not reach ${100 * TARGET} % in ${epochs.length} epochs`,
  );
  const node = { version: process.version, revectorised: revectoriseState() };
  await writeResults(options.out, {
    ...{ target: TARGET, split: SPLIT, reached, minutes: reached ? last.minutes : null, hash },
    ...{ node, fingerprint, config, epochs },
  });
  if (!reached) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
