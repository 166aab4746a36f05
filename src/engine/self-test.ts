/**
 * A check at start that optimised code gives the bits of unoptimised code, and one build of the kernels those of
 * another. V8 runs a kernel's first calls from its baseline compiler and optimises it meanwhile: the same small layer is
 * computed again and again for some 20 ms and must never change. The layer goes through the matrix products, every
 * transform and Adam: the kernels that V8 joins most in. The others are compared on whole trainings (test/bits/).
 */
import { callKernel, type Kernels } from './contracts.js';

const WIDTH = 14;
const OUT = 12;
const CHANNELS = 32;
const FLOATS = { map: WIDTH ** 2 * CHANNELS, weights: 9 * CHANNELS ** 2, points: 64 * CHANNELS ** 2 };
/** Floats of the test's buffers, which stand one behind the other: what it reads, what it writes. */
const SIZES = {
  ...{ hyper: 16, x: FLOATS.map, dy: FLOATS.map, w: FLOATS.weights },
  ...{ y: FLOATS.map, dx: FLOATS.map, dw: FLOATS.weights, m: FLOATS.weights, v: FLOATS.weights },
  ...{ u: FLOATS.points, ut: FLOATS.points, sums: FLOATS.points, biasSums: CHANNELS },
  ...{ tilesV: 32_768, tilesD: 32_768, scratch: 262_144 },
};
type Name = keyof typeof SIZES;
/** Byte addresses. */
const AT = {} as Record<Name, number>;
let end = 0;
for (const name of Object.keys(SIZES) as Name[]) {
  AT[name] = end;
  end += Math.ceil(SIZES[name] / 16) * 64;
}
/** Pages of memory that bitsOfKernels needs. */
export const PAGES = Math.ceil(end / 65536);
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
    let sum = 0;
    for (const side of [4, 6]) {
      layer(kernels, floats, side);
      sum = checksum(words, sum);
    }
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
  for (let i = 0; i < AT.y / 4; i++) floats[i] = next();
  floats.set([1e-3, 1, 10, 31.6], AT.hyper / 4);
}

/** A convolution in tiles of this side, its gradients (in lanes or step by step) and an update of the weights. */
function layer(kernels: Kernels, floats: Float32Array, side: number): void {
  const { x, y, w, u, ut, dy, dx, dw, sums, biasSums, m, v, hyper, scratch } = AT;
  const shared = { scratch, scratchStride: 0, side };
  const filter = { cs: CHANNELS, ks: CHANNELS, points: (side + 2) ** 2 };
  const channels = { xs: CHANNELS, ys: CHANNELS };
  const map = { n: 1, height: WIDTH, width: WIDTH, pad: 0, outH: OUT, outW: OUT, ...channels, ...shared };
  callKernel(kernels, 'winogradFilter', { w, u, ...filter, ...shared });
  callKernel(kernels, 'winogradForward', { x, u, bias: 0, y, ...map, relu: 1 });
  callKernel(kernels, 'winogradTranspose', { u, ut, ...filter });
  const sum = { sums, biasSums, db: 0, lanes: 1 };
  if (side === 4) {
    callKernel(kernels, 'winogradBackwardLanes', { x, dy, codes: 0, ut, dx, mask: 0, ...sum, ...map });
  } else {
    const tiles = { v: AT.tilesV, d: AT.tilesD, firstImage: 0, group: 1, perImage: (OUT / side) ** 2 };
    callKernel(kernels, 'winogradGradientTiles', { x, dy, codes: 0, ...tiles, ...map });
    callKernel(kernels, 'winogradGradientProducts', { ...sum, ...tiles, ...map });
    callKernel(kernels, 'winogradInputGradient', { ut, dx, mask: 0, ...tiles, ...map });
  }
  callKernel(kernels, 'winogradGradientWeights', { ...sum, dw, ...channels, ...shared });
  // The moments start anew each round, so that every round must end alike.
  floats.fill(0, m / 4, m / 4 + FLOATS.weights);
  floats.fill(0, v / 4, v / 4 + FLOATS.weights);
  const adam = { beta1: 0.9, beta2: 0.999, rest1: 0.1, rest2: 0.001, epsilon: 1e-7, decay: 0, decoupled: 0 };
  callKernel(kernels, 'adamStep', { p: dw, g: dw, m, v, hyper, count: FLOATS.weights, ...adam });
}

/** FNV-1a over the results' bits. */
function checksum(words: Uint32Array, before: number): number {
  let sum = 0x811c9dc5 ^ before;
  for (const [name, count] of [
    ['y', OUT * OUT * CHANNELS],
    ['dx', FLOATS.map],
    ['dw', FLOATS.weights],
    ['v', FLOATS.weights],
  ] as const) {
    for (let i = AT[name] / 4; i < AT[name] / 4 + count; i++) sum = Math.imul(sum ^ words[i], 0x01000193);
  }
  return sum;
}
