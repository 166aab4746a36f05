/**
 * A check at start that optimised code gives the bits of unoptimised code. V8 runs a kernel's first calls from its
 * baseline compiler and optimises it meanwhile: the same small layer is computed again and again for some 20 ms and
 * must never change.
 */
import type { Kernels } from './contracts.js';

const WIDTH = 14;
const OUT = 12;
const CHANNELS = 32;
/** Byte addresses of the test's buffers. */
const AT = {
  x: 0,
  y: 65536,
  w: 131072,
  u: 262144,
  dy: 458752,
  dw: 524288,
  m: 589824,
  v: 655360,
  hyper: 720896,
  scratch: 786432,
};
const PAGES = 32;
const ROUNDS = 40;

/** @returns whether every round gave the same bits */
export function selfTest(module: WebAssembly.Module): boolean {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  const floats = new Float32Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  fill(floats);
  let first: number | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    layer(kernels, floats);
    const sum = checksum(words);
    first ??= sum;
    if (sum !== first) return false;
  }
  return true;
}

/** Values with full mantissas, from integer arithmetic. */
function fill(floats: Float32Array): void {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296 - 0.5;
  };
  for (let i = 0; i < AT.scratch / 4; i++) floats[i] = next();
  floats.set([1e-3, 1, 10, 31.6], AT.hyper / 4);
}

/** A convolution, its weight gradient and an update of the weights. */
function layer(kernels: Kernels, floats: Float32Array): void {
  const { x, y, w, u, dy, dw, m, v, hyper, scratch } = AT;
  const weights = 9 * CHANNELS * CHANNELS;
  kernels.winogradFilter(w, u, scratch, 0, CHANNELS, CHANNELS, 0, 1);
  kernels.winogradForward(x, u, 0, y, scratch, 0, 1, WIDTH, WIDTH, CHANNELS, 0, OUT, OUT, CHANNELS, 1, 0, 1);
  kernels.convWeightGradient(
    ...[x, dy, dw, 0, scratch, 0, 1, WIDTH, WIDTH, CHANNELS, 3, 3, 1, 0, 0, OUT, OUT, CHANNELS, 0, 1],
  );
  // The moments start anew each round, so that every round must end alike; the weights' copy is m's own place.
  floats.fill(0, m / 4, m / 4 + weights);
  floats.fill(0, v / 4, v / 4 + weights);
  kernels.adamStep(dw, dw, m, v, hyper, weights, 0.9, 0.999, 0.1, 0.001, 1e-7, 0, 0, 0, 1);
}

/** FNV-1a over the results' bits. */
function checksum(words: Uint32Array): number {
  let sum = 0x811c9dc5;
  const add = (from: number, count: number) => {
    for (let i = from / 4; i < from / 4 + count; i++) sum = Math.imul(sum ^ words[i], 0x01000193);
  };
  add(AT.y, OUT * OUT * CHANNELS);
  add(AT.dw, 9 * CHANNELS * CHANNELS);
  add(AT.v, 9 * CHANNELS * CHANNELS);
  return sum;
}
