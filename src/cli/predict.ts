/** `vultus predict`: what a trained network says of face crops on disk. */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import {
  answerCounts,
  type Classified,
  type Classifier,
  type ClassifierFacts,
  loadModel,
  predictionsCsv,
  predictionTable,
} from '../classify/index.js';
import { findImages } from '../data/find-images.js';
import { ACCURACY_LEVELS, type ViewSet } from '../evaluate/index.js';
import { findModel, writeFileAtomic } from '../export/index.js';
import { DataError, UsageError } from '../util/errors.js';
import { formatCount, formatCounted } from '../util/format.js';
import { makeCommand } from './command.js';
import { batchFlag, choiceFlag, jsonFlag, numberFlag, textFlag, threadsFlag, ttaFlag } from './flags.js';
import { interruptible } from './interrupt.js';
import { checkOutput, checkOutputFile } from './output-path.js';
import { showCount } from './progress.js';
import { note, print, printJson, table, wrapped } from './terminal.js';

interface Flags {
  readonly model?: string;
  readonly threshold?: number;
  readonly accuracy?: string;
  readonly tta?: ViewSet;
  readonly csv?: string;
  readonly batch: number;
  readonly threads?: number;
  readonly json?: boolean;
}

/** `--csv -`: to stdout, in place of the table. */
const STDOUT = '-';
/** A bar for less than this would only flash. */
const PATIENCE = 1000;

export function predictCommand(): Command {
  return makeCommand({
    name: 'predict',
    description:
      'Name the expression of faces, and say where the network is not sure. The files are face crops of any size ' +
      '(JPEG, PNG, WebP), one face each: nothing looks for faces in a photo yet.',
    arguments: [['<files...>', 'images, folders with all below them, and patterns: "faces/**/*.png"']],
    options: [
      textFlag(
        '--model <model>',
        "a shipped model's name, or the directory of a run or a model (default: the default of vultus models)",
      ),
      choiceFlag(
        '--accuracy <share>',
        'how often sure answers shall be right, as the model was calibrated: 0.8 by default',
        ACCURACY_LEVELS.map(String),
      ),
      numberFlag(
        '--threshold <share>',
        'confidence below which an answer is "not sure", instead of the model\'s',
        0,
        1,
      ),
      ttaFlag(),
      csvFlag(),
      batchFlag().default(64),
      threadsFlag(),
      jsonFlag(),
    ],
    examples: [
      'npx vultus predict face.png',
      'npx vultus predict faces/ --model runs/classic --csv answers.csv',
    ],
  }).action(run);
}

function csvFlag(): Option {
  return new Option('--csv <file>', 'write all probabilities into this file, or with - to stdout').argParser(
    (text: string) => {
      if (text === STDOUT || text.toLowerCase().endsWith('.csv')) return text;
      throw new UsageError(`--csv "${text}" cannot be used: give a file name that ends in .csv, or -.`);
    },
  );
}

async function run(words: readonly string[], flags: Flags): Promise<void> {
  checkFlags(flags);
  await interruptible('stopping…', async (signal) => {
    const { files, missing } = await findImages(words);
    const lost = missing.map(({ word: image, error }) => ({ image, error }));
    if (files.length === 0 && lost.length === 1) throw lost[0].error;
    // What is not there yet is none of the inputs. A folder of images may take the list: it is no image.
    if (flags.csv !== undefined && existsSync(flags.csv)) checkOutput('--csv', flags.csv, files);
    const { model, threshold, accuracy, tta, batch: batchSize, threads } = flags;
    const classify = await loadModel(model, {
      ...{ threshold, accuracy: accuracy === undefined ? undefined : Number(accuracy) },
      ...{ tta, batchSize, threads },
    });
    if (classify.about.warning !== undefined) note(wrapped(classify.about.warning));
    try {
      const results = [...lost, ...(await askAll(classify, files, signal))];
      await give(results, classify.about, flags);
      tellFailures(results);
    } finally {
      await classify.close();
    }
  });
}

function checkFlags({ csv, json, threshold, accuracy }: Flags): void {
  if (json && csv === STDOUT) {
    throw new UsageError('--csv - and --json both want stdout: give --csv a file name.');
  }
  if (threshold !== undefined && accuracy !== undefined) {
    throw new UsageError(`--threshold ${threshold} and --accuracy ${accuracy} exclude each other: give one.`);
  }
  if (csv !== undefined && csv !== STDOUT) checkOutputFile('--csv', csv, []);
}

async function askAll(
  classify: Classifier,
  files: readonly string[],
  signal: AbortSignal,
): Promise<Classified<string>[]> {
  const bar = showCount('looking', process.stderr, PATIENCE);
  const results: Classified<string>[] = [];
  try {
    const onProgress = (done: number): void => bar.update(done, files.length);
    for await (const result of classify.many(files, { onProgress, signal })) {
      results.push(result);
    }
    return results;
  } finally {
    bar.clear();
  }
}

/** The results as the flags want them. */
async function give(
  results: readonly Classified<string>[],
  about: ClassifierFacts,
  flags: Flags,
): Promise<void> {
  const { csv, json, model, tta = null } = flags;
  if (csv !== undefined) {
    const text = [...predictionsCsv(results, about.classes)].join('');
    if (csv === STDOUT) {
      process.stdout.write(text);
      return;
    }
    await writeFileAtomic(csv, text);
  }
  const { path, shipped } = findModel(model);
  if (json) {
    const predictions = results.map(({ image: file, prediction, error }) =>
      prediction ? { file, ...prediction } : { file, error: error.message },
    );
    printJson({ model: { path, shipped: shipped ?? null, ...about }, tta, predictions, csv });
    return;
  }
  if (csv === undefined) printTable(results);
  const counts = answerCounts(results);
  const faces = formatCounted(results.filter(({ prediction }) => prediction).length, 'face');
  const told = counts.map(([answer, count]) => `${formatCount(count)} ${answer}`).join(', ');
  if (counts.length > 0) print(wrapped(`${faces}, asked ${shipped ?? path}: ${told}`));
  if (csv !== undefined) print(`csv: ${csv}`);
}

function printTable(results: readonly Classified<string>[]): void {
  const { head, rows } = predictionTable(results);
  if (rows.length === 0) return;
  print(table(head, rows, 'llrl'));
  print();
}

/** @throws DataError when there were any */
function tellFailures(results: readonly Classified<string>[]): void {
  const failed = results.filter(({ error }) => error);
  if (failed.length === 0) return;
  for (const { error } of failed) note(error?.message ?? '');
  const all = failed.length === results.length;
  throw new DataError(
    all
      ? 'nothing that was named could be read: give face crops in JPEG, PNG or WebP.'
      : `${formatCount(failed.length)} of ${formatCount(results.length)} could not be read, the others are done: see above.`,
  );
}
