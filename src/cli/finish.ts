/** What follows a finished training: measure, write the report, and tell what to do next. */
import { rowsOfSplit } from '../data/index.js';
import type { Dataset } from '../data/types.js';
import { type LoadedModel, loadModelDirectory } from '../export/index.js';
import { fittedText, NOT_FITTED, untoldText } from '../report/temperature.js';
import { calibrateModel, type Run, type RunResult, readRun, runFiles } from '../train/index.js';
import { chooseRows } from '../train/rows.js';
import { formatDuration, formatNumber } from '../util/format.js';
import { storedEvaluation, writeEvaluations } from './evaluation-file.js';
import { type MeasuredSplit, writeEvaluationPage } from './evaluation-page.js';
import { answersTo, measuredSplit } from './measure.js';
import { accuracyLine, evaluationJson } from './show-evaluation.js';
import { print, printJson, wrapped } from './terminal.js';

export interface FinishOptions {
  readonly result: RunResult;
  readonly dataset: Dataset;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Splits to measure besides the validation images, the most telling first. */
  readonly alsoMeasure: readonly string[];
  readonly json: boolean;
  /** The command line that does the run again. */
  readonly command: string;
  /** Commands worth running next. */
  readonly next: readonly string[];
}

/** The splits that were measured, and the model with its temperature. */
interface Measured {
  readonly trained: LoadedModel;
  readonly measured: readonly MeasuredSplit[];
  /** What to say of the temperature, or of why there is none. */
  readonly told: string;
}

export async function finishRun(options: FinishOptions): Promise<void> {
  const { result, dataset, threads, signal, command } = options;
  const run = await readRun(result.directory);
  const found = await measure(run, options);
  const { trained, measured, told } = found;
  const files = runFiles(result.directory);
  const stored = measured.map((entry) => storedEvaluation(entry, dataset.fingerprint, entry.study.analysis));
  await writeEvaluations(result.directory, result.hash, stored);
  await writeEvaluationPage(files.report, {
    ...{ trained: { ...trained, run }, dataset, measured, told, threads, signal, command },
    batchSize: run.config.batchSize,
  });
  if (options.json) {
    const evaluations = measured.map(evaluationJson);
    const temperature = trained.temperature ?? null;
    printJson({ ...result, evaluations, temperature, model: files.model, report: files.report });
  } else printEnd(options, found, run, files);
}

/** Scores the splits asked for and the validation images; these choose the model's temperature first. */
async function measure(run: Run, options: FinishOptions): Promise<Measured> {
  const { dataset, threads, signal } = options;
  const directory = runFiles(run.directory).model;
  const trained = await loadModelDirectory(directory);
  const { validation } = chooseRows(dataset, run.config);
  const watched = run.roles.find(({ role }) => role !== 'train' && role !== 'unseen')?.split;
  const asking = { trained, dataset, batchSize: run.config.batchSize, threads, signal };
  const answered = async (split: string, rows: Uint32Array) => {
    return { split, rows, answers: await answersTo(asking, rows) };
  };
  const splits = [];
  for (const split of options.alsoMeasure) splits.push(await answered(split, rowsOfSplit(dataset, split)));
  let { temperature } = trained;
  let told = temperature ? fittedText(temperature) : NOT_FITTED.noValidation;
  if (validation && watched !== undefined) {
    const chosenOn = await answered(watched, validation);
    splits.push(chosenOn);
    const from = { split: watched, dataFingerprint: dataset.fingerprint };
    temperature = (await calibrateModel(directory, chosenOn.answers, from)) ?? undefined;
    told = temperature ? fittedText(temperature) : untoldText(validation.length, watched);
  }
  const measured = splits.map((entry) => measuredSplit(entry, dataset, run, temperature));
  return { trained: { ...trained, temperature }, measured, told };
}

function printEnd(
  { result, next }: FinishOptions,
  { measured, told }: Measured,
  run: Run,
  files: ReturnType<typeof runFiles>,
): void {
  print();
  for (const { split, sentence, study } of measured) {
    print(accuracyLine(split, study.analysis.metrics));
    print(wrapped(sentence, '  '));
  }
  print(wrapped(told));
  print();
  const speed = run.epochs.at(-1)?.imagesPerSecond;
  const rate = speed === undefined ? '' : `, ${formatNumber(speed)} images/s in the last epoch`;
  print(`time     ${formatDuration(result.seconds)}${rate}`);
  print(`weights  of epoch ${result.bestEpoch}, SHA-256 ${result.hash}`);
  print(`model    ${files.model}`);
  print(`report   ${files.report}`);
  print();
  print('Next:');
  for (const line of next) print(`  ${line}`);
}
