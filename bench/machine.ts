/** What a figure was measured on, and the file it is written to. */
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { makeFolder, writeFileAtomic } from '../src/export/atomic.js';

/** Hardware and versions; the load shows whether the machine was idle before. */
export function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()}`,
    load: loadavg()[0],
  };
}

export function machineText(): string {
  const { processor, cores, memoryGiB, load } = machine();
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, load before ${load.toFixed(1)}`;
}

/** Writes measured results with what they were measured on. */
export async function writeResults(path: string, results: object): Promise<void> {
  await makeFolder(dirname(path));
  await writeFileAtomic(path, `${JSON.stringify({ machine: machine(), ...results }, null, 2)}\n`);
  console.log(`written: ${path}`);
}
