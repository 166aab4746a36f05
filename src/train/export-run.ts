/**
 * A trained network as one folder to ship: `model.json`, `weights.safetensors` and, from a run, the `config.json`,
 * `log.jsonl` and `input.json` that say how it was trained, by which command, and what each split was used for; of an
 * average, those of each of its networks. The same input gives the same bytes.
 */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type OutputFile, requireEmptyFolder } from '../export/atomic.js';
import {
  findModel,
  loadModelDirectory,
  MODEL_FILE,
  saveModelDirectory,
  WEIGHTS_FILE,
} from '../export/index.js';
import { ModelError } from '../util/errors.js';
import { lastPart } from '../util/paths.js';
import { memberFolders } from './members.js';
import { readRun, runFiles } from './run-directory.js';

export interface ExportOptions {
  /** Round the weights to half precision; running statistics stay float32. Default false. */
  readonly half?: boolean;
}

/** What was written. */
export interface ExportedModel {
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** SHA-256 of the weights file written, hex. */
  readonly hash: string;
  /** SHA-256 of the weights as training printed it; the same as `hash` when nothing was rounded. */
  readonly trainedHash: string;
}

/**
 * Writes a run's or a model's network into a folder of its own. Metrics and temperature are kept.
 * @param from the directory of a run or a model, or a shipped model's name
 * @param out a folder that is absent or empty
 * @throws ModelError when there is no model or it is damaged, or a weight is beyond half precision; OutputError when the
 *   folder holds anything or cannot be written
 * @example
 * const { trainedHash } = await exportModel('runs/classic', 'models/classic', { half: true });
 */
export async function exportModel(
  from: string,
  out: string,
  options: ExportOptions = {},
): Promise<ExportedModel> {
  const { path, directory } = findModel(from);
  const loaded = await loadModelDirectory(directory);
  await requireEmptyFolder(out);
  const beside = await recordsIn(path, out);
  const { hash } = await saveModelDirectory(out, { ...loaded, ...options }, beside);
  return { files: await writtenFiles(out, beside), hash, trainedHash: loaded.trainedHash ?? loaded.hash };
}

/** What is kept of how a network was trained: of a run, or of the runs of an average. */
async function recordsIn(path: string, out: string): Promise<OutputFile[]> {
  if (existsSync(runFiles(path).config)) return runRecords(path, out);
  const folders = await memberFolders(path);
  const records = await Promise.all(
    folders.map((folder) => runRecords(folder, join(runFiles(out).members, basename(folder)))),
  );
  return [...(folders.length > 0 ? await commandIn(path, out) : []), ...records.flat()];
}

/** What was written: the model, and the files beside it. */
export async function writtenFiles(
  out: string,
  beside: readonly OutputFile[],
): Promise<ExportedModel['files']> {
  const paths = [...beside.map(({ path }) => path), join(out, MODEL_FILE), join(out, WEIGHTS_FILE)];
  return Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(path)).size })));
}

/** The run's configuration and log, once they are known to be sound, and the command that started it. */
export async function runRecords(directory: string, out: string): Promise<OutputFile[]> {
  await readRun(directory);
  const [from, to] = [runFiles(directory), runFiles(out)];
  const config = { path: to.config, data: withoutFolders(await readText(from.config)) };
  const files = [config, ...(await commandIn(directory, out))];
  if (existsSync(from.log)) files.push({ path: to.log, data: await readText(from.log) });
  return files;
}

/** The command that made it, where one is kept. */
async function commandIn(directory: string, out: string): Promise<OutputFile[]> {
  const [from, to] = [runFiles(directory).input, runFiles(out).input];
  return existsSync(from) ? [{ path: to, data: commandAlone(await readText(from)) }] : [];
}

/** Where the data lay on the machine that trained is nobody else's concern. */
function withoutFolders(text: string): string {
  const record = JSON.parse(text) as { data: { source: string } };
  const data = { ...record.data, source: lastPart(record.data.source) };
  return `${JSON.stringify({ ...record, data }, null, 2)}\n`;
}

/** What was asked for, without where the data lay. */
function commandAlone(text: string): string {
  const {
    data: _data,
    votes: _votes,
    resolved: _resolved,
    ...asked
  } = JSON.parse(text) as Record<string, unknown>;
  return `${JSON.stringify(asked, null, 2)}\n`;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ModelError(`${path} cannot be read: ${(cause as Error).message}.`, { cause });
  });
}
