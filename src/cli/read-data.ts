/** Reads the data set a command was given, with progress, and tells what was left out. */
import { readDataset } from '../data/index.js';
import { synthesise } from '../data/synth.js';
import type { Dataset } from '../data/types.js';
import { UsageError } from '../util/errors.js';
import { formatCounted } from '../util/format.js';
import type { ReadFlags } from './flags.js';
import { showCount } from './progress.js';
import type { RunInput } from './run-input.js';
import { note } from './terminal.js';

/** Bad rows listed by name; the rest are counted. */
const LISTED = 10;

/** Reads a file or folder as the flags say. */
export async function readData(path: string, flags: ReadFlags, signal: AbortSignal): Promise<Dataset> {
  const bar = showCount('reading', process.stderr);
  const { skipBad, votes, votesAs, cache } = flags;
  const dataset = await readDataset(path, {
    ...{ skipBad, votes, votesAs, cache, signal },
    onProgress: bar.update,
  }).finally(bar.clear);
  noteSkipped(dataset);
  if (dataset.unagreed) {
    note(`left out ${formatCounted(dataset.unagreed, 'row')} on which too few voters agree, as FER+ does`);
  }
  return dataset;
}

/** The data of a run: a file or folder, or the built-in faces. */
export async function loadInput(
  input: RunInput,
  flags: Pick<ReadFlags, 'cache'>,
  signal: AbortSignal,
): Promise<Dataset> {
  if (input.data !== undefined) return readData(input.data, { ...input, ...flags }, signal);
  if (input.synthetic !== undefined) return synthesise(input.synthetic);
  throw new UsageError('the run does not say where its data lay: give --data.');
}

function noteSkipped({ skipped }: Dataset): void {
  if (skipped.length === 0) return;
  note(`left out ${formatCounted(skipped.length, 'bad row')}:`);
  for (const { where, why } of skipped.slice(0, LISTED)) note(`  ${where}: ${why}`);
  if (skipped.length > LISTED) note('  … (npx vultus data --skip-bad --json lists all of them)');
}
