/** What the networks of a comparison answer to the same images, and which images those are. */
import { existsSync } from 'node:fs';
import type { Dataset } from '../data/types.js';
import { comparePaired, predictSplit, rightAnswers } from '../evaluate/index.js';
import type { ComparedAnswers } from '../report/compare-types.js';
import { DataError, UsageError } from '../util/errors.js';
import type { OpenedRun } from './compare-runs.js';
import type { ReadFlags } from './flags.js';
import { showCount } from './progress.js';
import { loadInput, readData } from './read-data.js';
import { readInput } from './run-input.js';
import { judge, requireSameClasses, rowsToMeasure } from './trained.js';

interface AnswerFlags extends ReadFlags {
  readonly data?: string;
  readonly split?: string;
  readonly batch: number;
  readonly threads: number;
}

/**
 * The comparison, or the reason why there is none.
 * @throws UsageError when the runs learned from different data sets and no `--data` says on which to compare, or no split
 *   is left; DataError for data that cannot be read or a split that is not the same images for all; ModelError for data of
 *   other classes
 */
export async function answerAll(
  opened: readonly OpenedRun[],
  flags: AnswerFlags,
  signal: AbortSignal,
): Promise<{ paired: ComparedAnswers } | { missing: string }> {
  const dataset = await loadImages(opened, flags, signal);
  if (dataset === undefined) {
    const { source } = opened[0].run.data;
    return {
      missing: `Not compared on images: ${source}, the data of the runs, is no longer there; give it with --data.`,
    };
  }
  // Those of the other networks are known to be the same.
  requireSameClasses(opened[0].model, dataset);
  const split = flags.split ?? splitForAll(opened, dataset);
  const rows = sameRows(opened, dataset, split);
  const right: Uint8Array[] = [];
  for (const { model, weights, name } of opened) {
    const bar = showCount(`asking ${name}`, process.stderr);
    const answers = await predictSplit({
      ...{ model, weights, dataset, rows, signal },
      batchSize: flags.batch,
      threads: flags.threads,
      onProgress: bar.update,
    }).finally(bar.clear);
    right.push(rightAnswers(answers, dataset.classes.length));
  }
  const honesty = opened.map(({ run }) => judge(dataset, split, rows, run).sentence);
  return { paired: { source: dataset.source, split, comparison: comparePaired(right), honesty } };
}

/** The data named by the flags, else that of the runs; undefined when it has moved. */
async function loadImages(
  opened: readonly OpenedRun[],
  flags: AnswerFlags,
  signal: AbortSignal,
): Promise<Dataset | undefined> {
  if (flags.data !== undefined) return readData(flags.data, flags, signal);
  const [first, ...others] = opened;
  const other = others.find(({ run }) => run.data.fingerprint !== first.run.data.fingerprint);
  if (other) {
    throw new UsageError(
      `${first.name} and ${other.name} were trained on different data sets (fingerprints ${first.run.data.fingerprint.slice(0, 12)} and ${other.run.data.fingerprint.slice(0, 12)}): give --data with images that are fair to both.`,
    );
  }
  for (const { path } of opened) {
    const input = await readInput(path);
    if (input?.synthetic !== undefined || (input?.data !== undefined && existsSync(input.data))) {
      return loadInput({ ...input, ...votesOf(flags) }, flags, signal);
    }
  }
  return undefined;
}

function votesOf({ votes, votesAs, skipBad }: ReadFlags): ReadFlags {
  return Object.fromEntries(
    Object.entries({ votes, votesAs, skipBad }).filter(([, value]) => value !== undefined),
  );
}

/** A split that no run saw, else one that none trained on. */
function splitForAll(opened: readonly OpenedRun[], dataset: Dataset): string {
  const names = [
    ...new Set(['PublicTest', ...dataset.splitNames, ...opened[0].run.roles.map(({ split }) => split)]),
  ];
  const rolesOf = (name: string): (string | undefined)[] =>
    opened.map(({ run }) => run.roles.find(({ split }) => split === name)?.role);
  const fair =
    names.find((name) => rolesOf(name).every((role) => role === 'unseen')) ??
    names.find((name) => rolesOf(name).every((role) => role !== undefined && role !== 'train'));
  if (fair !== undefined) return fair;
  const advice = `name one with --split (${[...dataset.splitNames, 'all'].join(', ')}), or other images with --data`;
  throw new UsageError(`there is no split that all of these runs kept apart from training: ${advice}.`);
}

/** The rows of the split, which must be the same for all: each run draws a share of the training split itself. */
function sameRows(opened: readonly OpenedRun[], dataset: Dataset, split: string): Uint32Array {
  const [rows, ...others] = opened.map(({ run }) => rowsToMeasure(dataset, split, run));
  const differs = others.findIndex((other) => other.join() !== rows.join());
  if (differs < 0) return rows;
  throw new DataError(
    `"${split}" is not the same images in ${opened[0].name} and ${opened[differs + 1].name}: name a split of the data with --split (${dataset.splitNames.join(', ')}).`,
  );
}
