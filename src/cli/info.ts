/** `vultus info`: what this machine and this installation offer, for bug reports and for choosing flags. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Command } from 'commander';
import sharp from 'sharp';
import { defaultCacheFolder } from '../data/pack.js';
import { host } from '../engine/host-node.js';
import { revectoriseState } from '../engine/revectorise-node.js';
import { formatBytes } from '../util/format.js';
import { makeCommand } from './command.js';
import { jsonFlag } from './flags.js';
import { print, printJson, table } from './terminal.js';
import { version } from './version.js';

/** The smallest module that uses a 128-bit vector: `v128.const 0; i32x4.extract_lane 0; drop` in one function. */
const SIMD_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
  ...[10, 26, 1, 24, 0, 253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 253, 27, 0, 26, 11],
);

export function infoCommand(): Command {
  return makeCommand({
    name: 'info',
    description: 'Print versions, processor, memory, WebAssembly features and where the cache is.',
    options: [jsonFlag()],
    examples: ['npx vultus info --json'],
  }).action(run);
}

async function gather() {
  await host.loadKernels();
  return {
    vultus: version(),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads: availableParallelism(),
    memoryBytes: totalmem(),
    simd: WebAssembly.validate(SIMD_PROBE),
    revectorise: revectoriseState() ?? 'off',
    sharedMemory: typeof SharedArrayBuffer === 'function',
    sharp: sharp.versions.sharp,
    libvips: sharp.versions.vips,
    cache: defaultCacheFolder(),
  };
}

async function run(flags: { readonly json?: boolean }): Promise<void> {
  const info = await gather();
  if (flags.json) {
    printJson(info);
    return;
  }
  const yes = (value: boolean): string => (value ? 'yes' : 'no');
  const rows = [
    ['vultus', info.vultus],
    ['Node.js', `${info.node} (V8 ${info.v8})`],
    ['system', info.platform],
    ['processor', info.cpu],
    ['threads', String(info.threads)],
    ['memory', formatBytes(info.memoryBytes)],
    ['WebAssembly SIMD', yes(info.simd)],
    ['revectorised kernels', info.revectorise],
    ['shared memory', yes(info.sharedMemory)],
    ['sharp', `${info.sharp} (libvips ${info.libvips})`],
    ['cache', info.cache],
  ];
  print(table([], rows, 'll'));
}
