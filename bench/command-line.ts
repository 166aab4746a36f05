/** The real `vultus train` as a user starts it, watched from outside until it trains. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readDataset, writeCsv } from '../src/data/index.js';
import type { Dataset } from '../src/data/types.js';
import { CLASSES, PIXELS } from '../src/util/classes.js';
import { randomImages } from './ours.js';
import { peakMemory } from './serve.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The Training, PublicTest and PrivateTest rows of FER2013. */
const FER2013 = [28_709, 3_589, 3_589];

/** Random images in the shape of FER2013. */
export function likeFer2013(counts: readonly number[] = FER2013): Dataset {
  const count = counts.reduce((sum, rows) => sum + rows, 0);
  return {
    count,
    pixels: randomImages(count),
    labels: Uint8Array.from({ length: count }, (_, i) => i % CLASSES.length),
    splits: Uint8Array.from(counts.flatMap((rows, split) => new Array<number>(rows).fill(split))),
    splitNames: ['Training', 'PublicTest', 'PrivateTest'].slice(0, counts.length),
    classes: CLASSES,
    source: 'random images',
    fingerprint: '',
    skipped: [],
  };
}

/**
 * Calls `use` with a data file that has been packed, and with what is in it.
 * @param path the user's data; empty = random images in the shape of FER2013, in a temporary file
 */
export async function withPackedData<T>(
  path: string,
  use: (path: string, dataset: Dataset) => Promise<T>,
): Promise<T> {
  // Reading packs it.
  if (path !== '') return use(path, await readDataset(path));
  const folder = mkdtempSync(join(tmpdir(), 'vultus-bench-data-'));
  try {
    const made = join(folder, 'random.csv');
    await writeCsv(likeFer2013(), made);
    return await use(made, await readDataset(made));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface FirstStep {
  /** From starting the process to its word that the first step is done. */
  readonly seconds: number;
  /** Peak resident memory some time later; 0 where the system does not tell. */
  readonly peakBytes: number;
}

export interface TrainCommand {
  readonly node: string;
  readonly data: string;
  readonly network: string;
  readonly batch: number;
  readonly threads: number;
  /** How long it goes on after the first step, before its memory is read. */
  readonly seconds: number;
}

/** Starts `vultus train` and stops it again once it trains. @throws Error when it ends before */
export async function runTrain({ seconds, ...command }: TrainCommand): Promise<FirstStep> {
  const folder = mkdtempSync(join(tmpdir(), 'vultus-bench-run-'));
  const { node, data, network, batch, threads } = command;
  const args = [
    ...['--import', new URL('./as-terminal.js', import.meta.url).href, at('../src/cli/main.js'), 'train'],
    ...['--data', data, '--model', network, '--batch', `${batch}`, '--threads', `${threads}`],
    ...['--out', join(folder, 'run'), '--epochs', '1'],
  ];
  const started = performance.now();
  const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', resolve));
  try {
    const stepped = await new Promise<number>((resolve, reject) => {
      let text = '';
      let errors = '';
      child.stderr.on('data', (chunk) => {
        errors += chunk;
      });
      child.stdout.on('data', (chunk) => {
        text += chunk;
        // The bar is drawn when the first step is done.
        if (/epoch 1\/1 /.test(text)) resolve(performance.now());
      });
      child.once('error', reject);
      child.once('close', () =>
        reject(new Error(`vultus train ended before its first step: ${errors.trim()}`)),
      );
    });
    await sleep(seconds * 1000);
    return { seconds: (stepped - started) / 1000, peakBytes: peakMemory(child.pid!) };
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The pixels of a data set's training rows, as one block. */
export function trainingPixels({ pixels, splits, splitNames, count }: Dataset): Uint8Array {
  const training = Math.max(0, splitNames.indexOf('Training'));
  const rows = Array.from({ length: count }, (_, row) => row).filter((row) => splits[row] === training);
  const chosen = new Uint8Array(rows.length * PIXELS);
  rows.forEach((row, at) => {
    chosen.set(pixels.subarray(row * PIXELS, (row + 1) * PIXELS), at * PIXELS);
  });
  return chosen;
}
