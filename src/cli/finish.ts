/** What follows a finished training: measure, write the report, and tell what to do next. */
import { cpus } from 'node:os';
import { describeDataset, rowsOfSplit } from '../data/index.js';
import type { Dataset } from '../data/types.js';
import { type Evaluation, evaluateSplit } from '../evaluate/index.js';
import { loadModelDirectory, writeFileAtomic } from '../export/index.js';
import { dataFacts } from '../report/facts.js';
import { gatherReport } from '../report/gather.js';
import { renderReport } from '../report/index.js';
import type { Honesty } from '../report/role.js';
import { type Run, type RunResult, readRun, runFiles } from '../train/index.js';
import { chooseRows } from '../train/rows.js';
import { formatDuration, formatNumber } from '../util/format.js';
import { showCount } from './progress.js';
import { accuracyLine } from './show-evaluation.js';
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

/** One split's score and what it is worth. */
interface Measured {
  readonly split: string;
  readonly honesty: Honesty;
  readonly evaluation: Evaluation;
}

export async function finishRun(options: FinishOptions): Promise<void> {
  const { result, dataset } = options;
  const run = await readRun(result.directory);
  const measured = await measure(run, options);
  const files = runFiles(result.directory);
  const report = await gatherReport({
    run,
    dataset,
    facts: dataFacts(describeDataset(dataset)),
    evaluations: measured.map(({ split, honesty, evaluation }) => ({
      split,
      ...honesty,
      evaluation,
    })),
    createdBy: `vultus ${version()}`,
    createdAt: new Date().toISOString(),
    environment: {
      node: process.versions.node,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      threads: options.threads,
      platform: `${process.platform} ${process.arch}`,
    },
    hash: result.hash,
    command: options.command,
  });
  await writeFileAtomic(files.report, renderReport(report));
  if (options.json) {
    const evaluations = measured.map(({ split, honesty, evaluation }) => ({
      ...{ split, role: honesty.role, note: honesty.sentence },
      ...evaluation,
    }));
    printJson({ ...result, evaluations, model: files.model, report: files.report });
  } else printEnd(options, measured, run, files);
}

/** Scores the splits asked for and the validation images. */
async function measure(run: Run, options: FinishOptions): Promise<Measured[]> {
  const { dataset, threads, signal } = options;
  const { model, weights } = await loadModelDirectory(runFiles(run.directory).model);
  const { validation } = chooseRows(dataset, run.config);
  const chosenOn = run.roles.find(({ role }) => role !== 'train' && role !== 'unseen');
  const splits = options.alsoMeasure.map((split) => ({ split, rows: rowsOfSplit(dataset, split) }));
  if (validation && chosenOn) splits.push({ split: chosenOn.split, rows: validation });
  const measured: Measured[] = [];
  for (const { split, rows } of splits) {
    const bar = showCount('evaluating', process.stderr);
    const evaluation = await evaluateSplit({
      ...{ model, weights, dataset, rows, threads, signal },
      batchSize: run.config.batchSize,
      onProgress: bar.update,
    }).finally(bar.clear);
    measured.push({ split, evaluation, honesty: judge(dataset, split, rows, run) });
  }
  return measured;
}

function printEnd(
  { result, next }: FinishOptions,
  measured: readonly Measured[],
  run: Run,
  files: ReturnType<typeof runFiles>,
): void {
  print();
  for (const { split, honesty, evaluation } of measured) {
    print(accuracyLine(split, evaluation));
    print(`  ${honesty.sentence}`);
  }
  if (measured.length > 0) print();
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
