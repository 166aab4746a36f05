/**
 * A check at start that optimised code gives the bits of unoptimised code. V8 runs a kernel's first calls from its
 * baseline compiler and optimises it meanwhile: the same small layer is computed again and again for some 20 ms and
 * must never change.
 */
import { callKernel, type Kernels } from './contracts.js';

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

/** @returns whether the module's code gives the same bits in every round */
export function selfTest(module: WebAssembly.Module): boolean {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return sameBits(instance.exports as unknown as Kernels, memory);
}

/** @returns whether kernels over a memory of their own give the same bits in every round */
export function sameBits(kernels: Kernels, memory: WebAssembly.Memory): boolean {
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
  const count = 9 * CHANNELS * CHANNELS;
  const shared = { scratch, scratchStride: 0 };
  const map = { n: 1, height: WIDTH, width: WIDTH, xs: CHANNELS, outH: OUT, outW: OUT, ys: CHANNELS };
  callKernel(kernels, 'winogradFilter', { w, u, ...shared, cs: CHANNELS, ks: CHANNELS });
  callKernel(kernels, 'winogradForward', { x, u, bias: 0, y, mask: 0, ...shared, ...map, pad: 0, relu: 1 });
  const direct = { kh: 3, kw: 3, stride: 1, padTop: 0, padLeft: 0 };
  const parts = { dw, db: 0, parts: 1, partBytes: 0 };
  callKernel(kernels, 'convWeightGradient', { x, dy, ...parts, ...shared, ...map, ...direct });
  // The moments start anew each round, so that every round must end alike.
  floats.fill(0, m / 4, m / 4 + count);
  floats.fill(0, v / 4, v / 4 + count);
  const adam = { beta1: 0.9, beta2: 0.999, rest1: 0.1, rest2: 0.001, epsilon: 1e-7, decay: 0, decoupled: 0 };
  callKernel(kernels, 'adamStep', { p: dw, g: dw, m, v, hyper, count, ...adam });
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
