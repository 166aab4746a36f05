/**
 * `npm run bench:models -- --data fer2013.csv.gz --votes fer2013new.csv`: what the shipped models reach on a split that trained
 * nothing, and how long a face takes. Writes each model's record into models/models.json, which `vultus models` shows, and more
 * into bench/results/models.json: every class, calibration, the score on the images that are no copies of training images, and
 * that on the images held out of `Training`, with near copies of training images and without.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDataset, rowsOfSplit } from '../src/data/index.js';
import { copyGroups } from '../src/data/overview/index.js';
import type { Dataset, VotesAs } from '../src/data/types.js';
import { createEngine } from '../src/engine/engine.js';
import { revectoriseState } from '../src/engine/revectorise-node.js';
import { defaultThreads } from '../src/engine/threads-node.js';
import { drawLabels } from '../src/evaluate/draw-labels.js';
import {
  type Answers,
  accuracyOf,
  calibration as calibrationOf,
  comparePaired,
  evaluateLogits,
  predictSplit,
  rightAnswers,
  type ScaledTrust,
  scaledTrust,
  softmax,
  TEN_VIEWS,
} from '../src/evaluate/index.js';
import { scaleLogits } from '../src/evaluate/scaled.js';
import { writeFileAtomic } from '../src/export/atomic.js';
import { type LoadedModel, loadModelDirectory, MODELS_FOLDER, shippedModels } from '../src/export/index.js';
import { readTraining, type TrainConfig } from '../src/train/index.js';
import { chooseRows, rowsWithoutCopies } from '../src/train/rows.js';
import { formatPercent } from '../src/util/format.js';
import { Purpose, RandomStream } from '../src/util/random.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';
import { spread } from './statistics.js';

const options = readOptions({
  data: '',
  votes: '',
  split: 'PublicTest',
  threads: defaultThreads(),
  runs: 200,
  out: 'bench/results/models.json',
});

/** What a reader can run; paths of this machine would tell nothing. */
const COMMAND = 'npm run bench:models -- --data fer2013.csv.gz --votes fer2013new.csv';

/** A data set, and which of its rows show one photo. */
interface Measured {
  readonly dataset: Dataset;
  readonly groups: Uint32Array;
}

/** The data as a model's run read it. */
async function dataOf({ votes }: TrainConfig, sets: Map<string, Measured>): Promise<Measured> {
  // Labels are what is measured: votes that only mixed into the targets change none of them.
  const votesAs: VotesAs | undefined = votes === 'none' || votes === 'soft' ? undefined : votes;
  if (votesAs && options.votes === '')
    throw new Error(`a model learned FER+ votes: give --votes fer2013new.csv`);
  const key = votesAs ?? 'labels';
  const known = sets.get(key);
  if (known) return known;
  const dataset = await readDataset(options.data, votesAs ? { votes: options.votes, votesAs } : {});
  const read = { dataset, groups: await copyGroups(dataset) };
  sets.set(key, read);
  return read;
}

async function measureModel(name: string, sets: Map<string, Measured>) {
  const directory = join(MODELS_FOLDER, name);
  const loaded = await loadModelDirectory(directory);
  const training = await readTraining(directory);
  if (training === undefined) throw new Error(`${directory} keeps nothing of its training`);
  const { config } = training;
  const data = await dataOf(config, sets);
  const { dataset } = data;
  const rows = rowsOfSplit(dataset, options.split);
  const { model, weights, temperature, hash } = loaded;
  const { threads } = options;
  const asked = { model, weights, dataset, rows, batchSize: 64, threads };
  const answers = await predictSplit(asked);
  const views = await predictSplit({ ...asked, views: TEN_VIEWS });
  const classes = dataset.classes;
  const { accuracy, perClass, confusion } = evaluateLogits(answers.logits, answers.labels, classes);
  const fresh = new Set(rowsWithoutCopies(dataset, rows, config));
  const places = [...rows.keys()].filter((place) => fresh.has(rows[place]));
  const scores = (given: Answers) => ({
    accuracy: evaluateLogits(given.logits, given.labels, classes).accuracy,
    withoutCopies: { ...accuracyOf(given, classes.length, places), count: places.length },
  });
  const [once, often] = [answers, views].map((given) => rightAnswers(given, classes.length));
  const calibration = temperature && scaledTrust(answers, classes.length, temperature);
  const milliseconds = { batch1: await timeOf(loaded, 1), batch64: await timeOf(loaded, 64) };
  console.log(
    `${name}: ${formatPercent(accuracy.value)} of ${rows.length}, from ten views ${formatPercent(mean(often))}, ` +
      `${milliseconds.batch1.median.toFixed(2)} ms alone, ${milliseconds.batch64.median.toFixed(3)} ms in 64`,
  );
  return {
    ...{ name, hash, trainedHash: loaded.trainedHash ?? hash, fingerprint: dataset.fingerprint },
    ...{ split: options.split, count: rows.length, correct: sum(once), tta: sum(often) },
    heldOut: await heldOut(loaded, data, config),
    plain: scores(answers),
    tenViews: scores(views),
    gain: comparePaired([once, often]).pairs[0].difference,
    calibrationErrorsByChance: calibration && errorsByChance(answers, classes.length, calibration),
    ...{ calibration, perClass, confusion, milliseconds },
  };
}

