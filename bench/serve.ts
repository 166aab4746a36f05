/** The contender's side of the protocol (contender.ts) for our own processes. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { revectoriseState } from '../src/engine/revectorise-node.js';
import { countParameters } from '../src/model/index.js';
import type { Model } from '../src/model/types.js';

/** Answers `run N` and `memory` on stdin until `quit`. */
export async function serve(model: Model, step: () => Promise<unknown>): Promise<void> {
  answer({
    ready: true,
    version: `Vultus on Node ${process.versions.node}, revectorised kernels ${revectoriseState() ?? 'off'}`,
    parameters: countParameters(model).trainable,
  });
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, count] = line.split(' ');
    if (command === 'quit') break;
    answer(command === 'memory' ? { bytes: peakMemory() } : await timed(step, Number(count)));
  }
}

async function timed(step: () => Promise<unknown>, count: number): Promise<object> {
  const times = [performance.now()];
  for (let i = 0; i < count; i++) {
    await step();
    times.push(performance.now());
  }
  const each = times.slice(1).map((time, index) => (time - times[index]) / 1000);
  return { seconds: (times[count] - times[0]) / 1000, each };
}

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Peak resident memory in bytes: of this program alone where Linux tells, else what the system counts. */
export function peakMemory(pid: number | 'self' = 'self'): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'ascii'));
    if (line) return Number(line[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return pid === 'self' ? process.resourceUsage().maxRSS * 1024 : 0;
}
