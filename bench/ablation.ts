/**
 * `npm run ablation -- --data fer2013.csv.gz`: what each trick of a recipe is worth. Trains the recipe and its variants
 * (ablation-variants.ts) and measures each on the tenth of `Training` that it did not learn from, the same images for all runs
 * of a seed; PublicTest is not looked at. A second seed is for what the first one leaves open: a variant that is more than three
 * points better or worse is not trained again. Runs lie under `--runs`: what is finished is not trained again, what was stopped goes on.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readDataset } from '../src/data/index.js';
import type { Dataset } from '../src/data/types.js';
import { defaultThreads } from '../src/engine/threads-node.js';
import { comparePaired, predictSplit, rightAnswers } from '../src/evaluate/index.js';
import { loadModelDirectory } from '../src/export/index.js';
import { completeConfig, readRecord, runFiles, type TrainConfig, train } from '../src/train/index.js';
import { chooseRows } from '../src/train/rows.js';
import { formatPercent } from '../src/util/format.js';
import { FULL, VARIANTS, type Variant } from './ablation-variants.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';

const options = readOptions({
  data: '',
  votes: '',
  network: 'vgg-s',
  epochs: 40,
  seeds: ['1', '2'],
  threads: defaultThreads(),
  runs: 'runs/ablation',
  out: 'docs/results/recipe/ablation.json',
});

interface Outcome {
  readonly variant: string;
  readonly seed: number;
  readonly hash: string;
  readonly right: Uint8Array;
}

function configOf({ change }: Variant, seed: number): TrainConfig {
  const { network: model, epochs, threads } = options;
  const fixed = { model, epochs, seed, threads, validation: { ratio: 0.1 }, choose: 'last' } as const;
  return completeConfig({ ...fixed, ...change(completeConfig(fixed)) });
}

/** One run, or what an earlier one left. */
async function runOf(variant: Variant, seed: number, dataset: Dataset): Promise<Outcome> {
  const config = configOf(variant, seed);
  const directory = join(options.runs, `${variant.name.replaceAll(/[^a-z0-9]+/gi, '-')}-${seed}`);
  const begun = existsSync(runFiles(directory).config);
  const kept = begun ? (await readRecord(directory)).config : config;
  const { finished, hash, seconds } = await train({ config: kept, dataset, directory, resume: begun });
  if (!finished) throw new Error(`${directory} did not finish`);
  const { validation: rows } = chooseRows(dataset, config);
  const { model, weights } = await loadModelDirectory(runFiles(directory).model);
  const asked = { model, weights, dataset, rows: rows!, batchSize: 128, threads: options.threads };
  const right = rightAnswers(await predictSplit(asked), dataset.classes.length);
  console.log(
    `${formatPercent(mean(right))}  ${variant.name}, seed ${seed} (${Math.round(seconds)} s, ${hash.slice(0, 8)})`,
  );
  return { variant: variant.name, seed, hash, right };
}

/** Points of accuracy from which one seed is enough. */
const CLEAR = 0.03;

function isClear(name: string, outcomes: readonly Outcome[]): boolean {
  const known = outcomes.some(({ variant }) => variant === name);
  return known && Math.abs(compared(name, outcomes).difference.value) > CLEAR;
}

/** All seeds of a variant against the recipe's with the same seeds, image by image. */
function compared(name: string, outcomes: readonly Outcome[]) {
  const runs = outcomes.filter(({ variant }) => variant === name);
  const seen = new Set(runs.map(({ seed }) => seed));
  const joined = (variant: string): Uint8Array =>
    Uint8Array.from(
      outcomes
        .filter((one) => one.variant === variant && seen.has(one.seed))
        .flatMap(({ right }) => [...right]),
    );
  const { accuracies, pairs } = comparePaired([joined(FULL.name), joined(name)]);
  const { difference, p } = pairs[0];
  const seeds = runs.map(({ seed, hash, right }) => ({ seed, hash, accuracy: mean(right) }));
  return { variant: name, accuracy: accuracies[1], difference, p, seeds };
}

function mean(right: Uint8Array): number {
  return right.reduce((sum, hit) => sum + hit, 0) / right.length;
}

if (options.data === '') throw new Error('the ablation needs FER2013: give --data fer2013.csv.gz');
console.log(machineText());
const dataset = await readDataset(options.data);
const voted =
  options.votes === ''
    ? undefined
    : await readDataset(options.data, { votes: options.votes, votesAs: 'soft' });
const outcomes: Outcome[] = [];
for (const seed of options.seeds.map(Number)) {
  for (const variant of VARIANTS) {
    const data = variant.votesAs === undefined ? dataset : voted;
    if (data === undefined || isClear(variant.name, outcomes)) continue;
    outcomes.push(await runOf(variant, seed, data));
  }
}
const names = [...new Set(outcomes.map(({ variant }) => variant))];
const { network, epochs } = options;
await writeResults(options.out, {
  ...{ network, epochs, fingerprint: dataset.fingerprint, node: process.version },
  variants: names.map((name) => compared(name, outcomes)),
});
