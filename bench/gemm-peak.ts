/** This machine's matrix-product peak, one thread: our own fastest product at sizes that stay in the first caches. */
import { host } from '#engine-host';
import { callKernel, type Kernels } from '../src/engine/contracts.js';

/** Rows, inputs, outputs. Operands of 48–320 KiB: small enough for L1 or L2, large enough to hide calls and edges. */
const SHAPES = [
  [48, 128, 64],
  [64, 256, 64],
  [96, 256, 128],
  [64, 512, 64],
] as const;
const SECONDS_EACH = 0.4;

export interface Peak {
  readonly gflops: number;
  /** `64×256×64`. */
  readonly shape: string;
}

/** The best of many short repeats at the best of a few sizes. */
export async function gemmPeak(): Promise<Peak> {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
  const module = await host.loadKernels();
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  const floats = new Float32Array(memory.buffer);
  for (let i = 0; i < floats.length; i++) floats[i] = ((i * 2654435761) >>> 8) / 2 ** 24 - 0.5;
  const peaks = SHAPES.map((shape) => ({ gflops: best(kernels, shape), shape: shape.join('×') }));
  return peaks.reduce((a, b) => (a.gflops >= b.gflops ? a : b));
}

function best(kernels: Kernels, [n, xs, ys]: (typeof SHAPES)[number]): number {
  // One cache line apart from a power of two, so that the operands do not fall on each other in a cache.
  const x = 4096;
  const w = x + n * xs * 4 + 64;
  const y = w + xs * ys * 4 + 64;
  const args = { x, w, bias: 0, y, n, xs, ys, relu: 0 };
  const calls = Math.ceil(2e6 / (n * xs * ys));
  let shortest = Number.POSITIVE_INFINITY;
  const end = performance.now() + SECONDS_EACH * 1000;
  while (performance.now() < end) {
    const started = performance.now();
    for (let i = 0; i < calls; i++) callKernel(kernels, 'denseForward', args);
    shortest = Math.min(shortest, performance.now() - started);
  }
  return (2 * n * xs * ys * calls) / (shortest * 1e6);
}
