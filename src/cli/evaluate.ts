/** `vultus evaluate`: how well a trained network does on one split, in numbers, as a page, and image by image. */
import type { Command } from 'commander';
import { warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import {
  type Answers,
  comparePaired,
  type PairedComparison,
  rightAnswers,
  type SliceReport,
  VIEW_SETS,
  type ViewSet,
} from '../evaluate/index.js';
import { writeFileAtomic } from '../export/index.js';
import { errorsCsv } from '../report/answers.js';
import { type CalibrateFlags, calibrateFlags, openLike, temperatureOf } from './calibrate.js';
import { makeCommand } from './command.js';
import { type MeasuredSplit, writeEvaluationPage } from './evaluation-page.js';
import {
  batchFlag,
  checkReadFlags,
  jsonFlag,
  outputFlag,
  type ReadFlags,
  readFlags,
  textFlag,
  threadsFlag,
  ttaFlag,
} from './flags.js';
import { commandLine } from './fresh.js';
import { interruptible } from './interrupt.js';
import { type Asking, answersTo, measuredSplit } from './measure.js';
import { checkOutputFile } from './output-path.js';
import { readData } from './read-data.js';
import { evaluationJson, printStudy, printViews } from './show-evaluation.js';
import { printSlices, readSlices, type SliceFlags, sliceAnswers, sliceFlags } from './slices.js';
import { print, printJson } from './terminal.js';
import { openTrained, requireSameClasses, rowsToMeasure, TRAINED_ARGUMENT, type Trained } from './trained.js';

interface Flags extends ReadFlags, SliceFlags, CalibrateFlags {
  readonly data: string;
  readonly split: string;
  readonly tta?: ViewSet;
  readonly report?: string;
  readonly errors?: string;
  readonly batch: number;
  readonly threads?: number;
  readonly json?: boolean;
}

/** Flags that name a file to write. */
const OUTPUTS = ['report', 'errors'] as const;

/** What every part of the command works with. */
interface Work extends Asking {
  readonly flags: Flags;
  readonly trained: Trained;
}

export function evaluateCommand(): Command {
  return makeCommand({
    name: 'evaluate',
    description:
      'Measure a trained network on one split: every score with its 95 % interval, each class, confusion, and how ' +
      'far its probabilities can be trusted.',
    arguments: [TRAINED_ARGUMENT],
    options: [
      textFlag('--data <path>', 'the data: CSV, archive or image folder').makeOptionMandatory(),
      textFlag('--split <name>', 'the split to measure').default('PublicTest'),
      outputFlag('--report <file>', 'write the page with charts and faces', ['.html']),
      outputFlag('--errors <file>', 'list every image with its probabilities, by falling loss', ['.csv']),
      ...calibrateFlags(),
      ttaFlag(),
      batchFlag().default(64),
      threadsFlag(),
      ...readFlags(),
      ...sliceFlags(),
      jsonFlag(),
    ],
    examples: [
      'npx vultus evaluate runs/classic --data fer2013.csv --report page.html',
      'npx vultus evaluate runs/classic --data fer2013.csv --split PrivateTest --json',
    ],
  }).action(run);
}

async function run(path: string, flags: Flags): Promise<void> {
  checkReadFlags(flags);
  for (const name of OUTPUTS) {
    const output = flags[name];
    if (output !== undefined) checkOutputFile(`--${name}`, output, [flags.data, flags.votes, flags.slices]);
  }
  await interruptible('stopping…', async (signal) => {
    const like = await openLike(flags);
    const trained = await openTrained(path);
    const threads = flags.threads ?? defaultThreads();
    warmUp(threads);
    const dataset = await readData(flags.data, flags, signal);
    requireSameClasses(trained.model, dataset);
    const work = { flags, trained, dataset, batchSize: flags.batch, threads, signal };
    const rows = rowsToMeasure(dataset, flags.split, trained.run);
    const attributes = await readSlices(flags, dataset, rows);
    const { temperature, told } = await temperatureOf({ ...work, like });
    const answers = await answersTo(work, rows);
    const views = flags.tta && {
      set: flags.tta,
      comparison: await compareViews(work, rows, answers, flags.tta),
    };
    const slices = sliceAnswers(attributes, answers, dataset.classes.length);
    const entry = { split: flags.split, rows, answers };
    const measured: MeasuredSplit = {
      ...measuredSplit(entry, dataset, trained.run, temperature),
      ...(views && { views }),
    };
    await writeFiles(work, measured, told, slices);
    if (flags.json) {
      const { report, errors } = flags;
      const about = { model: path, data: flags.data, temperature: temperature ?? null };
      const also = { ...(views && { tta: views.comparison }), ...(slices && { slices }) };
      printJson({ ...about, ...evaluationJson(measured), ...also, report, errors });
      return;
    }
    printStudy(measured, told);
    if (views) printViews(views.comparison);
    if (slices) printSlices(slices);
    for (const name of OUTPUTS) if (flags[name] !== undefined) print(`${name}: ${flags[name]}`);
  });
}

/** The accuracy of the image alone and of the mean over several views, on the same images. */
async function compareViews(
  work: Work,
  rows: Uint32Array,
  plain: Answers,
  set: ViewSet,
): Promise<PairedComparison> {
  const several = await answersTo({ ...work, views: VIEW_SETS[set] }, rows);
  const k = work.dataset.classes.length;
  return comparePaired([rightAnswers(plain, k), rightAnswers(several, k)]);
}

/** The page and the list of errors, where they are asked for. */
async function writeFiles(
  { flags, trained, dataset, batchSize, threads, signal }: Work,
  measured: MeasuredSplit,
  told: string,
  slices: SliceReport | undefined,
): Promise<void> {
  const { split, role, sentence, study } = measured;
  if (flags.errors !== undefined) {
    await writeFileAtomic(flags.errors, [...errorsCsv(study.images, dataset.classes)].join(''));
  }
  if (flags.report === undefined) return;
  await writeEvaluationPage(flags.report, {
    ...{ trained, dataset, measured: [measured], told, threads, signal },
    ...(slices && { slices: { split, role, sentence, report: slices } }),
    batchSize,
    command: commandLine(),
  });
}
