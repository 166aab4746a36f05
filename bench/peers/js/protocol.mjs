// What the JavaScript contenders share: arguments, random numbers, and the protocol of bench/contender.ts.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [path, batch, threads] = process.argv.slice(2);
export const model = JSON.parse(readFileSync(path, 'utf8'));
export const settings = { batch: Number(batch), threads: Number(threads) };

/** Values in (−scale, scale); any will do, as long as nothing grows without bound through the layers. */
export function randomFloats(count, scale = 1) {
  return Float32Array.from({ length: count }, () => (Math.random() * 2 - 1) * scale);
}

/** He's scale keeps activations about as large from layer to layer. */
export const weightScale = (fanIn) => Math.sqrt(6 / fanIn);

/** Zeros on each side of a convolution. */
export function convPadding({ padding = 'valid', kernel }) {
  if (padding === 'valid') return 0;
  return padding === 'same' ? (kernel - 1) / 2 : padding;
}

/** Answers `run N` with the seconds of N steps and of each until `quit`. */
export async function serve(version, parameters, step) {
  const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  answer({ ready: true, version, parameters });
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, count] = line.split(' ');
    if (command === 'quit') break;
    const times = [performance.now()];
    for (let i = 0; i < Number(count); i++) {
      await step();
      times.push(performance.now());
    }
    const each = times.slice(1).map((time, index) => (time - times[index]) / 1000);
    answer({ seconds: (times.at(-1) - times[0]) / 1000, each });
  }
  process.exit(0);
}
