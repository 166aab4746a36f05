/**
 * The average of several networks keeps what its networks' runs keep, in `members/<name>/`. As they learned from the same
 * images and left the same ones out, each split was for the average what it was for every one of them.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, ModelError } from '../util/errors.js';
import { lastPart } from '../util/paths.js';
import { hasShare } from './config.js';
import { drawnBy } from './rows.js';
import { type Run, readRun, runFiles } from './run-directory.js';

/**
 * How the network in a directory was trained: by the run there, or by those of the networks it is the average of. Of an
 * average, configuration and rows are those of its first network.
 * @returns undefined when nothing is kept of it
 * @throws ModelError as `readRun`, and when the networks of an average learned from different images
 * @example
 * (await readTraining('models/both'))?.members?.map(({ config }) => config.seed);
 */
export async function readTraining(directory: string): Promise<Run | undefined> {
  if (existsSync(runFiles(directory).config)) return readRun(directory);
  const folders = await memberFolders(directory);
  if (folders.length === 0) return undefined;
  const members = await Promise.all(folders.map(readRun));
  requireSameRows(members);
  const [{ state: _state, ...first }] = members;
  return { ...first, directory, epochs: [], steps: [], members };
}

/** What is kept of the networks of an average, in their order; none when it is no average. */
export async function memberFolders(directory: string): Promise<string[]> {
  const { members } = runFiles(directory);
  try {
    const names = (await readdir(members)).filter((name) => /^\d-/.test(name));
    return names.sort().map((name) => join(members, name));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return [];
    throw new ModelError(`${members} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

/** `1-vgg-m`: sorted, the names give the networks' order back. */
export function memberName(run: string, index: number): string {
  return `${index + 1}-${lastPart(run)}`;
}

/** What decides which images a run learned from and which it left out. */
function rowsOf({ config, data }: Run): string {
  const { trainSplit, validation, dropStraddlers, dropRows, votes } = config;
  // A seed draws a share of the images, and nothing else of them.
  const drawn = hasShare(config) ? drawnBy(config) : undefined;
  return JSON.stringify([data.fingerprint, trainSplit, validation, drawn, dropStraddlers, dropRows, votes]);
}

/** @throws ModelError naming two runs that learned from different images or validated on different ones */
export function requireSameRows(runs: readonly Run[]): void {
  const [first] = runs;
  const other = runs.find((run) => rowsOf(run) !== rowsOf(first));
  if (other === undefined) return;
  throw new ModelError(
    `${first.directory} and ${other.directory} cannot be averaged: they learned from different images or kept different ones apart, and no split would be unseen by both for certain; train them with the same data, validation and --seed or --split-seed.`,
  );
}
