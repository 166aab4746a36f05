/**
 * Several trained networks as one that gives the mean of their logits: `model.json`, `weights.safetensors` and, of runs, what
 * `vultus export` keeps of each in `members/<name>/`. The same input gives the same bytes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireEmptyFolder } from '../export/atomic.js';
import { findModel, loadModelDirectory, saveModelDirectory, weightsHash } from '../export/index.js';
import { averageNetworks } from '../model/index.js';
import { ModelError } from '../util/errors.js';
import { type ExportedModel, type ExportOptions, runRecords, writtenFiles } from './export-run.js';
import { memberFolders, memberName, requireSameRows } from './members.js';
import { readRun, runFiles } from './run-directory.js';

export interface AverageOptions extends ExportOptions {
  /** The command line that makes it again. */
  readonly command?: string;
}

/**
 * Writes the average of trained networks into a folder of its own. A temperature is not kept: each was fitted for one
 * network alone.
 * @param from two to eight runs, models' directories or shipped models' names
 * @param out a folder that is absent or empty
 * @returns what was written; `trainedHash` is that of the average in float32
 * @throws ModelError as `averageNetworks`, for an average of averages, and for runs that learned from different images or
 *   kept different ones apart; OutputError when the folder holds anything or cannot be written
 * @example
 * await averageRuns(['runs/vgg-m', 'runs/vgg-s'], 'both', { half: true });
 */
export async function averageRuns(
  from: readonly string[],
  out: string,
  { half, command }: AverageOptions = {},
): Promise<ExportedModel> {
  const places = from.map((name) => findModel(name));
  for (const { path } of places) {
    if ((await memberFolders(path)).length === 0) continue;
    throw new ModelError(`${path} is an average already; give the networks it was made of`);
  }
  const loaded = await Promise.all(places.map(({ directory }) => loadModelDirectory(directory)));
  const average = averageNetworks(loaded);
  const paths = places.map(({ path }) => path);
  // With one network whose training is not known nothing can be said of the average's either.
  const known = paths.every((path) => existsSync(runFiles(path).config));
  if (known) requireSameRows(await Promise.all(paths.map(readRun)));
  await requireEmptyFolder(out);
  const { members, input } = runFiles(out);
  const records = known
    ? await Promise.all(paths.map((path, i) => runRecords(path, join(members, memberName(path, i)))))
    : [];
  const told = known && command !== undefined;
  const text = { path: input, data: `${JSON.stringify({ command }, null, 2)}\n` };
  const beside = [...(told ? [text] : []), ...records.flat()];
  const { dataFingerprint } = loaded[0];
  const { hash } = await saveModelDirectory(out, { ...average, half, dataFingerprint }, beside);
  return { files: await writtenFiles(out, beside), hash, trainedHash: weightsHash(average.weights) };
}
