/** What a figure was measured on, and the file it is written to. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { version } from '../src/cli/version.js';
import { makeFolder, writeFileAtomic } from '../src/export/atomic.js';

/** Taken when the program starts: the load shows whether the machine was idle before. */
const machine = {
  date: new Date().toISOString().slice(0, 10),
  vultus: version(),
  commit: commit(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  system: `${platform()} ${release()}`,
  load: loadavg()[0],
};

/** The checkout that is measured, `-dirty` with changes of its own; undefined outside a checkout. */
function commit(): string | undefined {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  } catch {
    return undefined;
  }
}

export function machineText(): string {
  const { processor, cores, memoryGiB, load } = machine;
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, load before ${load.toFixed(1)}`;
}

/** Writes measured results with what they were measured on. */
export async function writeResults(path: string, results: object): Promise<void> {
  await makeFolder(dirname(path));
  await writeFileAtomic(path, `${JSON.stringify({ machine, ...results }, null, 2)}\n`);
  console.log(`written: ${path}`);
}