/**
 * The calibration errors that chance alone would show: those of as many labels drawn from the probabilities themselves, which are
 * then true. Their mean, and the shares of 1,000 draws with at least the error that was measured and with more than 0.02.
 */
function errorsByChance({ logits }: Answers, classes: number, { temperature, calibration }: ScaledTrust) {
  const scaled = scaleLogits(logits, temperature);
  const probabilities = softmax(scaled, classes);
  const random = new RandomStream(1, Purpose.bootstrap);
  const errors = Array.from(
    { length: 1000 },
    () => calibrationOf(scaled, drawLabels(probabilities, classes, random), classes).ece,
  );
  const share = (test: (error: number) => boolean) => errors.filter(test).length / errors.length;
  return {
    mean: errors.reduce((total, error) => total + error, 0) / errors.length,
    asMuch: share((error) => error >= calibration.ece),
    aboveTarget: share((error) => error > 0.02),
  };
}

/** On the images that the run watched and did not learn from: all, and those that no training image nearly shows as well. */
async function heldOut({ model, weights }: LoadedModel, { dataset, groups }: Measured, config: TrainConfig) {
  const { train, validation: rows } = chooseRows(dataset, config);
  if (rows === undefined) return null;
  const trained = new Set(Array.from(train, (row) => groups[row]));
  const places = [...rows.keys()].filter((place) => !trained.has(groups[rows[place]]));
  const { threads } = options;
  const answers = await predictSplit({ model, weights, dataset, rows, batchSize: 64, threads });
  const classes = dataset.classes.length;
  const scored = (some: number[]) => ({ ...accuracyOf(answers, classes, some), count: some.length });
  return { ...scored([...rows.keys()]), withoutNearCopies: scored(places) };
}

/** Milliseconds a face: an engine of its own, faces already in memory. */
async function timeOf({ model, weights }: LoadedModel, batchSize: number) {
  const engine = await createEngine({ model, batchSize, threads: options.threads });
  try {
    engine.setWeights(weights);
    engine.setImages(new Uint8Array(batchSize * model.input.height * model.input.width).fill(128));
    const indices = Uint32Array.from({ length: batchSize }, (_, i) => i);
    const times: number[] = [];
    for (let run = -options.runs; run < options.runs; run++) {
      const begun = performance.now();
      await engine.infer({ indices });
      // The first half warms up compiler and threads.
      if (run >= 0) times.push((performance.now() - begun) / batchSize);
    }
    return spread(times);
  } finally {
    await engine.close();
  }
}

function sum(right: Uint8Array): number {
  return right.reduce((total, hit) => total + hit, 0);
}

function mean(right: Uint8Array): number {
  return sum(right) / right.length;
}

/** Puts what was measured into models.json, rounded to three digits. */
async function writeRecords(measured: readonly Awaited<ReturnType<typeof measureModel>>[]): Promise<void> {
  const path = join(MODELS_FOLDER, 'models.json');
  const index = JSON.parse(readFileSync(path, 'utf8')) as { models: { name: string; record?: object }[] };
  const hardware = `${machineText().replace(/, load.*/, '')}, Node ${process.version.slice(1)}`;
  for (const entry of index.models) {
    const found = measured.find(({ name }) => name === entry.name);
    if (found === undefined) continue;
    const { hash, split, correct, count, tta, milliseconds } = found;
    const short = (value: number): number => Number(value.toPrecision(3));
    const speed = {
      ...{ batch1: short(milliseconds.batch1.median), batch64: short(milliseconds.batch64.median) },
      ...{ hardware, command: COMMAND },
    };
    entry.record = { weightsSha256: hash, accuracy: { split, correct, count, tta }, speed };
  }
  await writeFileAtomic(path, `${JSON.stringify(index, null, 2)}\n`);
}

if (options.data === '') throw new Error('the models are measured on FER2013: give --data fer2013.csv.gz');
console.log(machineText());
const sets = new Map<string, Measured>();
const measured = [];
for (const { name } of shippedModels().models) measured.push(await measureModel(name, sets));
await writeRecords(measured);
const node = { version: process.version, revectorised: revectoriseState() };
await writeResults(options.out, { node, threads: options.threads, models: measured });
