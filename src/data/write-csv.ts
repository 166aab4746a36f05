/** Writes a data set in FER2013's own csv format. */

import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { writeFileAtomic } from '../export/atomic.js';
import { PIXELS } from '../util/classes.js';
import type { Dataset } from './types.js';

/** Rows turned into text at a time. */
const ROWS_AT_ONCE = 64;

/**
 * Writes `emotion,pixels,Usage` rows, gzipped when the name ends in `.gz`. An existing file is replaced only once the
 * new one is complete. Soft targets have no place in this format and are left out.
 * @throws OutputError for a full disk, an unwritable folder and the like
 * @example
 * await writeCsv(dataset, 'faces.csv.gz');
 */
export async function writeCsv(dataset: Dataset, path: string): Promise<void> {
  await writeFileAtomic(path, async (file) => {
    if (/\.gz$/i.test(path)) await writeGzip(dataset, file);
    else for (const text of csvText(dataset)) await file.writeFile(text);
  });
}

async function writeGzip(dataset: Dataset, file: FileHandle): Promise<void> {
  await pipeline(Readable.from(csvText(dataset)), createGzip(), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) await file.writeFile(chunk);
  });
}

/** The file's text in pieces. */
export function* csvText(dataset: Dataset): Generator<string> {
  yield 'emotion,pixels,Usage\n';
  for (let start = 0; start < dataset.count; start += ROWS_AT_ONCE) {
    let text = '';
    for (let row = start; row < Math.min(dataset.count, start + ROWS_AT_ONCE); row++) {
      const pixels = dataset.pixels.subarray(row * PIXELS, (row + 1) * PIXELS).join(' ');
      text += `${dataset.labels[row]},${pixels},${dataset.splitNames[dataset.splits[row]]}\n`;
    }
    yield text;
  }
}
