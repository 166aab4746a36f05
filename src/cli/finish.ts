/** What follows a finished training: measure, write the report, and tell what to do next. */
import { describeDataset, rowsOfSplit } from '../data/index.js';
import type { Dataset } from '../data/types.js';
import { type Answers, predictSplit, studySplit } from '../evaluate/index.js';
import { loadModelDirectory, type ModelTemperature, writeFileAtomic } from '../export/index.js';
import { gatherEvaluations, type StudiedSplit } from '../report/evaluations.js';
import { dataFacts } from '../report/facts.js';
import { gatherReport } from '../report/gather.js';
import { renderReport } from '../report/index.js';
import { fittedText, isFittedOn, NOT_FITTED, untoldText } from '../report/temperature.js';
import { calibrateModel, type Run, type RunResult, readRun, runFiles } from '../train/index.js';
import { chooseRows } from '../train/rows.js';
import { formatDuration, formatNumber } from '../util/format.js';
import { environmentOf } from './machine.js';
import { showCount } from './progress.js';
import { accuracyLine, evaluationJson } from './show-evaluation.js';
import { print, printJson } from './terminal.js';
import { judge } from './trained.js';
import { version } from './version.js';

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

/** The splits that were measured, and the model's temperature. */
interface Measured {
  readonly studied: readonly (StudiedSplit & { readonly sentence: string })[];
  readonly temperature?: ModelTemperature;
  /** What to say of it, or of why there is none. */
  readonly told: string;
}

export async function finishRun(options: FinishOptions): Promise<void> {
  const { result, dataset, threads, command } = options;
  const run = await readRun(result.directory);
  const measured = await measure(run, options);
  const files = runFiles(result.directory);
  const report = await gatherReport({
    ...{ run, dataset, command },
    hash: result.hash,
    facts: dataFacts(describeDataset(dataset)),
    ...(await gatherEvaluations(measured.studied, dataset)),
    temperature: measured.told,
    createdBy: `vultus ${version()}`,
    createdAt: new Date().toISOString(),
    environment: environmentOf(threads),
  });
  await writeFileAtomic(files.report, renderReport(report));
  if (options.json) {
    const evaluations = measured.studied.map((entry) => evaluationJson(entry));
    const temperature = measured.temperature ?? null;
    printJson({ ...result, evaluations, temperature, model: files.model, report: files.report });
  } else printEnd(options, measured, run, files);
}

/** Scores the splits asked for and the validation images; these choose the model's temperature first. */
async function measure(run: Run, options: FinishOptions): Promise<Measured> {
  const { dataset, threads, signal } = options;
  const directory = runFiles(run.directory).model;
  const trained = await loadModelDirectory(directory);
  const { validation } = chooseRows(dataset, run.config);
  const watched = run.roles.find(({ role }) => role !== 'train' && role !== 'unseen')?.split;
  const answersTo = (rows: Uint32Array): Promise<Answers> => {
    const bar = showCount('evaluating', process.stderr);
    const request = { ...trained, dataset, rows, threads, signal, onProgress: bar.update };
    return predictSplit({ ...request, batchSize: run.config.batchSize }).finally(bar.clear);
  };
  const splits = options.alsoMeasure.map((split) => ({ split, rows: rowsOfSplit(dataset, split) }));
  const answered = [];
  for (const entry of splits) answered.push({ ...entry, answers: await answersTo(entry.rows) });
  let { temperature } = trained;
  let told = temperature ? fittedText(temperature) : NOT_FITTED.noValidation;
  if (validation && watched !== undefined) {
    const answers = await answersTo(validation);
    answered.push({ split: watched, rows: validation, answers });
    const from = { split: watched, dataFingerprint: dataset.fingerprint };
    temperature = (await calibrateModel(directory, answers, from)) ?? undefined;
    told = temperature ? fittedText(temperature) : untoldText(validation.length, watched);
  }
  const studied = answered.map(({ split, rows, answers }) => ({
    split,
    ...judge(dataset, split, rows, run),
    fittedHere: isFittedOn(temperature, dataset, split),
    study: studySplit(answers, rows, dataset.classes, temperature),
  }));
  return { studied, temperature, told };
}

function printEnd(
  { result, next }: FinishOptions,
  { studied, told }: Measured,
  run: Run,
  files: ReturnType<typeof runFiles>,
): void {
  print();
  for (const { split, sentence, study } of studied) {
    print(accuracyLine(split, study.analysis.metrics));
    print(`  ${sentence}`);
  }
  print(told);
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
