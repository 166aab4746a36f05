/**
 * One cell of the bit matrix: a short training run in this Node, whose weights' SHA-256 is printed.
 * Arguments: threads, `profile` or `plain`, `whole` or `resumed` (stopped in the middle of the second epoch, then resumed).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completeConfig, synthesise, train } from '../../src/index.js';

const [threads, profile, course] = process.argv.slice(2);
const dataset = synthesise({ count: 280, seed: 3 });
// Every kernel that a zoo network uses takes part: Winograd and direct convolutions, batch norm, residual sums, EMA.
const config = completeConfig(
  { model: 'resnet-s', epochs: 2, batchSize: 32, seed: 5, validation: 'none', choose: 'last' },
  dataset.splitNames,
);
const directory = join(mkdtempSync(join(tmpdir(), 'vultus-bits-')), 'run');
const options = { config, dataset, directory, threads: Number(threads), profile: profile === 'profile' };
try {
  if (course === 'resumed') {
    const stop = new AbortController();
    const onEvent = (event: { type: string; epoch?: number; step?: number }) => {
      if (event.type === 'step' && event.epoch === 2 && event.step === 3) stop.abort();
    };
    await train({ ...options, signal: stop.signal, onEvent });
  }
  const { hash } = await train({ ...options, resume: course === 'resumed' });
  console.log(hash);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
