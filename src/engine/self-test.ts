/**
 * A check at start that optimised code gives the bits of unoptimised code, and one build of the kernels those of
 * another. V8 runs a kernel's first calls from its baseline compiler and optimises it meanwhile: the same small layer is
 * computed again and again for some 20 ms and must never change.
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
  ut: 786432,
  sums: 983040,
  tilesV: 1179648,
  tilesD: 1310720,
  dx: 1441792,
  scratch: 1507328,
};
const PAGES = 32;
const ROUNDS = 40;

/** @returns a checksum of the bits that the module's code gives, undefined when they are not the same in every round */
export function bitsOf(module: WebAssembly.Module, rounds = ROUNDS): number | undefined {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return bitsOfKernels(instance.exports as unknown as Kernels, memory, rounds);
}

/** The same for kernels over a memory of their own. */
export function bitsOfKernels(
  kernels: Kernels,
  memory: WebAssembly.Memory,
  rounds = ROUNDS,
): number | undefined {
  const floats = new Float32Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  fill(floats);
  let first: number | undefined;
  for (let round = 0; round < rounds; round++) {
    layer(kernels, floats);
    const sum = checksum(words);
    first ??= sum;
    if (sum !== first) return undefined;
  }
  return first;
}

/** Values with full mantissas, from integer arithmetic. */
function fill(floats: Float32Array): void {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296 - 0.5;
  };
  for (let i = 0; i < AT.ut / 4; i++) floats[i] = next();
  floats.set([1e-3, 1, 10, 31.6], AT.hyper / 4);
}

/** A convolution, its gradients and an update of the weights. */
function layer(kernels: Kernels, floats: Float32Array): void {
  const { x, y, w, u, ut, dy, dx, dw, sums, m, v, hyper, scratch } = AT;
  const count = 9 * CHANNELS * CHANNELS;
  const shared = { scratch, scratchStride: 0 };
  const size = { cs: CHANNELS, ks: CHANNELS };
  const map = {
    n: 1,
    height: WIDTH,
    width: WIDTH,
    xs: CHANNELS,
    pad: 0,
    outH: OUT,
    outW: OUT,
    ys: CHANNELS,
    side: 4,
  };
  callKernel(kernels, 'winogradFilter', { w, u, ...shared, ...size, side: 4 });
  callKernel(kernels, 'winogradForward', { x, u, bias: 0, y, ...shared, ...map, relu: 1 });
  const group = { ...map, v: AT.tilesV, d: AT.tilesD, firstImage: 0, group: 1, perImage: (OUT / 4) ** 2 };
  const rest = { biasSums: 0, db: 0, lanes: 1, side: 4 };
  callKernel(kernels, 'winogradTranspose', { u, ut, ...size, points: 36 });
  callKernel(kernels, 'winogradGradientTiles', { x, dy, codes: 0, ...shared, ...group });
  callKernel(kernels, 'winogradGradientProducts', { sums, db: 0, ...group });
  callKernel(kernels, 'winogradInputGradient', { ut, dx, mask: 0, ...shared, ...group });
  callKernel(kernels, 'winogradGradientWeights', {
    sums,
    dw,
    ...rest,
    ...shared,
    xs: CHANNELS,
    ys: CHANNELS,
  });
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
  add(AT.dx, WIDTH * WIDTH * CHANNELS);
  add(AT.dw, 9 * CHANNELS * CHANNELS);
  add(AT.v, 9 * CHANNELS * CHANNELS);
  return sum;
}
