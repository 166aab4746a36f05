/** Small sources for this folder's tests: rows, csv text, archives, a folder that cleans up after itself. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { CLASSES, PIXELS, SIDE } from '../util/classes.js';
import { Purpose, RandomStream } from '../util/random.js';
import { fingerprint } from './fingerprint.js';
import type { Dataset } from './types.js';

/** Runs `body` with a fresh folder and removes the folder afterwards. */
export async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vultus-data-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a file into a folder and gives its path. */
export function put(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Pixels of one image, of one to three digits, by seed. */
export function randomPixels(seed: number): number[] {
  const random = new RandomStream(seed, Purpose.synthesise);
  return Array.from({ length: PIXELS }, () => random.integer(random.chance(0.3) ? 12 : 256));
}

/** `emotion,pixels,Usage` with rows of random pixels: classes 0–6 in turn, every fourth row `PublicTest`. */
export function csvOf(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    return `${i % CLASSES.length},${randomPixels(i).join(' ')},${i % 4 === 3 ? 'PublicTest' : 'Training'}`;
  });
  return `emotion,pixels,Usage\n${lines.join('\n')}\n`;
}

/** A data set in memory: one gray value and label a row. */
export function flatDataset(
  grays: number[],
  labels: number[],
  splits: number[] = labels.map(() => 0),
): Dataset {
  const pixels = Uint8Array.from({ length: grays.length * PIXELS }, (_, i) => grays[Math.floor(i / PIXELS)]);
  const parts = {
    count: grays.length,
    pixels,
    labels: Uint8Array.from(labels),
    splits: Uint8Array.from(splits),
    splitNames: ['Training', 'PublicTest'],
  };
  return { ...parts, classes: CLASSES, source: 'memory', skipped: [], fingerprint: fingerprint(parts) };
}

/** A gray 48×48 PNG. */
export function png(pixels: readonly number[]): Promise<Buffer> {
  const raw = { width: SIDE, height: SIDE, channels: 1 as const };
  return sharp(Uint8Array.from(pixels), { raw }).png().toBuffer();
}

/** A tar archive. */
export function tarOf(files: Record<string, string | Uint8Array>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, Buffer.from(content));
  archive.finalize();
  return buffer(archive);
}

/** A zip archive (deflate; no checksums, which readers of zip may leave unchecked). */
export function zipOf(files: Record<string, string | Uint8Array>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, Buffer.from(name)]));
    bodies.push(body);
    offset += body.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}
