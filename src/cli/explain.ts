/** `vultus explain`: which parts of the faces a trained network looks at. */
import type { Command } from 'commander';
import { warmUp } from '../engine/engine.js';
import { defaultThreads } from '../engine/threads-node.js';
import { METHODS, type Method } from '../explain/index.js';
import { modelPath, writeFileAtomic } from '../export/index.js';
import { renderExplanation } from '../report/explain-page.js';
import { gatherFaces } from '../report/faces.js';
import { UsageError } from '../util/errors.js';
import { lastPart } from '../util/paths.js';
import { makeCommand } from './command.js';
import { explainSplit } from './explanation.js';
import {
  batchFlag,
  checkReadFlags,
  choiceFlag,
  jsonFlag,
  outputFlag,
  type ReadFlags,
  readFlags,
  rowsFlag,
  textFlag,
  threadsFlag,
  wholeFlag,
} from './flags.js';
import { interruptible } from './interrupt.js';
import { checkOutputFile } from './output-path.js';
import { showCount } from './progress.js';
import { readData } from './read-data.js';
import { printExplanation } from './show-explanation.js';
import { note, print, printJson } from './terminal.js';
import { openTrained, rowsToMeasure, TRAINED_ARGUMENT } from './trained.js';
import { version } from './version.js';

interface Flags extends ReadFlags {
  readonly data: string;
  readonly split: string;
  readonly images: number;
  readonly rows?: Uint32Array;
  readonly method: Method;
  readonly layer?: string;
  readonly patch?: number;
  readonly stride?: number;
  readonly report?: string;
  readonly batch: number;
  readonly threads?: number;
  readonly json?: boolean;
}

export function explainCommand(): Command {
  return makeCommand({
    name: 'explain',
    description:
      'Show where a trained network looks: heat maps over faces, their means by class, a check that they come from what it learned.',
    arguments: [TRAINED_ARGUMENT],
    options: [
      textFlag('--data <path>', 'the data: CSV, archive or image folder').makeOptionMandatory(),
      textFlag('--split <name>', 'the split whose faces are explained').default('PublicTest'),
      wholeFlag('--images <n>', 'faces to show, as many of each class, right and wrong', 1, 2000).default(
        100,
      ),
      rowsFlag('--rows <list>', 'these rows of the data instead, counted from 0: 12,40,41'),
      choiceFlag('--method <name>', 'how the maps are made', METHODS).default('grad-cam'),
      textFlag('--layer <path>', 'Grad-CAM: the layer looked at, by default the last convolution'),
      wholeFlag('--patch <n>', 'occlusion: side of the gray patch in pixels, 8 by default', 1, 47),
      wholeFlag('--stride <n>', 'occlusion: from one patch to the next, 4 by default', 1, 47),
      outputFlag('--report <file>', 'write the maps as an HTML page', ['.html']),
      batchFlag().default(64),
      threadsFlag(),
      ...readFlags(),
      jsonFlag(),
    ],
    examples: [
      'npx vultus explain runs/classic --data fer2013.csv --report explain.html',
      'npx vultus explain runs/classic --data fer2013.csv --method saliency',
    ],
  }).action(run);
}

async function run(path: string, flags: Flags): Promise<void> {
  checkReadFlags(flags);
  checkMethodFlags(flags);
  const { report } = flags;
  if (report !== undefined) checkOutputFile('--report', report, [flags.data, flags.votes, modelPath(path)]);
  await interruptible('stopping…', async (signal) => {
    const trained = await openTrained(path);
    const threads = flags.threads ?? defaultThreads();
    warmUp(threads);
    const dataset = await readData(flags.data, flags, signal);
    const missing = flags.rows?.find((row) => row >= dataset.count);
    if (missing !== undefined) {
      throw new UsageError(`--rows ${missing} cannot be used: the data has rows 0 to ${dataset.count - 1}.`);
    }
    const rows = flags.rows ?? rowsToMeasure(dataset, flags.split, trained.run);
    const bar = showCount('explaining', process.stderr);
    const { method, layer, patch, stride, images } = flags;
    const explanation = await explainSplit({
      ...{ model: trained.model, weights: trained.weights, dataset, rows, method, layer, patch, stride },
      ...{ split: flags.rows ? 'chosen rows' : flags.split, images: flags.rows ? 'all' : images },
      ...{ threads, batchSize: flags.batch, onProgress: bar.update, signal },
    }).finally(bar.clear);
    if (report !== undefined) {
      const faces = await gatherFaces(
        dataset,
        explanation.images.map(({ row }) => row),
      );
      const about = { name: lastPart(path), createdBy: `vultus ${version()}`, source: dataset.source };
      await writeFileAtomic(report, renderExplanation({ ...about, explanation, faces }));
    }
    if (flags.json) {
      const { tiles: _tiles, ...result } = explanation;
      printJson({ model: path, data: flags.data, ...result, report });
      return;
    }
    printExplanation(explanation);
    if (report === undefined) note('The maps themselves: --report explain.html writes them as a page.');
    else print(`\nreport: ${report}`);
  });
}

/** Flags of one method with another would be silently without effect. */
function checkMethodFlags({ method, layer, patch, stride }: Flags): void {
  if (layer !== undefined && method !== 'grad-cam') {
    throw new UsageError(`--layer ${layer} belongs to --method grad-cam, not ${method}: leave it out.`);
  }
  if ((patch !== undefined || stride !== undefined) && method !== 'occlusion') {
    throw new UsageError(`--patch and --stride belong to --method occlusion, not ${method}: leave them out.`);
  }
}
