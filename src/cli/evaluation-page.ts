/** The page about a trained network: what was measured on some splits, where it looks, what damaged images do to it. */
import { describeDataset } from '../data/index.js';
import type { Dataset } from '../data/types.js';
import { type Answers, summariseRobustness } from '../evaluate/index.js';
import { type LoadedModel, writeFileAtomic } from '../export/index.js';
import { gatherEvaluations, type StudiedSplit } from '../report/evaluations.js';
import { dataFacts } from '../report/facts.js';
import { gatherReport } from '../report/gather.js';
import { headlineOf } from '../report/headline.js';
import { renderReport } from '../report/index.js';
import type { ReportRobustness, ReportSlices } from '../report/types.js';
import type { Run } from '../train/index.js';
import { explainSplit } from './explanation.js';
import { environmentOf } from './machine.js';
import { showCount } from './progress.js';
import { readMeasurements, robustnessFile } from './robustness-file.js';
import { reportedRobustness } from './robustness-page.js';
import { version } from './version.js';

/** A split that was measured, with what it takes to look at it again. */
export interface MeasuredSplit extends StudiedSplit {
  readonly sentence: string;
  /** Rows of the data set, in the order of the answers. */
  readonly rows: Uint32Array;
  readonly answers: Answers;
}

export interface PageRequest {
  readonly trained: LoadedModel & { readonly run?: Run };
  readonly dataset: Dataset;
  readonly measured: readonly MeasuredSplit[];
  /** What to say of the model's temperature. */
  readonly told: string;
  readonly slices?: ReportSlices;
  readonly threads: number;
  readonly batchSize: number;
  readonly signal: AbortSignal;
  /** The command line that does the same again. */
  readonly command: string;
}

/** Faces with heat maps. */
const EXPLAINED = 100;

/** @throws OutputError when the page cannot be written */
export async function writeEvaluationPage(path: string, request: PageRequest): Promise<void> {
  const { trained, dataset, measured, told, slices, threads, command } = request;
  const { run, model, hash } = trained;
  const main = headlineOf(measured);
  const report = await gatherReport({
    ...(run ? { run } : { model }),
    ...{ dataset, hash, command, slices, temperature: told },
    facts: dataFacts(describeDataset(dataset)),
    ...(await gatherEvaluations(measured, dataset)),
    ...(main && { explanation: await explained(main, request), robustness: await kept(main, request) }),
    createdBy: `vultus ${version()}`,
    createdAt: new Date().toISOString(),
    environment: environmentOf(threads),
  });
  await writeFileAtomic(path, renderReport(report));
}

function explained({ split, rows, answers }: MeasuredSplit, request: PageRequest) {
  const { trained, dataset, threads, batchSize, signal } = request;
  const { model, weights } = trained;
  const bar = showCount('explaining', process.stderr);
  return explainSplit({
    ...{ model, weights, dataset, split, rows, threads, batchSize, signal },
    ...{ logits: answers.logits, images: EXPLAINED, method: 'grad-cam', onProgress: bar.update },
  }).finally(bar.clear);
}

/** The whole measurement of damaged images that the run keeps of these weights on this split. */
async function kept(main: MeasuredSplit, request: PageRequest): Promise<ReportRobustness | undefined> {
  const { trained, dataset } = request;
  if (!trained.run) return undefined;
  const { split, rows } = main;
  const found = (await readMeasurements(robustnessFile(trained.run.directory))).find(
    (one) => one.hash === trained.hash && one.fingerprint === dataset.fingerprint && one.split === split,
  );
  if (!found || found.count !== rows.length) return undefined;
  return reportedRobustness(dataset, rows, found, summariseRobustness(found));
}
