/** `vultus robustness`: how accurate a trained network still is when the images get worse. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { jpegCodec } from '../data/jpeg-node.js';
import type { Dataset } from '../data/types.js';
import { createEngine, warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import {
  measureRobustness,
  percentText,
  type Robustness,
  type RobustnessSummary,
  rateText,
  robustnessTable,
  strengthLines,
  summariseRobustness,
} from '../evaluate/index.js';
import { modelPath, writeFileAtomic } from '../export/index.js';
import { renderRobustness } from '../report/robustness.js';
import { formatCounted } from '../util/format.js';
import { lastPart } from '../util/paths.js';
import { makeCommand } from './command.js';
import {
  batchFlag,
  checkReadFlags,
  jsonFlag,
  outputFlag,
  type ReadFlags,
  readFlags,
  seedFlag,
  textFlag,
  threadsFlag,
} from './flags.js';
import { commandLine } from './fresh.js';
import { InterruptedError, interruptible } from './interrupt.js';
import { keptFiles } from './kept-files.js';
import { checkOutputFile } from './output-path.js';
import { showCount } from './progress.js';
import { readData } from './read-data.js';
import {
  type Measurement,
  readMeasurements,
  robustnessFile,
  sameMeasurement,
  writeMeasurement,
} from './robustness-file.js';
import { reportedRobustness } from './robustness-page.js';
import { print, printJson, table, wrapped } from './terminal.js';
import { judge, openTrained, requireSameClasses, rowsToMeasure, TRAINED_ARGUMENT } from './trained.js';
import { version } from './version.js';

interface Flags extends ReadFlags {
  readonly data: string;
  readonly split: string;
  readonly out?: string;
  readonly report?: string;
  readonly batch: number;
  readonly threads?: number;
  readonly seed: number;
  readonly json?: boolean;
}

export function robustnessCommand(): Command {
  return makeCommand({
    name: 'robustness',
    description:
      'Measure a trained network on damaged images: blur, noise, brightness, contrast, JPEG, occlusion, shift, ' +
      'rotation and low resolution at five strengths each. Ctrl-C stops; the same command goes on.',
    arguments: [TRAINED_ARGUMENT],
    options: [
      textFlag('--data <path>', 'the data: CSV, archive or image folder').makeOptionMandatory(),
      textFlag('--split <name>', 'the split to measure').default('PublicTest'),
      outputFlag('--out <file>', 'where the measurement is kept (default: robustness.json in the run)', [
        '.json',
      ]),
      outputFlag('--report <file>', 'also write a page with the plot, the table and an example face', [
        '.html',
      ]),
      batchFlag().default(64),
      seedFlag().default(1),
      threadsFlag(),
      ...readFlags(),
      jsonFlag(),
    ],
    examples: ['npx vultus robustness runs/classic --data fer2013.csv --report robustness.html'],
  }).action(run);
}

async function run(path: string, flags: Flags): Promise<void> {
  checkReadFlags(flags);
  if (flags.out !== undefined) {
    const kept = keptFiles(path).filter((file) => file !== robustnessFile(modelPath(path)));
    checkOutputFile('--out', flags.out, [flags.data, flags.votes, ...kept]);
  }
  if (flags.report !== undefined) checkOutputFile('--report', flags.report, [flags.data, flags.votes]);
  await interruptible('stopping…', async (signal) => {
    const trained = await openTrained(path);
    // A shipped model stays as it is.
    const own = trained.run && trained.shipped === undefined;
    const out = flags.out ?? (own ? robustnessFile(trained.path) : undefined);
    const earlier = out === undefined ? [] : await readMeasurements(out);
    warmUp(flags.threads ?? defaultThreads());
    const dataset = await readData(flags.data, flags, signal);
    requireSameClasses(trained.model, dataset);
    const rows = rowsToMeasure(dataset, flags.split, trained.run);
    const { role, sentence } = judge(dataset, flags.split, rows, trained.run);
    const about: About = {
      ...{ hash: trained.hash, fingerprint: dataset.fingerprint, split: flags.split, seed: flags.seed },
      ...{ role, note: sentence },
    };
    const job: Job = { path, trained, dataset, rows, flags, about, earlier, out, signal };
    const summary = summariseRobustness(await measure(job));
    if (flags.report !== undefined) await writePage(flags.report, job, summary);
    if (flags.json)
      printJson({ model: path, data: flags.data, ...about, ...summary, out, report: flags.report });
    else printSummary(flags.split, summary, sentence, [out, flags.report]);
  });
}

/** What a measurement depends on, and what it is worth. */
type About = Omit<Measurement, keyof Robustness> & Pick<Robustness, 'seed'>;

interface Job {
  readonly path: string;
  readonly trained: Awaited<ReturnType<typeof openTrained>>;
  readonly dataset: Dataset;
  readonly rows: Uint32Array;
  readonly flags: Flags;
  readonly about: About;
  /** What the file holds already. */
  readonly earlier: readonly Measurement[];
  readonly out: string | undefined;
  readonly signal: AbortSignal;
}

/** Measures what the file does not hold yet, and writes each cell into it at once. */
async function measure({
  trained,
  dataset,
  rows,
  flags,
  about,
  earlier,
  out,
  signal,
}: Job): Promise<Robustness> {
  const { seed, batch: batchSize, threads = defaultThreads() } = flags;
  const known = earlier.find((one) => sameMeasurement(one, about) && one.count === rows.length);
  const onCell = async (soFar: Robustness): Promise<void> => {
    if (out !== undefined) await writeMeasurement(out, earlier, { ...about, ...soFar });
  };
  const engine = await createEngine({ model: trained.model, batchSize, threads });
  const bar = showCount('measuring', process.stderr);
  try {
    engine.setWeights(trained.weights);
    return await measureRobustness({
      ...{ engine, dataset, rows, batchSize, seed, known, onCell, signal },
      jpeg: jpegCodec,
      onProgress: bar.update,
    });
  } catch (error) {
    if (!signal.aborted || out === undefined || !existsSync(out)) throw error;
    throw new InterruptedError(`stopped; ${out} keeps what is measured, and the same command goes on.`, {
      cause: error,
    });
  } finally {
    bar.clear();
    await engine.close();
  }
}

async function writePage(file: string, job: Job, summary: RobustnessSummary): Promise<void> {
  const { path, trained, dataset, rows, about } = job;
  const { source, fingerprint } = dataset;
  const page = renderRobustness({
    name: lastPart(path),
    createdBy: `vultus ${version()}`,
    hash: about.hash,
    data: { source, fingerprint },
    command: commandLine(),
    model: trained.model.name,
    robustness: await reportedRobustness(dataset, rows, about, summary),
  });
  await writeFileAtomic(file, page);
}

function printSummary(
  split: string,
  summary: RobustnessSummary,
  sentence: string,
  files: readonly (string | undefined)[],
): void {
  print(`${split}: clean accuracy ${rateText(summary.clean)}, ${formatCounted(summary.count, 'image')}`);
  print(wrapped(sentence, '  '));
  print();
  const { head, rows } = robustnessTable(summary);
  print(table(head, rows, 'lrrrrrr'));
  print();
  print(
    `mean under damage ${percentText(summary.mean?.accuracy)}, ${percentText(summary.mean?.kept)} of the clean accuracy`,
  );
  print();
  for (const line of strengthLines(summary)) print(line);
  print();
  print('Ranges are 95 % intervals (Wilson), of the same images in every cell.');
  for (const file of files) if (file !== undefined) print(file);
}
