/**
 * `npm run bench:accuracy -- --data fer2013.csv.gz`: what the expression models that users of JavaScript have today reach on
 * FER2013's `PublicTest`, one face a call, beside model directories of ours (`--model`). See README.md for the peers and for
 * what the split was to them. Own models that are measured here have been looked at: docs/results/ledger.md wants a line.
 */
import { existsSync } from 'node:fs';
import { type Dataset, readDataset, removeStraddlers, rowsOfSplit } from '../src/data/index.js';
import { revectoriseState } from '../src/engine/revectorise-node.js';
import { predictSplit } from '../src/evaluate/index.js';
import { loadModelDirectory } from '../src/export/index.js';
import { countParameters } from '../src/model/index.js';
import { PIXELS } from '../src/util/classes.js';
import { takeRows } from '../src/util/take-rows.js';
import { score, scoresText } from './accuracy-table.js';
import type { Missing } from './contender.js';
import { askPeer, type Classified, EXPRESSION_PEERS } from './expression-peers.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';

const SPLIT = 'PublicTest';
const BESIDE = '../shared/data/fer2013.csv.gz';

const options = readOptions({
  data: existsSync(BESIDE) ? BESIDE : '',
  /** Model directories of ours. */
  model: [],
  /** Of ours; the peers have one. */
  threads: 1,
  /** Also the accuracy on the images that have no exact copy in `Training`. */
  'without-copies': false,
  out: 'bench/results/accuracy.json',
});
const { threads } = options;

/** One of our models, one face a call too. */
async function askOurs(directory: string, dataset: Dataset, rows: Uint32Array): Promise<Classified> {
  const { model, weights, hash } = await loadModelDirectory(directory);
  if (model.classes.join() !== dataset.classes.join()) {
    throw new Error(
      `${directory} tells ${model.classes.join(', ')} apart: name a model with the data's classes`,
    );
  }
  const ends: number[] = [];
  const { logits } = await predictSplit({
    ...{ model, weights, dataset, rows, threads, batchSize: 1 },
    onProgress: () => ends.push(performance.now()),
  });
  return {
    name: `ours, ${model.name}`,
    version: `weights SHA-256 ${hash}, Node ${process.versions.node}, revectorised kernels ${revectoriseState() ?? 'off'}`,
    parameters: countParameters(model).trainable,
    scores: logits,
    times: ends.slice(1).map((end, i) => end - ends[i]),
  };
}

/** Places among the rows whose image is no exact copy of a training image. */
function placesWithoutCopies(dataset: Dataset, rows: Uint32Array): number[] {
  const own = new Set(removeStraddlers(dataset, rows, rowsOfSplit(dataset, 'Training')).train);
  return [...rows.keys()].filter((place) => own.has(rows[place]));
}

if (options.data === '') throw new Error('the benchmark needs FER2013: give --data fer2013.csv.gz');
console.log(machineText());
const dataset = await readDataset(options.data);
const { classes, fingerprint } = dataset;
const rows = rowsOfSplit(dataset, SPLIT);
const labels = Uint8Array.from(rows, (row) => dataset.labels[row]);
const own = options['without-copies'] ? placesWithoutCopies(dataset, rows) : undefined;

const classified: Classified[] = [];
const missing: Missing[] = [];
for (const directory of options.model) classified.push(await askOurs(directory, dataset, rows));
for (const name of EXPRESSION_PEERS) {
  const answer = await askPeer(name, takeRows(dataset.pixels, rows, PIXELS), classes);
  if ('why' in answer) missing.push(answer);
  else classified.push(answer);
}

const results = classified.map((answer) => score(answer, labels, classes, own));
const copies = own && ` (${rows.length - own.length} are copies of training images)`;
console.log(`\n${SPLIT}, ${rows.length} faces${copies ?? ''}, one a call`);
if (results.length > 0) console.log(scoresText(results, classes));
for (const { name, why } of missing) console.log(`${name} missing: ${why}`);
await writeResults(options.out, {
  ...{ split: SPLIT, faces: rows.length, ...(own && { facesWithoutCopies: own.length }), fingerprint },
  ...{ classes, threads, results, missing },
});
